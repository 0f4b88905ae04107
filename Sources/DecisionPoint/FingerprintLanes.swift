/// The first step of a fingerprint: two sums over the pairs of a message's words, modulo 2^128.
///
/// This is the hash NH with two lanes (Black, Halevi, Krawczyk, Krovetz, Rogaway: UMAC,
/// CRYPTO 1999). A lane adds a key word to each word of a pair and multiplies the two; the second
/// lane does the same with the key moved on by one pair.
struct FingerprintLanes: BitwiseCopyable {
    private(set) var first: UInt128 = 0
    private(set) var second: UInt128 = 0

    /// Adds a pair of words to both lanes.
    ///
    /// - Parameters:
    ///   - key: The key words of this pair in the first lane.
    ///   - nextKey: Those in the second lane, which are the first lane's for the next pair.
    @inline(__always)
    mutating func add(
        _ pair: SIMD2<UInt64>, key: SIMD2<UInt64>, nextKey: SIMD2<UInt64>
    ) {
        first &+= UInt128(pair.x &+ key.x) &* UInt128(pair.y &+ key.y)
        second &+= UInt128(pair.x &+ nextKey.x) &* UInt128(pair.y &+ nextKey.y)
    }
}
