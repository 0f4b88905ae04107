/// What stands for a request in the decision cache: an element of the field modulo 2^127 - 1.
///
/// Two requests that differ have the same fingerprint with a chance below 2^-126.4, over the random
/// choice of the ``FingerprintKey``. ``FingerprintEncoder`` says why.
package struct Fingerprint: Sendable, Hashable, BitwiseCopyable {
    /// The prime 2^127 - 1, by which fingerprints and keys are reduced.
    package static var modulus: UInt128 { 1 << 127 - 1 }

    /// The element, below ``modulus``.
    package let value: UInt128

    /// A number whose lowest bits are the row of the cache that the request belongs to.
    ///
    /// A product of the lanes, folded, and nothing of the element. How long an answer takes may tell
    /// an observer which requests share a row; were the row some bits of the element, that would be
    /// linear equations about the key. And it is known before the element is, so that the row is on
    /// its way meanwhile.
    let place: UInt64

    /// The lower 64 bits.
    var low: UInt64 { UInt64(truncatingIfNeeded: value) }
    /// The upper 63 bits.
    var high: UInt64 { UInt64(truncatingIfNeeded: value >> 64) }
}
