/// What SHA-256 makes of bytes, or HMAC with SHA-256 of bytes and a key: 32 bytes.
///
/// Digests are compared in constant time, so that an authentication code can be checked with `==`
/// and nobody has to remember not to.
package struct SHA256Digest: Sendable, Hashable {
    /// How many bytes a digest has.
    package static let byteCount = 32

    // INVARIANT (length): there are exactly `byteCount` bytes.

    /// The bytes.
    package let bytes: [UInt8]

    /// Takes what a digest function made.
    ///
    /// - Precondition: There are 32 bytes.
    init(_ bytes: [UInt8]) {
        precondition(bytes.count == Self.byteCount, "a digest of \(bytes.count) bytes")
        self.bytes = bytes
    }

    /// Reads 64 hexadecimal digits in lower case; `nil` for anything else.
    package init?(hexadecimal text: String) {
        guard text.utf8.count == Self.byteCount * 2 else { return nil }
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in text.utf8 {
            let value: UInt8
            switch character {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = character - 0x30
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = character - 0x61 + 10
            default: return nil
            }
            if let digit = high {
                bytes.append(digit << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        self.init(bytes)
    }

    /// The bytes as 64 digits in lower case.
    package var hexadecimal: String { bytes.hexadecimal }

    package static func == (left: SHA256Digest, right: SHA256Digest) -> Bool {
        isEqualInConstantTime(left.bytes.span, right.bytes.span)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}
