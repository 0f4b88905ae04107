import PolicyModel

/// Conditions near a request's context.
extension PolicyGenerator {
    mutating func condition(near context: [String: ContextValue]) -> Condition {
        // Every kind of value is as likely as the others, however many keys have it.
        let kind = random.pick(Vocabulary.ValueKind.allCases)
        let keys = Vocabulary.keys.filter { $0.kind == kind }
        let present = keys.filter { context[$0.name.lowercased()] != nil }
        let key = random.pick(random.chance(80) && !present.isEmpty ? present : keys)
        let value = context[key.name.lowercased()]
        let test = conditionOperator(for: key, value: value)
        let count = random.chance(2) ? 0 : random.pick([1, 1, 1, 2, 3])
        let operands = (0..<count).map { _ in
            operand(for: test.kind, key: key, value: value, context)
        }
        let name = random.chance(30) ? random.otherCase(key.name) : key.name
        return Condition(test, key: name, values: operands)
    }

    private mutating func conditionOperator(
        for key: Vocabulary.Key, value: ContextValue?
    ) -> ConditionOperator {
        let fitting =
            random.chance(85) ? Self.operators(for: key.kind) : ConditionOperator.Kind.allCases
        let kind = random.chance(7) ? .null : random.pick(fitting)
        var isMultiple = key.isMultiple
        if case .multiple = value { isMultiple = true }
        let qualifier: ConditionOperator.SetQualifier? =
            random.chance(isMultiple ? 80 : 20) ? random.pick([.forAllValues, .forAnyValue]) : nil
        return ConditionOperator(
            kind, qualifier: qualifier, ifExists: kind != .null && random.chance(25))
    }

    /// The operators that are meant for values of a kind.
    private static func operators(for kind: Vocabulary.ValueKind) -> [ConditionOperator.Kind] {
        switch kind {
        case .string:
            [
                .stringEquals, .stringNotEquals, .stringEqualsIgnoreCase,
                .stringNotEqualsIgnoreCase, .stringLike, .stringLike, .stringNotLike,
            ]
        case .number:
            [
                .numericEquals, .numericNotEquals, .numericLessThan, .numericLessThanEquals,
                .numericGreaterThan, .numericGreaterThanEquals,
            ]
        case .date:
            [
                .dateEquals, .dateNotEquals, .dateLessThan, .dateLessThanEquals, .dateGreaterThan,
                .dateGreaterThanEquals,
            ]
        case .address: [.ipAddress, .notIPAddress]
        case .arn: [.arnEquals, .arnNotEquals, .arnLike, .arnNotLike]
        case .boolean: [.bool]
        case .binary: [.binaryEquals]
        }
    }

    private mutating func operand(
        for kind: ConditionOperator.Kind, key: Vocabulary.Key, value: ContextValue?,
        _ context: [String: ContextValue]
    ) -> String {
        if kind == .null { return random.pick(["true", "false", "True", "FALSE", "maybe"]) }
        if random.chance(8) { return random.pick(Vocabulary.malformed(key.kind)) }

        var near = random.pick(Vocabulary.values(key.kind))
        switch value {
        case .single(let only) where random.chance(60): near = only
        case .multiple(let values) where random.chance(75) && !values.isEmpty:
            near = random.pick(values)
        default: break
        }
        switch kind {
        case .stringLike, .stringNotLike:
            near = random.pattern(for: near)
            return random.chance(25) ? withVariable(near, context) : near
        case .arnEquals, .arnNotEquals, .arnLike, .arnNotLike:
            var parts = near.split(
                separator: ":", maxSplits: 5, omittingEmptySubsequences: false
            ).map(String.init)
            let index = random.below(parts.count)
            if random.chance(70) { parts[index] = random.pattern(for: parts[index]) }
            if random.chance(20) { parts[index] = withVariable(parts[index], context) }
            return parts.joined(separator: ":")
        case .stringEquals, .stringNotEquals, .bool:
            return random.chance(25) ? withVariable(near, context) : near
        case .stringEqualsIgnoreCase, .stringNotEqualsIgnoreCase:
            return random.otherCase(random.chance(20) ? withVariable(near, context) : near)
        case .ipAddress, .notIPAddress:
            return random.chance(50) ? random.pick(Vocabulary.addressRanges) : near
        default:
            return near
        }
    }
}
