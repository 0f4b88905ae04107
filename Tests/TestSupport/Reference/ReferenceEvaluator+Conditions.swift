import PolicyModel

/// Evaluating conditions.
extension ReferenceEvaluator {
    /// Whether one condition holds.
    func holds(
        _ condition: Condition, version: PolicyDocument.Version, effect: Effect
    ) -> Bool {
        let test = condition.operator
        let value = request.context[condition.key.lowercased()]
        if test.kind == .null {
            return holdsNull(condition, value: value)
                || effect == .deny && hasUnreadableOperand(condition, version: version)
        }
        if isMissing(value, qualifier: test.qualifier) {
            if test.ifExists { return true }
            switch test.qualifier {
            case .forAllValues: return true
            case .forAnyValue: return false
            case nil: return test.kind.isNegated
            }
        }

        switch (test.qualifier, value) {
        case (nil, .single(let only)):
            return satisfies(only, condition, version: version, effect: effect)
        case (.forAllValues, .single(let only)), (.forAnyValue, .single(let only)):
            return satisfies(only, condition, version: version, effect: effect)
        case (.forAllValues, .multiple(let values)):
            return values.allSatisfy { satisfies($0, condition, version: version, effect: effect) }
        case (.forAnyValue, .multiple(let values)):
            return values.contains { satisfies($0, condition, version: version, effect: effect) }
        case (nil, .multiple), (_, nil):
            // Several values and no word on how to treat them.
            return false
        }
    }

    /// Whether the key counts as missing: absent, an empty list or, under a set operator, nothing
    /// but empty strings.
    private func isMissing(
        _ value: ContextValue?, qualifier: ConditionOperator.SetQualifier?
    ) -> Bool {
        switch value {
        case nil: true
        case .single(let only): qualifier != nil && only.isEmpty
        case .multiple(let values):
            qualifier == nil ? values.isEmpty : values.allSatisfy(\.isEmpty)
        }
    }

    /// `Null`: `"true"` for an absent key, `"false"` for a present one.
    private func holdsNull(_ condition: Condition, value: ContextValue?) -> Bool {
        let isAbsent = value == nil || value == .multiple([])
        return condition.values.contains { operand in
            switch referenceBoolean(operand.scalars) {
            case true: isAbsent
            case false: !isAbsent
            case nil: false
            }
        }
    }

    /// Whether one value of the request satisfies the operator: some operand matches it or, for a
    /// negated operator, none does.
    private func satisfies(
        _ value: String, _ condition: Condition, version: PolicyDocument.Version,
        effect: Effect
    ) -> Bool {
        let kind = condition.operator.kind
        let matchesSome = condition.values.contains { operand in
            matches(value, operand: operand, kind: kind, version: version)
        }
        if !matchesSome && hasUnreadableOperand(condition, version: version) {
            return effect == .deny
        }
        guard kind.isNegated else { return matchesSome }
        // Nobody can tell whether a value that can't be read differs; so an Allow fails, a Deny holds.
        return !matchesSome && (effect == .deny || parses(value, kind: kind))
    }

    /// Whether nobody can tell what some operand matches.
    private func hasUnreadableOperand(
        _ condition: Condition, version: PolicyDocument.Version
    ) -> Bool {
        condition.values.contains { operand in
            let template = ReferenceTemplate(operand, version: version)
            switch condition.operator.kind {
            case .stringEquals, .stringNotEquals, .stringEqualsIgnoreCase,
                .stringNotEqualsIgnoreCase, .stringLike, .stringNotLike:
                return false
            case .bool:
                guard let text = template.literalText else { return false }
                return referenceBoolean(text) == nil
            case .null: return referenceBoolean(operand.scalars) == nil
            case .arnEquals, .arnNotEquals, .arnLike, .arnNotLike:
                return template.segments.count != 6
            case .numericEquals, .numericNotEquals, .numericLessThan, .numericLessThanEquals,
                .numericGreaterThan, .numericGreaterThanEquals:
                return ReferenceNumber(operand) == nil
            case .dateEquals, .dateNotEquals, .dateLessThan, .dateLessThanEquals,
                .dateGreaterThan, .dateGreaterThanEquals:
                return ReferenceInstant(operand: operand) == nil
            case .ipAddress, .notIPAddress: return ReferenceIPAddress.Range(operand) == nil
            case .binaryEquals: return referenceBase64(operand) == nil
            }
        }
    }

    /// Whether a request's value has the form that a negated operator insists on.
    private func parses(_ value: String, kind: ConditionOperator.Kind) -> Bool {
        switch kind {
        case .numericNotEquals: ReferenceNumber(value) != nil
        case .dateNotEquals: ReferenceInstant(value) != nil
        case .notIPAddress: ReferenceIPAddress(value) != nil
        case .arnNotEquals, .arnNotLike: referenceARNParts(value.scalars) != nil
        default: true
        }
    }

    /// Whether a value and one operand match under the positive form of the operator.
    private func matches(
        _ value: String, operand: String, kind: ConditionOperator.Kind,
        version: PolicyDocument.Version
    ) -> Bool {
        switch kind {
        case .stringEquals, .stringNotEquals, .stringEqualsIgnoreCase, .stringNotEqualsIgnoreCase,
            .stringLike, .stringNotLike, .bool, .arnEquals, .arnNotEquals, .arnLike, .arnNotLike:
            let template = ReferenceTemplate(operand, version: version)
            return matches(value, template: template, kind: kind)
        case .numericEquals, .numericNotEquals, .numericLessThan, .numericLessThanEquals,
            .numericGreaterThan, .numericGreaterThanEquals:
            guard let left = ReferenceNumber(value), let right = ReferenceNumber(operand)
            else { return false }
            return compares(left, right, kind: kind)
        case .dateEquals, .dateNotEquals, .dateLessThan, .dateLessThanEquals, .dateGreaterThan,
            .dateGreaterThanEquals:
            guard let left = ReferenceInstant(value), let right = ReferenceInstant(operand: operand)
            else { return false }
            return compares(left, right, kind: kind)
        case .ipAddress, .notIPAddress:
            guard let address = ReferenceIPAddress(value),
                let range = ReferenceIPAddress.Range(operand)
            else { return false }
            return range.contains(address)
        case .binaryEquals:
            guard let left = referenceBase64(value), let right = referenceBase64(operand)
            else { return false }
            return left == right
        case .null:
            return false
        }
    }

    /// The operators whose operands may hold variables.
    private func matches(
        _ value: String, template: ReferenceTemplate, kind: ConditionOperator.Kind
    ) -> Bool {
        switch kind {
        case .stringLike, .stringNotLike:
            guard let glob = template.tokens(in: request, wildcards: true) else { return false }
            return referenceGlobMatches(glob[...], value.scalars[...])
        case .arnEquals, .arnNotEquals, .arnLike, .arnNotLike:
            let segments = template.segments
            guard let parts = referenceARNParts(value.scalars), segments.count == 6
            else { return false }
            return zip(segments, parts).allSatisfy { segment, part in
                guard let glob = segment.tokens(in: request, wildcards: true) else { return false }
                return referenceGlobMatches(glob[...], part[...])
            }
        default:
            guard let text = template.text(in: request) else { return false }
            switch kind {
            case .stringEquals, .stringNotEquals: return text == value.scalars
            case .bool:
                guard let wanted = referenceBoolean(text) else { return false }
                return wanted == referenceBoolean(value.scalars)
            default: return text.map(\.foldedCase) == value.scalars.map(\.foldedCase)
            }
        }
    }

    /// Orders a request's value and an operand as the operator asks.
    private func compares<Value: Comparable>(
        _ value: Value, _ operand: Value, kind: ConditionOperator.Kind
    ) -> Bool {
        switch kind {
        case .numericLessThan, .dateLessThan: value < operand
        case .numericLessThanEquals, .dateLessThanEquals: value <= operand
        case .numericGreaterThan, .dateGreaterThan: value > operand
        case .numericGreaterThanEquals, .dateGreaterThanEquals: value >= operand
        default: value == operand
        }
    }
}
