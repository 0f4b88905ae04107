/// What stands before each frame (RFC 9113 section 4.1), and which stream its first bytes make it
/// depend on.
struct FrameHead: Sendable {
    static let byteCount = 9

    /// The head in the first bytes of a number.
    private let word: UInt64
    let stream: UInt32

    /// - Parameters:
    ///   - word: The first eight bytes; the first is the highest.
    ///   - last: The ninth byte.
    @inline(__always)
    init(word: UInt64, last: UInt8) {
        self.word = word
        self.stream = UInt32(truncatingIfNeeded: word << 8 | UInt64(last)) & 0x7fff_ffff
    }

    @inline(__always)
    var payloadByteCount: Int { Int(self.word >> 40) }
    @inline(__always)
    var type: UInt8 { UInt8(truncatingIfNeeded: self.word >> 32) }
    @inline(__always)
    var flags: UInt8 { UInt8(truncatingIfNeeded: self.word >> 24) }

    @inline(__always)
    var endsStream: Bool { self.flags & 0x1 != 0 }
    @inline(__always)
    var endsHeaders: Bool { self.flags & 0x4 != 0 }
    @inline(__always)
    var isPadded: Bool { self.flags & 0x8 != 0 }
    @inline(__always)
    var hasPriority: Bool { self.flags & 0x20 != 0 }
}
