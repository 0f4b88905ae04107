import PolicyModel
import StrictJSON

/// What the values of conditions look like, operator by operator.
///
/// Source: IAM User Guide, *Condition operators*. Only a malformed date is an error, since IAM
/// refuses those alone (seen in moto's record of it); other values of the wrong type simply never
/// match.
extension PolicyValidator {
    mutating func checkValue(_ value: Located<String>, of condition: ConditionOutline) {
        // A variable stands for a value that is not known yet.
        if hasVariables && value.value.hasVariable { return }
        let name = condition.operator.kind.rawValue
        switch condition.operator.kind {
        case .dateEquals, .dateNotEquals, .dateLessThan, .dateLessThanEquals, .dateGreaterThan,
            .dateGreaterThanEquals:
            if !DateForm.isValid(value.value) {
                findings.add(
                    .error, .invalidDateValue, at: value.node,
                    "`\(value.value)` is no date for `\(name)`")
            }
        case .numericEquals, .numericNotEquals, .numericLessThan, .numericLessThanEquals,
            .numericGreaterThan, .numericGreaterThanEquals:
            if !value.value.isDecimal {
                mismatch(.typeMismatchNumber, value, name, "a number without exponent")
            }
        case .bool, .null:
            if !["true", "false"].contains(value.value.lowercased()) {
                mismatch(.typeMismatchBoolean, value, name, "`true` or `false`")
            }
        case .ipAddress, .notIPAddress: checkIPRange(value, name)
        case .arnEquals, .arnNotEquals, .arnLike, .arnNotLike:
            let arn = ARNFields(value.value)
            if value.value != "*" && (!arn.isComplete || arn[.prefix]?.isLiteralARN == false) {
                mismatch(.typeMismatch, value, name, "an ARN of 6 fields")
            }
        case .binaryEquals:
            if !value.value.isBase64 { mismatch(.typeMismatch, value, name, "base64") }
        case .stringEquals, .stringNotEquals, .stringEqualsIgnoreCase, .stringNotEqualsIgnoreCase:
            if value.value.hasWildcard {
                findings.add(
                    .warning, .wildcardWithoutLikeOperator, at: value.node,
                    "`\(value.value)` is compared literally by `\(name)`, wildcards included")
            }
        case .stringLike, .stringNotLike: break
        }
    }

    private mutating func mismatch(
        _ code: FindingCode, _ value: Located<String>, _ name: String, _ expected: String
    ) {
        findings.add(
            .warning, code, at: value.node,
            "`\(value.value)` never matches `\(name)`, expected \(expected)")
    }

    private mutating func checkIPRange(_ value: Located<String>, _ name: String) {
        guard let range = IPRange(value.value) else {
            mismatch(
                .typeMismatchIPRange, value, name, "an address or a range such as `10.0.0.0/8`")
            return
        }
        if range.hasHostBits {
            findings.add(
                .suggestion, .improveIPRange, at: value.node,
                "`\(value.value)` has bits beyond its prefix, which are ignored")
        }
    }
}

extension Substring {
    /// Whether the first field of an ARN pattern can match `arn`.
    fileprivate var isLiteralARN: Bool { Glob.matches(Array(utf8), Array("arn".utf8)) }
}

extension String {
    /// Whether the text is an optional sign, digits, and an optional fraction.
    var isDecimal: Bool {
        var rest = utf8[...]
        if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            rest = rest.dropFirst()
        }
        let parts = rest.split(
            separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        return parts.allSatisfy { part in !part.isEmpty && part.allSatisfy { 0x30...0x39 ~= $0 } }
    }

    /// Whether the text is base64 with its padding.
    fileprivate var isBase64: Bool {
        let body = utf8.prefix { $0 != UInt8(ascii: "=") }
        let padding = utf8.dropFirst(body.count)
        return utf8.count % 4 == 0 && padding.count <= 2
            && padding.allSatisfy { $0 == UInt8(ascii: "=") }
            && body.allSatisfy {
                $0.isLetterOrDigit || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/")
            }
    }
}
