import PolicyModel
import StrictJSON

/// Operators, keys, and how they go together. ``checkValue(_:of:)`` looks at the values.
///
/// Source: IAM User Guide, *Condition operators*, *Multivalued context keys*, *AWS global condition
/// context keys*.
extension PolicyValidator {
    mutating func checkConditions(of statement: StatementOutline) {
        var seen: [String: String] = [:]
        for condition in statement.conditions {
            let key = condition.key
            checkKey(key)
            checkQualifier(of: condition, in: statement)
            let place = "\(condition.name.node.index) \(key.value.lowercased())"
            if let other = seen.updateValue(key.value, forKey: place) {
                findings.add(
                    analyzerError, .duplicateKeysWithDifferentCase, at: key.node,
                    "key `\(key.value)` is the same as `\(other)`")
            }
            for value in condition.values {
                checkValue(value, of: condition)
                checkVariables(in: value, of: condition)
            }
            checkBooleans(of: condition)
        }
    }

    private mutating func checkKey(_ key: Located<String>) {
        var text: String { "condition key `\(key.value)`" }
        guard let colon = key.value.firstIndex(of: ":"), colon != key.value.startIndex else {
            findings.add(
                .warning, .invalidConditionKeyFormat, at: key.node,
                "\(text) names no service, expected `service:name`")
            return
        }
        if key.value.hasVariable {
            findings.add(
                .warning, .variableUnsupportedInElement, at: key.node,
                "\(text) has a variable, which has no meaning there")
        }
        let lower = key.value.lowercased()
        guard lower.hasPrefix("aws:") else { return }
        let parts = lower.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        if GlobalConditionKeys.tagged.contains(String(parts[0])) {
            if parts.count < 2 || parts[1].isEmpty {
                findings.add(
                    analyzerError, .missingTagKeyInCondition, at: key.node,
                    "\(text) lacks a tag, as in `\(parts[0])/team`")
            }
        } else if !GlobalConditionKeys.isKnown(lower) {
            findings.add(
                .warning, .invalidGlobalConditionKey, at: key.node, "unknown global \(text)")
        }
    }

    private mutating func checkQualifier(
        of condition: ConditionOutline, in statement: StatementOutline
    ) {
        let key = condition.key.value.lowercased()
        guard let qualifier = condition.operator.qualifier else {
            if GlobalConditionKeys.multivalued.contains(key) && condition.operator.kind != .null {
                findings.add(
                    analyzerError, .missingQualifier, at: condition.name.node,
                    "`\(condition.key.value)` has several values, which `\(condition.name.value)` "
                        + "never matches without `ForAnyValue:` or `ForAllValues:`")
            }
            return
        }
        if condition.operator.kind == .null {
            findings.add(
                .suggestion, .nullWithQualifier, at: condition.name.node,
                "`\(qualifier.rawValue)` has no effect on `Null`")
        } else if qualifier == .forAllValues && statement.effect?.value == .allow
            && GlobalConditionKeys.isSingleValued(key)
        {
            findings.add(
                .securityWarning, .forAllValuesWithSingleValuedKey, at: condition.name.node,
                "`ForAllValues` holds when `\(condition.key.value)` is missing")
        }
    }

    /// `Bool` and `Null` with both values hold always, or never.
    private mutating func checkBooleans(of condition: ConditionOutline) {
        let kind = condition.operator.kind
        guard kind == .bool || kind == .null,
            Set(condition.values.map { $0.value.lowercased() }).count > 1
        else { return }
        findings.add(
            analyzerError, .invalidConditionMultipleBoolean, at: condition.key.node,
            "`\(condition.name.value)` needs one value for `\(condition.key.value)`")
    }
}
