/// What stands for a request in the decision cache: an element of the field modulo 2^127 - 1.
///
/// Two requests that differ have the same fingerprint with a chance of 1 in 2^127 - 1, over the
/// random choice of the ``FingerprintKey``. ``FingerprintEncoder`` says why.
package struct Fingerprint: Sendable, Hashable, BitwiseCopyable {
    /// The lower 64 bits.
    package let low: UInt64
    /// The upper 63 bits.
    package let high: UInt64

    /// Creates a fingerprint from its two words.
    package init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }
}
