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
            report(.redundantAction, "action", action.values) { text in
                ValuePattern([Array(text.lowercased().utf8)])
            }
        }
        if let resource = statement.resource {
            report(.redundantResource, "resource", resource.values) { text in
                let arn = ARNFields(text)
                return ValuePattern(
                    arn.fields.map { Array($0.utf8) },
                    hasWildcards: text == "*" || arn.isComplete && !text.hasVariable)
            }
        }
        for condition in statement.conditions {
            let isLike = [.stringLike, .stringNotLike].contains(condition.operator.kind)
            report(.redundantConditionValue, "value", condition.values) { text in
                ValuePattern([Array(text.utf8)], hasWildcards: isLike && !text.hasVariable)
            }
        }
    }

    /// Reports each value that another one covers; of two equal ones, the later.
    private mutating func report(
        _ code: FindingCode, _ noun: String, _ values: [Located<String>],
        _ makePattern: (String) -> ValuePattern
    ) {
        let byteCount = values.reduce(0) { $0 + $1.value.utf8.count }
        guard values.count > 1, byteCount <= Self.comparedByteCountMax else { return }
        let patterns = values.map { makePattern($0.value) }
        for index in patterns.indices {
            let other = patterns.indices.first { other in
                other != index && patterns[other].covers(patterns[index])
                    && (other < index || !patterns[index].covers(patterns[other]))
            }
            guard let other else { continue }
            findings.add(
                .suggestion, code, at: values[index].node,
                "\(noun) `\(values[index].value)` is covered by `\(values[other].value)`")
        }
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

/// A value to compare others with: fields that match one by one.
private struct ValuePattern {
    private let fields: [[UInt8]]
    /// Whether `*` and `?` are wildcards in it; otherwise it covers but its equals.
    private let hasWildcards: Bool

    init(_ fields: [[UInt8]], hasWildcards: Bool = true) {
        self.fields = fields
        self.hasWildcards = hasWildcards
    }

    func covers(_ other: ValuePattern) -> Bool {
        if fields == other.fields { return true }
        guard hasWildcards else { return false }
        if fields == [[UInt8(ascii: "*")]] { return true }
        return other.hasWildcards && fields.count == other.fields.count
            && zip(fields, other.fields).allSatisfy { Glob.matches($0, $1) }
    }
}
