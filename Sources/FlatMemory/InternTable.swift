/// Numbers distinct things 0, 1, 2, … in the order of their first appearance, by hash.
///
/// The things themselves are kept by whoever asks, in arrays of its own, and compared there; so
/// that any number of them costs three allocations and not one each.
///
/// INVARIANT (load): at most half of the slots are taken. There are none while few things are
/// known, which are compared one by one.
@frozen
public struct InternTable {
    /// The hash of every thing, by number.
    public private(set) var hashes: [UInt64] = []
    /// 1 + a number, or 0 in an empty slot.
    @usableFromInline var slots: [UInt32] = []

    // LIMIT: so many hashes are compared in less time than slots take to allocate.
    /// The greatest number of things without slots.
    private static let countWithoutSlotsMax = 4

    /// Creates a table that knows nothing.
    public init() {}

    /// How many things there are.
    public var count: Int { hashes.count }

    /// The number of the thing that has this hash and passes `isEqual`, if it is known.
    ///
    /// - Complexity: O(1) in expectation.
    @inlinable
    public func find(_ hash: UInt64, where isEqual: (Int) -> Bool) -> Int? {
        if slots.isEmpty {
            return hashes.indices.first { hashes[$0] == hash && isEqual($0) }
        }
        let mask = slots.count &- 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let number = Int(slots[slot]) &- 1
            if hashes[number] == hash, isEqual(number) { return number }
            slot = (slot &+ 1) & mask
        }
        return nil
    }

    /// Gives a new thing the next number.
    ///
    /// - Complexity: O(1) on average.
    public mutating func insert(_ hash: UInt64) -> Int {
        precondition(hashes.count < 1 << 31, "too many things to number")
        hashes.append(hash)
        if hashes.count <= Self.countWithoutSlotsMax { return hashes.count - 1 }
        if hashes.count * 2 > slots.count {
            slots = [UInt32](
                repeating: 0, count: max(slots.count * 2, Self.countWithoutSlotsMax * 4))
            for number in hashes.indices { place(number) }
        } else {
            place(hashes.count - 1)
        }
        return hashes.count - 1
    }

    private mutating func place(_ number: Int) {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hashes[number]) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = UInt32(number + 1)
    }
}
