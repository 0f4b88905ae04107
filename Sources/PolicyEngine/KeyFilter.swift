/// Which context keys can influence a decision, roughly: it may name a key too many, but never
/// leaves one out.
///
/// One bit of 64 stands for all keys whose hash begins alike. Filters of several sets are united
/// when they are compiled, so that one look tells that a key is of no interest to any of them.
@frozen
public struct KeyFilter: BitwiseCopyable, Sendable, Hashable {
    @usableFromInline var bits: UInt64 = 0

    /// A filter that knows no key.
    @inlinable public init() {}

    /// Whether no key is of interest.
    @inlinable public var isEmpty: Bool { bits == 0 }

    /// Whether a key may be of interest, by the hash of its name.
    @inlinable
    @inline(__always)
    public func mayHold(_ hash: UInt64) -> Bool { bits &>> (hash &>> 58) & 1 == 1 }

    /// Adds a key.
    @inlinable public mutating func insert(_ hash: UInt64) { bits |= 1 &<< (hash &>> 58) }

    /// Adds all keys of another filter.
    @inlinable public mutating func formUnion(_ other: KeyFilter) { bits |= other.bits }

    /// All keys of both filters.
    @inlinable
    public func union(_ other: KeyFilter) -> KeyFilter {
        var union = self
        union.formUnion(other)
        return union
    }
}
