import CLanes

/// Turns a request, part by part, into its ``Fingerprint``.
///
///     var encoder = FingerprintEncoder(key: key)
///     …
///     encoder.append(generation)
///     encoder.append(text, at: start, count: count)
///     guard let fingerprint = encoder.finish() else { … }  // too long
///
/// ## The message
///
/// Parts are numbers and byte strings. Each begins with what tells where it ends:
///
/// | part | bytes, a number's lowest first |
/// |---|---|
/// | a number *n* below 2^63 | 2*n* + 1 in eight bytes |
/// | any other number *n* | 2^16 - 2 in two bytes, *n* in eight |
/// | *c* bytes | 2*c* in two bytes, then the bytes |
/// | the last *c* bytes, if there are 32 or more | 2^16 - 4 in two bytes, zeros up to a multiple of 32, then the bytes |
///
/// The lowest bit of the first byte tells a number from the rest, and no byte string is long enough
/// for its 2*c* to be 2^16 - 2 or 2^16 - 4. So a message is read from left to right in one way only:
/// lists of parts that differ have messages that differ.
///
/// The last bytes are read where they lie. All others are copied behind each other.
///
/// ## The hash
///
/// A message of *b* bytes is cut into blocks of 32. If something is left over, a message without
/// last bytes is filled up with zeros; one with them gets a block that ends where the message ends,
/// and so overlaps the one before. The blocks are the words *m₁ … m₈ₙ* of 32 bits. The key is random
/// words *k₁ … k₈ₙ₊₂₄* of 32 bits and random elements *c₀ … c₄* of the field modulo the prime
/// *p* = 2^127 - 1. The first step makes four numbers of 64 bits, the *lanes*, from the sums of each
/// pair of words with the key, modulo 2^32. Each begins one block of the key later:
///
///     A = (m₁ + k₁)(m₂ + k₂) + (m₃ + k₃)(m₄ + k₄) + …        modulo 2^64
///     B = (m₁ + k₉)(m₂ + k₁₀) + (m₃ + k₁₁)(m₄ + k₁₂) + …     modulo 2^64
///     C = (m₁ + k₁₇)(m₂ + k₁₈) + (m₃ + k₁₉)(m₄ + k₂₀) + …    modulo 2^64
///     D = (m₁ + k₂₅)(m₂ + k₂₆) + (m₃ + k₂₇)(m₄ + k₂₈) + …    modulo 2^64
///
/// The second takes them together:
///
///     fingerprint = (b + 1) c₀ + A c₁ + B c₂ + C c₃ + D c₄   modulo p
///
/// Two messages of one length that differ have the same lanes with a chance of at most 2^-128. If
/// lanes or lengths differ, the fingerprint is the same for one value in *p* of some *cᵢ*. So two
/// requests that differ share a fingerprint with a chance of at most 2^-128 + 1/*p*, which is below
/// 2^-126.4. The design article has the proof.
package struct FingerprintEncoder: ~Copyable {
    /// Stands before a number of 64 bits. More than twice the bytes of any message.
    private static var largeNumberMark: UInt16 { .max - 1 }

    /// Stands before the zeros before the last bytes. The same is true of it.
    private static var lastBytesMark: UInt16 { .max - 3 }

    private var buffer: FingerprintBuffer

    /// Creates an encoder with a copy of the key.
    ///
    /// - Parameter isWide: Whether to use what this processor has beyond the usual; a test says no.
    package init(key: FingerprintKey, isWide: Bool = Self.canBeWide) {
        buffer = FingerprintBuffer(key: key, isWide: isWide && Self.canBeWide)
    }

    /// Whether this processor can do the first step on eight words at once.
    package static var canBeWide: Bool { clanes_is_wide() != 0 }

    /// Bytes that are read where they lie if they are the last and as many.
    package static var lastBytesMin: Int { FingerprintBuffer.blockByteCount }

    /// Bytes that a message can have, with two for each byte string and eight for each number.
    package static var byteCountMax: Int { FingerprintBuffer.byteCountMax }

    /// Appends a number.
    @inline(__always)
    package mutating func append(_ number: UInt64) {
        if number < 1 << 63 {
            buffer.append(number &<< 1 | 1)
        } else {
            buffer.append(Self.largeNumberMark)
            buffer.append(number)
        }
    }

    /// Appends `count` bytes from `start` on.
    ///
    /// - Precondition: They lie within `bytes`.
    /// - Complexity: O(count).
    package mutating func append(_ bytes: Span<UInt8>, at start: Int, count: Int) {
        // A count that doesn't fit into two bytes doesn't fit into the message either.
        let header = UInt16(truncatingIfNeeded: count &<< 1)
        buffer.append(header, bytes, at: start, count: count)
    }

    /// Ends the message, and begins the next one.
    ///
    /// - Returns: The message's fingerprint; `nil` if it is longer than ``byteCountMax``: such a
    ///   request is decided without the cache.
    /// - Complexity: O(n).
    package mutating func finish() -> Fingerprint? { end(Span()) }

    /// The same, with the bytes as the last part.
    @inline(__always)
    package mutating func finish(_ bytes: Span<UInt8>) -> Fingerprint? {
        guard bytes.count >= Self.lastBytesMin else {
            append(bytes, at: 0, count: bytes.count)
            return finish()
        }
        buffer.append(Self.lastBytesMark)
        return end(bytes)
    }

    @inline(__always)
    private mutating func end(_ lastBytes: Span<UInt8>) -> Fingerprint? {
        defer { buffer.clear() }
        return buffer.fingerprint(lastBytes)
    }
}
