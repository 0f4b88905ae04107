/// A sum of products of words and key elements, modulo 2^127 - 1.
///
/// Reducing costs more than multiplying, so it waits until the end. A key element has two halves,
/// and the products with each are summed apart, in 192 bits: enough for 2^64 of them.
///
/// INVARIANT (value): the sum is `lower + lowerCarry · 2^128`, plus 2^64 times the same of `upper`.
struct FingerprintSum: BitwiseCopyable {
    private var lower: UInt128 = 0
    private var lowerCarry: UInt64 = 0
    private var upper: UInt128 = 0
    private var upperCarry: UInt64 = 0

    /// Adds `word · element`.
    @inline(__always)
    mutating func add(_ word: UInt64, times element: UInt128) {
        var isCarried: Bool
        let low = UInt128(word) &* UInt128(UInt64(truncatingIfNeeded: element))
        (lower, isCarried) = lower.addingReportingOverflow(low)
        lowerCarry &+= isCarried ? 1 : 0
        let high = UInt128(word) &* (element &>> 64)
        (upper, isCarried) = upper.addingReportingOverflow(high)
        upperCarry &+= isCarried ? 1 : 0
    }

    /// The sum, reduced: 2^127 counts as 1, so that 2^128 counts as 2 and 2^192 as 2^65.
    @inline(__always)
    var reduced: Fingerprint {
        let upperLow = upper &<< 64
        let upperHigh = upper &>> 64
        // At most 2^127 and less than 2^127: their sum fits.
        let main = Self.fold(lower) &+ Self.fold(upperLow)
        // Each carry counts one word at most, so this is far below 2^127.
        let small = (upperHigh &+ UInt128(lowerCarry)) &<< 1 &+ UInt128(upperCarry) &<< 65
        let sum = Self.fold(Self.fold(main) &+ small)
        return Fingerprint(value: sum >= Fingerprint.modulus ? sum &- Fingerprint.modulus : sum)
    }

    /// A value of at most 2^127 that counts the same.
    @inline(__always)
    private static func fold(_ value: UInt128) -> UInt128 {
        (value & Fingerprint.modulus) &+ (value &>> 127)
    }
}
