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
///
/// The lowest bit of the first byte tells a number from the rest, and no byte string is long enough
/// for its 2*c* to be 2^16 - 2. So a message is read from left to right in one way only: lists of
/// parts that differ have messages that differ.
///
/// ## The hash
///
/// A message of *b* bytes, filled up with zeros to a multiple of 16, is the words *m₁ … m₂ₙ*. The
/// key is random words *k₁ … k₂ₙ₊₂* of 64 bits and random elements *c₀ … c₄* of the field modulo
/// the prime *p* = 2^127 - 1. The first step makes two numbers of 128 bits, the *lanes*, from the
/// sums of each pair of words with the key, modulo 2^64:
///
///     A = (m₁ + k₁)(m₂ + k₂) + (m₃ + k₃)(m₄ + k₄) + …   modulo 2^128
///     B = (m₁ + k₃)(m₂ + k₄) + (m₃ + k₅)(m₄ + k₆) + …   modulo 2^128
///
/// The second takes a low and a high word from each:
///
///     fingerprint = (b + 1) c₀ + A.low c₁ + A.high c₂ + B.low c₃ + B.high c₄   modulo p
///
/// Two messages of one length that differ have the same lanes with a chance of at most 2^-128. If
/// lanes or lengths differ, the fingerprint is the same for one value in *p* of some *cᵢ*. So two
/// requests that differ share a fingerprint with a chance of at most 2^-128 + 1/*p*, which is below
/// 2^-126.4. The design article has the proof.
package struct FingerprintEncoder: ~Copyable {
    /// Stands before a number of 64 bits. More than twice the bytes of any message.
    private static var largeNumberMark: UInt16 { .max - 1 }

    private var buffer: FingerprintBuffer

    /// Creates an encoder with a copy of the key.
    package init(key: FingerprintKey) { buffer = FingerprintBuffer(key: key) }

    /// Bytes that a message can have, with two for each byte string and eight for each number.
    package static var byteCountMax: Int { FingerprintBuffer.byteCountMax }

    /// Appends a number.
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
    package mutating func finish() -> Fingerprint? {
        defer { buffer.clear() }
        return buffer.sum()?.reduced
    }
}
