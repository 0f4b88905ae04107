import PolicyModel
import StrictJSON

/// Policy variables: `${key}`, `${key, 'default'}`, and the escapes `${*}`, `${?}` and `${$}`.
///
/// Source: IAM User Guide, *IAM policy elements: Variables and tags*.
extension PolicyValidator {
    /// Checks the variables in a value of a condition.
    mutating func checkVariables(in value: Located<String>, of condition: ConditionOutline) {
        guard value.value.hasVariable else { return }
        if condition.operator.kind.resolvesVariables {
            checkVariables(value)
        } else if hasVariables {
            // An error of its own for the engine, too: it can't read the text.
            findings.add(
                .error, .invalidVariableForOperator, at: value.node,
                "`\(value.value)` has a variable, which `\(condition.name.value)` does not resolve")
        }
    }

    /// Checks the variables in a value where variables may stand.
    mutating func checkVariables(_ value: Located<String>) {
        guard value.value.hasVariable else { return }
        guard hasVariables else {
            findings.add(
                .warning, .variableUnsupportedInVersion, at: value.node,
                "`\(value.value)` is plain text without the version `2012-10-17`")
            return
        }
        var rest = value.value[...]
        while let start = rest.firstRange(of: "${") {
            rest = rest[start.upperBound...]
            guard let end = rest.firstIndex(of: "}") else {
                findings.add(
                    analyzerError, .missingBraceInVariable, at: value.node,
                    "`\(value.value)` has a variable without `}`")
                return
            }
            checkVariable(rest[..<end], value.node)
            rest = rest[rest.index(after: end)...]
        }
    }

    private mutating func checkVariable(_ variable: Substring, _ node: JSONTree.Node) {
        let parts = variable.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
        let key = parts[0]
        if key.allSatisfy({ $0 == " " }) {
            findings.add(
                analyzerError, .emptyVariable, at: node, "variable `${\(variable)}` has no key")
        } else if key.contains(" ") {
            findings.add(
                analyzerError, .unsupportedSpaceInVariable, at: node,
                "variable `${\(variable)}` has a space in its key")
        }
        guard parts.count == 2 else { return }
        let text = parts[1].drop { $0 == " " }
        let isQuoted = text.count >= 2 && text.first == "'" && text.last == "'"
        if !isQuoted {
            findings.add(
                analyzerError, .missingQuoteInVariable, at: node,
                "default of variable `${\(variable)}` is not in single quotes")
        }
    }
}
