/// A hash table from 64-bit hashes to the numbers 0, 1, 2, …, for candidates that are verified
/// afterwards.
///
/// One slot is one word, the upper half of the hash beside the number, so that a cache line holds
/// eight slots and a miss costs one line.
///
/// INVARIANT (load): at most half of the slots are taken, so that every search meets an empty one.
@frozen
public struct ProbeTable: ~Copyable, Sendable {
    @usableFromInline let slots: FlatArray<UInt64>
    @usableFromInline let mask: UInt64

    /// Creates a table in which `hashes[n]` leads to `n`. Equal hashes lead to several numbers.
    ///
    /// - Precondition: fewer than 2^31 hashes.
    public init(_ hashes: [UInt64]) {
        precondition(hashes.count < 1 << 31, "too many hashes: \(hashes.count)")
        if hashes.isEmpty {
            mask = 0
            slots = FlatArray(zeroCount: 1)
            return
        }
        var size = 2
        while size < hashes.count * 2 { size *= 2 }
        mask = UInt64(size - 1)
        var slots = [UInt64](repeating: 0, count: size)
        for (number, hash) in hashes.enumerated() {
            var slot = Int(hash & mask)
            while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(number + 1)
        }
        self.slots = FlatArray(slots)
    }

    /// A search under way.
    @frozen
    public struct Search: BitwiseCopyable {
        @usableFromInline var slot: UInt64
        @usableFromInline let tag: UInt64

        @inlinable
        @inline(__always)
        init(slot: UInt64, tag: UInt64) {
            self.slot = slot
            self.tag = tag
        }
    }

    /// Starts a search.
    @inlinable
    @inline(__always)
    public func search(_ hash: UInt64) -> Search {
        Search(slot: hash & mask, tag: hash >> 32)
    }

    /// The next number whose hash may be the one searched for, or `nil` when there is none left.
    @inlinable
    @inline(__always)
    public func next(_ search: inout Search) -> Int? {
        if slots.count == 1 { return nil }
        while true {
            let slot = slots[Int(truncatingIfNeeded: search.slot)]
            if slot == 0 { return nil }
            search.slot = (search.slot &+ 1) & mask
            if slot >> 32 == search.tag {
                return Int(truncatingIfNeeded: slot & 0xFFFF_FFFF) &- 1
            }
        }
    }
}
