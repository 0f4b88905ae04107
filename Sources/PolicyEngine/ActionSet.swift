import FlatMemory

/// The action element of a statement, compiled: which patterns of its set it lists.
struct ActionSet: BitwiseCopyable {
    var first: UInt32
    var count: UInt32
    /// Whether this is a `NotAction`.
    var isNegated: Bool
    /// Signature of the listed patterns.
    var signature: UInt64
}

/// All action elements of a set, each distinct one once.
///
/// Where no two patterns share a bit of a signature, signatures say it all, and the table is empty.
struct ActionSetTable: ~Copyable, Sendable {
    private let sets: FlatArray<ActionSet>
    private let members: FlatArray<UInt32>

    /// - Parameter isSignatureExact: Whether signatures say it all.
    init(_ builder: ActionSetTableBuilder, isSignatureExact: Bool) {
        sets = FlatArray(isSignatureExact ? [] : builder.sets)
        members = FlatArray(isSignatureExact ? [] : builder.members)
    }

    /// Whether the element lists one of the patterns `actions`.
    ///
    /// - Complexity: O(actions × log patterns listed).
    @inline(__always)
    func lists(_ number: UInt32, _ actions: borrowing FlatBuffer<UInt32>) -> Bool {
        let set = sets[Int(number)]
        for index in 0..<actions.count where contains(set, actions[index]) { return true }
        return false
    }

    @inline(__always)
    private func contains(_ set: ActionSet, _ pattern: UInt32) -> Bool {
        var low = Int(set.first)
        var high = low &+ Int(set.count)
        while low < high {
            let middle = (low &+ high) &>> 1
            let value = members[middle]
            if value == pattern { return true }
            if value < pattern { low = middle &+ 1 } else { high = middle }
        }
        return false
    }
}

/// Gathers the action elements of a set.
struct ActionSetTableBuilder {
    private(set) var sets: [ActionSet] = []
    fileprivate private(set) var members: [UInt32] = []
    private var table = InternTable()

    /// The number of an element, given by the numbers of its patterns, which this sorts.
    mutating func number(patterns: inout [UInt32], isNegated: Bool) -> UInt32 {
        patterns.sort()
        let first = members.count
        var key: UInt64 = isNegated ? 1 : 0
        var signature: UInt64 = 0
        for pattern in patterns where members.count == first || members.last != pattern {
            members.append(pattern)
            key = KeyedHash.combine(key, UInt64(pattern))
            signature |= ActionIndex.signature(pattern)
        }
        let set = ActionSet(
            first: UInt32(first), count: UInt32(members.count - first), isNegated: isNegated,
            signature: signature)
        let known = table.find(key) { number in
            sets[number].isNegated == isNegated
                && self.patterns(UInt32(number)) == members[first...]
        }
        if let known {
            members.removeLast(Int(set.count))
            return UInt32(known)
        }
        sets.append(set)
        return UInt32(table.insert(key))
    }

    /// The patterns listed by an element, in order.
    func patterns(_ number: UInt32) -> ArraySlice<UInt32> {
        let set = sets[Int(number)]
        return members[Int(set.first)..<Int(set.first + set.count)]
    }
}
