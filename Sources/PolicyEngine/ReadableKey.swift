import FlatMemory

/// A context key whose value can influence what a statement set says.
package struct ReadableKey: Sendable, Hashable {
    /// The key's full name in lower case, such as `aws:principaltag/team`.
    package let name: String

    /// The name's hash under the set's ``KeyedHash``.
    package let hash: UInt64
}

/// What a statement set reads of a request beside caller, action and resource.
struct ReadFacts {
    /// Every key that a condition or a variable names, by name, those of the clock left out.
    var keys: [ReadableKey]

    /// When what the set makes of the clock can change.
    var timeline: Timeline

    /// The keys of the clock.
    private static let clockKeys: Set<String> = ["aws:currenttime", "aws:epochtime"]

    /// All keys, those of the clock included if they are read.
    func filter(_ hash: KeyedHash) -> KeyFilter {
        var filter = KeyFilter()
        for key in keys { filter.insert(key.hash) }
        guard timeline.isOpaque || !timeline.instants.isEmpty else { return filter }
        for key in Self.clockKeys { filter.insert(hash.hash(Array(key.utf8))) }
        return filter
    }

    /// Finds out what compiled conditions and templates read.
    init(_ conditions: ConditionTableBuilder, _ pools: borrowing TextMatcherPoolBuilder) {
        if conditions.conditions.isEmpty, pools.variables.isEmpty {
            keys = []
            timeline = Timeline()
            return
        }
        var names: [TextRange: UInt64] = [:]
        var instants: [Int64] = []
        var isOpaque = false
        for variable in pools.variables { names[variable.key] = variable.hash }
        let variables = Set(names.keys.map(pools.texts.string))
        if !variables.isDisjoint(with: Self.clockKeys) { isOpaque = true }
        var isClock: [TextRange: Bool] = [:]
        for condition in conditions.conditions {
            let clock =
                isClock[condition.key]
                ?? Self.clockKeys.contains(pools.texts.string(condition.key))
            isClock[condition.key] = clock
            names[condition.key] = condition.keyHash
            guard clock else { continue }
            if let changes = conditions.clockChanges(condition) {
                instants += changes
            } else {
                isOpaque = true
            }
        }
        keys = names.map { ReadableKey(name: pools.texts.string($0.key), hash: $0.value) }
            .filter { !Self.clockKeys.contains($0.name) }
            .sorted { $0.name < $1.name }
        timeline = Timeline(instants: instants, isOpaque: isOpaque)
    }
}

extension ConditionTableBuilder {
    /// When a condition on a key of the clock can change its answer, or `nil` if nobody knows.
    fileprivate func clockChanges(_ condition: CompiledCondition) -> [Int64]? {
        // However it compares, an answer may change where the clock's texts cease to mean it.
        var changes = [Timeline.orderlySeconds.lowerBound, Timeline.orderlySeconds.upperBound]
        for index in 0..<Int(condition.operandCount) {
            let operand = operands[Int(condition.firstOperand) + index]
            switch condition.comparison {
            case .date:
                guard let instant = operand.instant else { return nil }
                changes += condition.order.changes(
                    floor: instant.seconds,
                    ceiling: instant.seconds + (instant.nanoseconds > 0 ? 1 : 0))
            case .number:
                // A number beyond 64 bits is beyond every clock, which never passes it.
                guard let number = operand.number, let bounds = number.bounds(in: numbers.span)
                else { continue }
                changes += condition.order.changes(floor: bounds.floor, ceiling: bounds.ceiling)
            case .null:
                // The clock is always there.
                continue
            case .text, .textIgnoringCase, .pattern, .boolean, .binary, .address, .arn:
                return nil
            }
        }
        return changes
    }
}
