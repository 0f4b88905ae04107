import PolicyModel
import StrictJSON

/// `Condition`: an object from operators to objects from keys to values.
///
/// Source: IAM User Guide, *AWS JSON policy elements: Condition*. Values may be written as strings,
/// numbers or Booleans; `Condition: {}` is no condition.
extension PolicyParser {
    mutating func parseConditions(_ node: JSONTree.Node) -> [ConditionOutline] {
        guard tree.kind(node) == .object else {
            mismatch(node, "`Condition`", "an object")
            return []
        }
        var conditions: [ConditionOutline] = []
        if tree.isEmpty(node) {
            findings.add(.suggestion, .emptyObjectCondition, at: node, "`Condition` is empty")
        }
        for (name, block) in tree.members(of: node) {
            let text = tree.string(name) ?? ""
            guard tree.kind(block) == .object else {
                mismatch(block, "condition `\(text)`", "an object")
                continue
            }
            let isEmpty = tree.isEmpty(block)
            if isEmpty {
                findings.add(
                    .suggestion, .emptyObjectCondition, at: block, "condition `\(text)` is empty")
            }
            guard let known = parseOperator(text, at: name, isEmpty: isEmpty) else { continue }
            for (key, value) in tree.members(of: block) {
                conditions.append(
                    ConditionOutline(
                        name: Located(value: text, node: name), operator: known,
                        key: Located(value: tree.string(key) ?? "", node: key),
                        values: parseConditionValues(value, key)))
            }
        }
        return conditions
    }

    /// - Parameter isEmpty: Whether no key follows. An unknown operator then does nothing, and IAM
    ///   lets it pass (seen in moto's record of it).
    private mutating func parseOperator(
        _ text: String, at name: JSONTree.Node, isEmpty: Bool
    ) -> ConditionOperator? {
        if let known = ConditionOperator(text) {
            if known.name != text {
                findings.add(
                    .warning, .invalidConditionOperator, at: name,
                    "operator `\(text)` is usually spelled `\(known.name)`")
            }
            return known
        }
        let suffix = "ifexists"
        let isNull =
            text.lowercased().hasSuffix(suffix)
            && ConditionOperator(String(text.dropLast(suffix.count)))?.kind == .null
        findings.add(
            isEmpty ? .warning : .error, isNull ? .nullWithIfExists : .invalidConditionOperator,
            at: name,
            isNull
                ? "`Null` already asks whether the key exists and takes no `IfExists`"
                : "unknown condition operator `\(text)`")
        return nil
    }

    private mutating func parseConditionValues(
        _ node: JSONTree.Node, _ key: JSONTree.Node
    ) -> [Located<String>] {
        let values = tree.kind(node) == .array ? Array(tree.elements(of: node)) : [node]
        var texts: [Located<String>] = []
        for value in values {
            if let text = tree.text(value) {
                texts.append(Located(value: text, node: value))
            } else {
                let name = tree.string(key) ?? ""
                mismatch(value, "value of `\(name)`", "a string, number or Boolean")
            }
        }
        if values.isEmpty {
            findings.add(
                .suggestion, .emptyArrayCondition, at: node,
                "no value for `\(tree.string(key) ?? "")`")
        }
        return texts
    }
}
