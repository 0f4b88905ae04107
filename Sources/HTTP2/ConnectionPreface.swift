/// Recognizes, byte by byte, what a client speaks when it connects.
///
/// HTTP/2 begins with a fixed text made to upset HTTP/1 servers (RFC 9113 section 3.4). The other
/// way round is as common: somebody points an HTTP/1.1 client here. Such a client deserves a
/// sentence that it can show, and not a closed connection.
struct ConnectionPreface {
    /// What is known so far.
    enum Verdict: Sendable, Hashable {
        /// HTTP/2 so far.
        case matching
        /// The first word is that of an HTTP/1 request.
        case http1
        /// Neither; TLS, for example.
        case foreign
    }

    private static let text: StaticString = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

    /// LIMIT: the longest first word that counts as an HTTP/1 method.
    private static let methodByteCountMax = 16

    private var matchedCount = 0

    /// Whether the whole preface has come.
    var isComplete: Bool { self.matchedCount == Self.text.utf8CodeUnitCount }

    /// Looks at the bytes that come next.
    mutating func receive(_ bytes: Span<UInt8>) -> Verdict {
        for index in bytes.indices {
            if self.isComplete { break }
            // SAFETY: the text is not complete, so `matchedCount` is below its length.
            guard unsafe bytes[index] == Self.text.utf8Start[self.matchedCount] else {
                return self.isMethod(before: bytes.extracting(droppingFirst: index))
                    ? .http1 : .foreign
            }
            self.matchedCount += 1
        }
        return .matching
    }

    /// Whether the part of a method that has matched (`P` of `PUT`, say) and the bytes that follow
    /// make a word in capitals.
    private func isMethod(before rest: Span<UInt8>) -> Bool {
        guard self.matchedCount <= "PRI".utf8.count else { return false }
        for index in rest.indices.prefix(Self.methodByteCountMax) {
            switch rest[index] {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): continue
            case UInt8(ascii: " "): return index > 0 || self.matchedCount > 0
            default: return false
            }
        }
        // The word goes on in bytes that have not come yet: give it the benefit of the doubt.
        return rest.count < Self.methodByteCountMax
    }

    /// What an HTTP/1 client gets to read.
    static let http1Answer: String = {
        let body = "this port speaks HTTP/2 only: use --http2-prior-knowledge\n"
        return "HTTP/1.1 426 Upgrade Required\r\nupgrade: h2c\r\nconnection: upgrade, close\r\n"
            + "content-type: text/plain; charset=utf-8\r\n"
            + "content-length: \(body.utf8.count)\r\n\r\n\(body)"
    }()
}
