import FlatMemory
import PolicyModel

/// The action element of a statement, compiled: which patterns of its set it lists.
struct ActionSet: BitwiseCopyable {
    var first: UInt32
    var count: UInt32
    /// Whether this is a `NotAction`.
    var isNegated: Bool
    /// Signature of the listed patterns; all ones for a `NotAction`.
    var signature: UInt64
}

/// All action elements of a set, each distinct one once.
struct ActionSetTable: ~Copyable, Sendable {
    private let sets: FlatArray<ActionSet>
    private let members: FlatArray<UInt32>

    init(_ builder: ActionSetTableBuilder) {
        sets = FlatArray(builder.sets)
        members = FlatArray(builder.members)
    }

    /// Whether the element covers an action that matches the patterns `actions`.
    ///
    /// - Complexity: O(actions × log patterns listed).
    @inline(__always)
    func covers(_ number: UInt32, _ actions: Span<UInt32>) -> Bool {
        let set = sets[Int(number)]
        for index in 0..<actions.count where contains(set, actions[index]) {
            return !set.isNegated
        }
        return set.isNegated
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
    fileprivate(set) var sets: [ActionSet] = []
    fileprivate var members: [UInt32] = []
    private var numbers: [Clause<UInt32>: UInt32] = [:]

    /// The number of an element, given by the numbers of its patterns.
    mutating func number(patterns: Set<UInt32>, isNegated: Bool) -> UInt32 {
        let key = Clause(patterns.sorted(), isNegated: isNegated)
        if let known = numbers[key] { return known }
        let number = UInt32(sets.count)
        let signature = key.values.reduce(0) { $0 | ActionIndex.signature($1) }
        sets.append(
            ActionSet(
                first: UInt32(members.count), count: UInt32(key.values.count),
                isNegated: isNegated, signature: isNegated ? .max : signature))
        members += key.values
        numbers[key] = number
        return number
    }

    /// The patterns listed by an element.
    func patterns(_ number: UInt32) -> ArraySlice<UInt32> {
        let set = sets[Int(number)]
        return members[Int(set.first)..<Int(set.first + set.count)]
    }
}
