import PolicyModel

/// A decision as the cache holds it: in one word, with what limits its life.
///
/// | bits | meaning |
/// |---|---|
/// | 0–1 | the decision; 0 marks an empty entry |
/// | 2–23 | the lowest bits of the generation |
/// | 24–63 | the second at which it lapses; all ones if never |
package struct CachedDecision: Sendable, Hashable, BitwiseCopyable {
    let word: UInt64

    private static var tagBitCount: UInt64 { 22 }
    private static var lapseShift: UInt64 { 2 + tagBitCount }
    /// Stands for a decision that time doesn't change. It is a second of the year 36812.
    static var never: UInt64 { .max >> lapseShift }

    /// Packs a decision.
    ///
    /// - Parameter lapseEpochSeconds: `nil` if it never lapses. A second too large for its bits
    ///   becomes the last that isn't, which is on the safe side.
    init(_ decision: Decision, lapseEpochSeconds: UInt64?, generation: UInt64) {
        let code: UInt64 =
            switch decision {
            case .implicitDeny: 1
            case .allow: 2
            case .explicitDeny: 3
            }
        let lapse = lapseEpochSeconds.map { min($0, Self.never - 1) } ?? Self.never
        word = code | (generation & (1 << Self.tagBitCount - 1)) << 2 | lapse << Self.lapseShift
    }

    /// Takes a word from the table.
    ///
    /// - Returns: `nil` if it is that of an empty entry.
    @inline(__always)
    init?(word: UInt64) {
        guard word & 3 != 0 else { return nil }
        self.word = word
    }

    /// The decision.
    @inline(__always)
    package var decision: Decision {
        // Read from a table, since what it is can't be predicted, and a branch would be a guess.
        let decisions: InlineArray<4, Decision> = [
            .implicitDeny, .implicitDeny, .allow, .explicitDeny,
        ]
        return decisions[Int(truncatingIfNeeded: word & 3)]
    }

    /// The first second at which the decision may no longer hold.
    var lapseEpochSeconds: UInt64 { word >> Self.lapseShift }

    /// Whether time doesn't change it.
    package var isTimeless: Bool { lapseEpochSeconds == Self.never }

    /// The lowest bits of the generation, enough to tell neighbours apart.
    var generationTag: UInt64 { word >> 2 & (1 << Self.tagBitCount - 1) }
}
