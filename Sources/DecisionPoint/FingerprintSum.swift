/// A sum of products of words and key elements, modulo 2^127 - 1.
///
/// Reducing costs more than multiplying, so it waits until the end. A key element has two halves,
/// and the products with each are summed apart, in 192 bits. There may be 2^32 words; a fingerprint
/// has five.
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

    /// The sum, reduced: 2^127 counts as 1, so that 2^128 counts as 2.
    @inline(__always)
    var reduced: UInt128 {
        // The sum is low + middle · 2^64 + carry · 2^192.
        let (middle, isCarried) = upper.addingReportingOverflow(
            lower &>> 64 | UInt128(lowerCarry) &<< 64)
        let carry = upperCarry &+ (isCarried ? 1 : 0)
        let low = UInt128(UInt64(truncatingIfNeeded: lower)) | middle &<< 64
        let high = middle &>> 64 | UInt128(carry) &<< 64
        // At most the modulus, and far below it, since each carry counts one word at most: their
        // sum is less than twice the modulus.
        let sum = (low & Fingerprint.modulus) &+ (high &<< 1 | low &>> 127)
        // Subtracts the modulus from what is not less: then the sum plus one has bit 127.
        return (sum &+ (sum &+ 1) &>> 127) & Fingerprint.modulus
    }
}
