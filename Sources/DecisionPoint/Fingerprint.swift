/// What stands for a request in the decision cache: an element of the field modulo 2^127 - 1.
///
/// Two requests that differ have the same fingerprint with a chance below 2^-126.4, over the random
/// choice of the ``FingerprintKey``. ``FingerprintEncoder`` says why.
package struct Fingerprint: Sendable, Hashable, BitwiseCopyable {
    /// The prime 2^127 - 1, by which fingerprints and keys are reduced.
    package static var modulus: UInt128 { 1 << 127 - 1 }

    /// The element, below ``modulus``.
    package let value: UInt128

    /// The lower 64 bits.
    var low: UInt64 { UInt64(truncatingIfNeeded: value) }
    /// The upper 63 bits.
    var high: UInt64 { UInt64(truncatingIfNeeded: value >> 64) }
}
