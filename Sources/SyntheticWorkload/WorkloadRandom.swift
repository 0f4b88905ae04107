/// Pseudo-random numbers that depend on a seed and an index alone.
///
/// Each request of a workload has a sequence of its own, so that the millionth can be made without
/// the ones before it. The algorithm is Sebastiano Vigna's SplitMix64.
struct WorkloadRandom: RandomNumberGenerator {
    private var state: UInt64

    /// Starts the sequence of an index.
    init(seed: UInt64, index: Int = 0) {
        // The golden ratio and its square: far from each other, so that sequences don't meet early.
        state =
            seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(truncatingIfNeeded: index)
            &* 0xD1B5_4A32_D192_ED03
        // One step apart, neighbouring indices would begin alike.
        state = next() ^ UInt64(truncatingIfNeeded: index)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, but not including, `bound`, which is positive.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// One of some choices, of which there is at least one.
    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }
}
