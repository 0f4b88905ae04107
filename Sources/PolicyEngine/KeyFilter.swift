/// Which context keys can influence a decision, roughly: it may name a key too many, but never
/// leaves one out.
///
/// One bit of 64 stands for all keys whose hash begins alike. Filters of several sets are united
/// when they are compiled, so that one look tells that a key is of no interest to any of them.
package struct KeyFilter: BitwiseCopyable, Sendable, Hashable {
    private var bits: UInt64 = 0

    /// A filter that knows no key.
    package init() {}

    /// Whether no key is of interest.
    package var isEmpty: Bool { bits == 0 }

    /// Whether a key may be of interest, by the hash of its name.
    @inline(__always)
    package func mayHold(_ hash: UInt64) -> Bool { bits &>> (hash &>> 58) & 1 == 1 }

    /// Adds a key.
    package mutating func insert(_ hash: UInt64) { bits |= 1 &<< (hash &>> 58) }

    /// Adds all keys of another filter.
    package mutating func formUnion(_ other: KeyFilter) { bits |= other.bits }

    /// All keys of both filters.
    package func union(_ other: KeyFilter) -> KeyFilter {
        var union = self
        union.formUnion(other)
        return union
    }
}
