/// A frame of HTTP/2, made and taken apart by hand (RFC 9113 section 4.1).
package struct HTTP2Frame: Hashable, Sendable {
    package enum Kind: UInt8, Sendable {
        case data, headers, priority, resetStream, settings, pushPromise, ping, goAway
        case windowUpdate, continuation
    }

    package static let endStream: UInt8 = 0x1
    package static let acknowledgement: UInt8 = 0x1
    package static let endHeaders: UInt8 = 0x4
    package static let padded: UInt8 = 0x8

    package var kind: Kind
    package var flags: UInt8 = 0
    package var stream: Int32 = 0
    package var payload: [UInt8] = []

    /// Creates a frame.
    package init(
        kind: Kind, flags: UInt8 = 0, stream: Int32 = 0, payload: [UInt8] = []
    ) {
        self.kind = kind
        self.flags = flags
        self.stream = stream
        self.payload = payload
    }

    /// What every client says first.
    package static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    /// The frame as it goes over the wire.
    package var bytes: [UInt8] {
        let count = self.payload.count
        let head = [
            UInt8(count >> 16), UInt8(count >> 8 & 0xff), UInt8(count & 0xff), self.kind.rawValue,
            self.flags,
        ]
        return head + UInt32(bitPattern: self.stream).bigEndianBytes + self.payload
    }

    /// The number at an offset of the payload.
    package func number(at offset: Int) -> UInt32 {
        self.payload[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Takes whole frames off the front of `bytes`.
    package static func parse(_ bytes: inout [UInt8]) -> [HTTP2Frame] {
        var frames: [HTTP2Frame] = []
        while bytes.count >= 9 {
            let count = Int(bytes[0]) << 16 | Int(bytes[1]) << 8 | Int(bytes[2])
            guard bytes.count >= 9 + count, let kind = Kind(rawValue: bytes[3]) else { break }
            let stream = bytes[5..<9].reduce(0) { $0 << 8 | Int32($1) }
            frames.append(
                HTTP2Frame(
                    kind: kind, flags: bytes[4], stream: stream,
                    payload: Array(bytes[9..<9 + count])))
            bytes.removeFirst(9 + count)
        }
        return frames
    }
}

extension HTTP2Frame {
    package static func headers(
        _ stream: Int32, _ fields: [(String, String)], endStream: Bool = true,
        endHeaders: Bool = true
    ) -> HTTP2Frame {
        let flags = (endStream ? Self.endStream : 0) | (endHeaders ? Self.endHeaders : 0)
        return HTTP2Frame(kind: .headers, flags: flags, stream: stream, payload: encode(fields))
    }

    package static func data(_ stream: Int32, _ bytes: [UInt8], endStream: Bool) -> HTTP2Frame {
        HTTP2Frame(
            kind: .data, flags: endStream ? Self.endStream : 0, stream: stream, payload: bytes)
    }

    package static let settings = HTTP2Frame(kind: .settings)
    package static let settingsAcknowledgement = HTTP2Frame(
        kind: .settings, flags: HTTP2Frame.acknowledgement)

    /// Fields as literals without indexing and without Huffman coding (RFC 7541 section 6.2.2).
    package static func encode(_ fields: [(String, String)]) -> [UInt8] {
        fields.flatMap { [0] + string($0.0) + string($0.1) }
    }

    private static func string(_ text: String) -> [UInt8] {
        var length: [UInt8] = []
        var rest = text.utf8.count
        if rest < 127 {
            length = [UInt8(rest)]
        } else {
            length = [127]
            rest -= 127
            while rest >= 128 {
                length.append(UInt8(rest % 128 + 128))
                rest /= 128
            }
            length.append(UInt8(rest))
        }
        return length + Array(text.utf8)
    }
}

extension UInt32 {
    package var bigEndianBytes: [UInt8] {
        [24, 16, 8, 0].map { UInt8(self >> UInt32($0) & 0xff) }
    }
}
