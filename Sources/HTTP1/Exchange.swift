import HTTPMessage

/// The requests of one connection, one after the other: what has come of the current one, and
/// whether it is acceptable.
///
/// It does no I/O and reads no clock.
final class Exchange {
    /// How far the current request has come.
    enum Phase {
        /// There is none: not even its first line has come.
        case idle
        /// Its target is known.
        case beginning
        /// Its head is known, and its body is on its way.
        case receiving
        /// The answer is on its way.
        case answering
    }

    /// How far the current request has come.
    private(set) var phase = Phase.idle

    /// When the last exchange ended, or the connection began.
    private(set) var restingSince: Duration

    /// Why the current request is refused; nil if it isn't, so far.
    private(set) var refusal: Refusal?

    /// The current request.
    private(set) var request: HTTPRequest

    /// Who sends all requests of the connection, once the first one has come and that is known.
    private var peer: Peer??

    /// Where the texts of the current head lie.
    var layout = HeadLayout(targetAt: 0, count: 0)

    private let limits: HTTP1Limits
    private var headByteCount = 0
    private var headerCount = 0
    private var bodyByteCount = 0
    private var lengthCount = 0
    private var expectsContinue = false
    private var declaredByteCount: Int?

    init(interest: HeaderInterest, limits: HTTP1Limits, now: Duration) {
        self.request = HTTPRequest(headerInterest: interest)
        self.limits = limits
        self.restingSince = now
    }

    /// The first line has come.
    ///
    /// - Parameters:
    ///   - target: As it was sent, nothing decoded.
    ///   - address: Where it lies.
    func begin(target: Span<UInt8>, at address: UInt) {
        self.layout = HeadLayout(targetAt: address, count: target.count)
        self.phase = .beginning
        self.headByteCount = target.count
        var isPath = target.count > 0 && target[0] == UInt8(ascii: "/")
        for index in target.indices where target[index] <= 0x20 || target[index] == 0x7F {
            isPath = false
        }
        if !isPath { self.refuse(.targetInvalid) }
        self.request.setTarget(target)
    }

    /// The head has begun: what its first line says beside the target.
    func setMethod(_ name: Span<UInt8>, version: Span<UInt8>) {
        self.phase = .receiving
        self.request.method = HTTPMethod(name)
        switch self.request.method {
        case .connect, .trace, .other: self.refuse(.methodUnsupported)
        default: break
        }
        if !(version.equals("HTTP/1.1") || version.equals("HTTP/1.0")) {
            self.refuse(.versionUnsupported)
        }
    }

    /// Notes who has sent the request.
    ///
    /// - Parameter find: Finds it out; asked once for a connection.
    func setPeer(_ find: () -> Peer?) {
        let peer = self.peer ?? find()
        self.peer = peer
        self.request.peer = peer
    }

    /// A header field of the head.
    ///
    /// - Parameter value: The white space after it is no part of it.
    func addHeader(name: Span<UInt8>, value: Span<UInt8>) {
        let value = value.extracting(first: FieldSyntax.trimmedCount(value))
        // Two bytes stand between name and value, and two at the end.
        self.headByteCount += name.count + value.count + 4
        self.headerCount += 1
        guard let name = FieldSyntax.lowerCased(name), FieldSyntax.isValue(value) else {
            return self.refuse(.headerInvalid)
        }
        self.noteFraming(name.span, value)
        if self.headByteCount > self.limits.headByteCountMax {
            self.refuse(.headTooLarge)
        } else if self.headerCount > self.limits.headerCountMax {
            self.refuse(.headersTooMany)
        } else if self.request.headerInterest.includes(nameByteCount: name.count) {
            self.request.headers.append(name: name.span, value: value)
        }
    }

    /// Notes what a field says about the body, and refuses what different readers would read
    /// differently (RFC 9112 section 6.3).
    private func noteFraming(_ name: Span<UInt8>, _ value: Span<UInt8>) {
        if name.equals("content-length") {
            self.lengthCount += 1
            self.declaredByteCount = FieldSyntax.number(value)
            if self.declaredByteCount == nil { self.refuse(.lengthAmbiguous) }
        } else if name.equals("transfer-encoding") {
            self.lengthCount += 1
            if !FieldSyntax.isChunked(value) { self.refuse(.encodingUnsupported) }
        } else if name.equals("host") {
            // Two that differ would be read differently, and two that don't, nobody sends.
            if self.request.authority.count > 0 { self.refuse(.headerInvalid) }
            self.request.authority.append(value)
        } else if name.equals("expect") {
            self.expectsContinue = true
        }
        if self.lengthCount > 1 { self.refuse(.lengthAmbiguous) }
    }

    /// The head is complete.
    ///
    /// - Returns: Whether the request is to be refused at once, rather than when all of it has
    ///   come. That ends the connection, but some clients only read an answer when they are done
    ///   with sending.
    func endHead() -> Bool {
        if !self.layout.isSeamless { self.refuse(.headUnclear) }
        if self.headByteCount > self.limits.headByteCountMax { self.refuse(.headTooLarge) }
        let declaredByteCount = self.declaredByteCount ?? 0
        if declaredByteCount > self.limits.bodyByteCountMax { self.refuse(.bodyTooLarge) }
        guard let refusal = self.refusal else { return false }
        return refusal.isFatal || self.expectsContinue
            || declaredByteCount > self.limits.discardedByteCountMax
    }

    /// A part of the body.
    ///
    /// - Returns: Whether more may come; otherwise the connection is to be closed.
    func addBody(_ bytes: Span<UInt8>) -> Bool {
        self.bodyByteCount += bytes.count
        if self.bodyByteCount > self.limits.bodyByteCountMax { self.refuse(.bodyTooLarge) }
        if self.refusal == nil {
            self.request.content.append(bytes)
            return true
        }
        return self.bodyByteCount <= self.limits.discardedByteCountMax
    }

    /// The answer goes out.
    func beginAnswer() {
        self.phase = .answering
    }

    /// The answer has gone out, or the connection is lost.
    func end(now: Duration) {
        self.phase = .idle
        self.restingSince = now
        self.refusal = nil
        self.request.removeAll(bodyCapacityMax: Self.bodyCapacityMax)
        self.headerCount = 0
        self.bodyByteCount = 0
        self.lengthCount = 0
        self.expectsContinue = false
        self.declaredByteCount = nil
    }

    /// LIMIT: bytes of memory that a connection at rest keeps for the body of its next request.
    private static let bodyCapacityMax = 64 * 1024

    /// The first reason counts, except that one that leaves the end unknown goes before others.
    private func refuse(_ refusal: Refusal) {
        if self.refusal == nil || refusal.isFatal { self.refusal = refusal }
    }
}
