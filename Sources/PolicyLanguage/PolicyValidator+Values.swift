import ConditionValues
import PolicyModel
import StrictJSON

/// What the values of conditions look like, operator by operator.
///
/// Source: IAM User Guide, *Condition operators*. IAM refuses malformed dates alone (seen in moto's
/// record of it); Access Analyzer calls the others errors, too. Here everything is an error that
/// the engine can't read: nobody could tell what a Deny with it denies.
extension PolicyValidator {
    mutating func checkValue(_ value: Located<String>, of condition: ConditionOutline) {
        let name = condition.operator.kind.rawValue
        let text = value.value
        let hasVariable = hasVariables && text.hasVariable
        // Where variables are not resolved, that is what is wrong.
        if hasVariable && !condition.operator.kind.resolvesVariables { return }
        switch condition.operator.kind {
        case .dateEquals, .dateNotEquals, .dateLessThan, .dateLessThanEquals, .dateGreaterThan,
            .dateGreaterThanEquals:
            if Instant(operand: text) == nil {
                mismatch(.invalidDateValue, value, name, "a date or epoch seconds")
            }
        case .numericEquals, .numericNotEquals, .numericLessThan, .numericLessThanEquals,
            .numericGreaterThan, .numericGreaterThanEquals:
            if !text.isDecimalNumber {
                mismatch(.typeMismatchNumber, value, name, "a number without exponent")
            }
        case .bool:
            // A variable stands for a value that is not known yet.
            if !(hasVariable && text.hasResolvableVariable) && text.booleanOperand == nil {
                mismatch(.typeMismatchBoolean, value, name, "`true` or `false`")
            }
        case .null:
            if text.booleanOperand == nil {
                mismatch(.typeMismatchBoolean, value, name, "`true` or `false`")
            }
        case .ipAddress, .notIPAddress: checkAddressBlock(value, name)
        case .arnEquals, .arnNotEquals, .arnLike, .arnNotLike: checkARN(value, name)
        case .binaryEquals:
            if text.binaryOperand == nil { mismatch(.typeMismatch, value, name, "base64") }
        case .stringEquals, .stringNotEquals, .stringEqualsIgnoreCase, .stringNotEqualsIgnoreCase:
            if text.hasWildcard && !hasVariable {
                findings.add(
                    .warning, .wildcardWithoutLikeOperator, at: value.node,
                    "`\(text)` is compared literally by `\(name)`, wildcards included")
            }
        case .stringLike, .stringNotLike: break
        }
    }

    private mutating func mismatch(
        _ code: FindingCode, _ value: Located<String>, _ name: String, _ expected: String
    ) {
        findings.add(
            .error, code, at: value.node,
            "`\(value.value)` can't be read by `\(name)`, expected \(expected)")
    }

    private mutating func checkARN(_ value: Located<String>, _ name: String) {
        let arn = ARNFields(value.value)
        guard arn.isComplete, let prefix = arn[.prefix] else {
            mismatch(.typeMismatch, value, name, "an ARN of 6 fields")
            return
        }
        if !prefix.hasVariable && !prefix.canBeARN {
            findings.add(
                .warning, .typeMismatch, at: value.node,
                "`\(value.value)` matches no ARN, which begin with `arn:`")
        }
    }

    private mutating func checkAddressBlock(_ value: Located<String>, _ name: String) {
        guard let block = AddressBlock(operand: value.value) else {
            mismatch(
                .typeMismatchIPRange, value, name, "an address or a range such as `10.0.0.0/8`")
            return
        }
        if block.hasHostBits {
            findings.add(
                .suggestion, .improveIPRange, at: value.node,
                "`\(value.value)` has bits beyond its prefix, which are ignored")
        }
    }
}

extension ConditionOperator.Kind {
    /// Whether variables are replaced in the operator's operands.
    var resolvesVariables: Bool {
        switch self {
        case .stringEquals, .stringNotEquals, .stringEqualsIgnoreCase, .stringNotEqualsIgnoreCase,
            .stringLike, .stringNotLike, .arnEquals, .arnNotEquals, .arnLike, .arnNotLike, .bool:
            true
        case .numericEquals, .numericNotEquals, .numericLessThan, .numericLessThanEquals,
            .numericGreaterThan, .numericGreaterThanEquals, .dateEquals, .dateNotEquals,
            .dateLessThan, .dateLessThanEquals, .dateGreaterThan, .dateGreaterThanEquals,
            .binaryEquals, .ipAddress, .notIPAddress, .null:
            false
        }
    }
}

extension Substring {
    /// Whether the first field of an ARN pattern can match `arn`.
    fileprivate var canBeARN: Bool { Glob.matches(Array(utf8), Array("arn".utf8)) }
}

extension String {
    /// Whether some `${…}` is a variable and not one of the escapes `${*}`, `${?}` and `${$}`.
    fileprivate var hasResolvableVariable: Bool {
        var rest = self[...]
        while let start = rest.firstRange(of: "${") {
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else { return false }
            if !["*", "?", "$"].contains(rest[start.upperBound..<end]) { return true }
            rest = rest[rest.index(after: end)...]
        }
        return false
    }
}
