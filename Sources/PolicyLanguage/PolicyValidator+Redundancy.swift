import PolicyModel
import StrictJSON

/// Values that add nothing to others of the same element, and statements said twice.
extension PolicyValidator {
    /// LIMIT: the values of an element are compared in pairs, which takes the square of their
    /// length in the worst case. Beyond this many bytes in total they are not compared, so that
    /// no document takes more than this many steps for each of its bytes. Some 200 actions fit.
    static let comparedByteCountMax = 4_096

    mutating func checkRedundancy(of statement: StatementOutline) {
        if let action = statement.action {
            let patterns = action.values.map { $0.value.lowercased() }
            report(.redundantAction, "action", action.values, patterns) { Glob.matches($0, $1) }
        }
        if let resource = statement.resource {
            let patterns = resource.values.map(\.value)
            report(.redundantResource, "resource", resource.values, patterns, Self.covers)
        }
        for condition in statement.conditions {
            let isLike = [.stringLike, .stringNotLike].contains(condition.operator.kind)
            let patterns = condition.values.map(\.value)
            report(.redundantConditionValue, "value", condition.values, patterns) { one, other in
                one == other
                    || isLike && !(one + other).contains("${") && Glob.matches(one, other)
            }
        }
    }

    /// Reports each value that another one covers; of two equal ones, the later.
    private mutating func report(
        _ code: FindingCode, _ noun: String, _ values: [Located<String>], _ patterns: [String],
        _ covers: (String, String) -> Bool
    ) {
        let byteCount = patterns.reduce(0) { $0 + $1.utf8.count }
        guard byteCount <= Self.comparedByteCountMax else { return }
        for index in patterns.indices {
            let other = patterns.indices.first { other in
                other != index && covers(patterns[other], patterns[index])
                    && (other < index || patterns[other] != patterns[index])
            }
            guard let other else { continue }
            findings.add(
                .suggestion, code, at: values[index].node,
                "\(noun) `\(values[index].value)` is covered by `\(values[other].value)`")
        }
    }

    /// Whether every ARN that `other` matches is matched by `one`, field by field.
    private static func covers(_ one: String, _ other: String) -> Bool {
        if one == "*" || one == other { return true }
        if (one + other).contains("${") { return false }
        let (one, other) = (ARNFields(one), ARNFields(other))
        guard one.isComplete && other.isComplete else { return false }
        return zip(one.fields, other.fields).allSatisfy { Glob.matches($0, $1) }
    }

    /// Reports statements that say the same as an earlier one, whatever their Sid.
    mutating func checkRedundantStatements() {
        var seen: Set<Statement> = []
        for (statement, outline) in zip(outline.document.statements, outline.statements) {
            var content = statement
            content.sid = nil
            content.position = SourcePosition(line: 1, column: 1)
            if !seen.insert(content).inserted {
                findings.add(
                    .suggestion, .redundantStatement, at: outline.node,
                    "statement says the same as an earlier one")
            }
        }
    }
}
