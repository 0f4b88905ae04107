/// A small generator of pseudo-random numbers: the same seed gives the same numbers, everywhere.
///
/// The algorithm is Sebastiano Vigna's SplitMix64.
package struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Starts a sequence. Any seed will do.
    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, but not including, `bound`.
    ///
    /// - Precondition: `bound` is positive.
    package mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0, "bound \(bound) is not positive")
        // The bias of a remainder is far below what a test could notice.
        return Int(next() % UInt64(bound))
    }

    /// A number within a range.
    package mutating func int(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    /// True with the given chance in a hundred.
    package mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

    /// One element, each as likely as the others.
    ///
    /// - Precondition: `choices` is not empty.
    package mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[below(choices.count)]
    }

    /// A text whose letters are drawn from an alphabet.
    package mutating func string(of alphabet: String, length: ClosedRange<Int>) -> String {
        let letters = Array(alphabet)
        return String((0..<int(in: length)).map { _ in pick(letters) })
    }

    /// A generator that is independent of this one's later numbers.
    package mutating func fork() -> SplitMix64 { SplitMix64(seed: next()) }
}
