import PolicyModel
import StrictJSON

/// Reads the grammar of the policy language: which elements there are and of what types their
/// values, whatever the type of the policy. Everything that this parser reports keeps the text
/// from having a meaning.
///
/// Source: IAM User Guide, *Grammar of the IAM JSON policy language*. Element names are
/// case-sensitive; arrays and single values are interchangeable.
struct PolicyParser {
    let source: PolicySource
    var findings: FindingList
    var tree: JSONTree { source.tree }

    init(_ source: PolicySource) {
        self.source = source
        self.findings = FindingList(source)
    }

    /// Reads a document.
    ///
    /// - Returns: What could be read of it, also after errors; `nil` if it is no object.
    mutating func parse(_ node: JSONTree.Node) -> PolicyOutline? {
        guard tree.kind(node) == .object else {
            mismatch(node, "policy document", "an object")
            return nil
        }
        var outline = PolicyOutline(node: node)
        var statement: JSONTree.Node?
        for (name, value) in tree.members(of: node) {
            switch tree.string(name) ?? "" {
            case "Version":
                outline.statesVersion = true
                outline.version = parseVersion(value)
            case "Id": outline.id = parseString(value, "Id")?.value
            case "Statement": statement = value
            case let other: unknown(other, at: name, "policy document")
            }
        }
        guard let statement else {
            findings.add(
                .error, .missingStatement, at: node, "policy document without `Statement`")
            return outline
        }
        parseStatements(statement, into: &outline)
        return outline
    }

    private mutating func parseStatements(
        _ node: JSONTree.Node, into outline: inout PolicyOutline
    ) {
        switch tree.kind(node) {
        case .object: outline.statements = [parseStatement(node)]
        case .array:
            for element in tree.elements(of: node) {
                if tree.kind(element) == .object {
                    outline.statements.append(parseStatement(element))
                } else {
                    mismatch(element, "statement", "an object")
                }
            }
        default: mismatch(node, "`Statement`", "an object or an array of objects")
        }
    }

    private mutating func parseStatement(_ node: JSONTree.Node) -> StatementOutline {
        var statement = StatementOutline(node: node, position: source.position(of: node))
        var hasEffect = false
        for (name, value) in tree.members(of: node) {
            let element = tree.string(name) ?? ""
            switch element {
            case "Sid": statement.sid = parseString(value, "Sid")
            case "Effect":
                hasEffect = true
                statement.effect = parseEffect(value)
            case "Principal", "NotPrincipal":
                let clause = parsePrincipal(value, element)
                set(&statement.principal, to: clause, element, at: name)
            case "Action", "NotAction":
                let clause = parseStrings(value, element)
                set(&statement.action, to: clause, element, at: name)
            case "Resource", "NotResource":
                let clause = parseStrings(value, element)
                set(&statement.resource, to: clause, element, at: name)
            case "Condition": statement.conditions = parseConditions(value)
            default: unknown(element, at: name, "statement")
            }
        }
        if !hasEffect {
            findings.add(.error, .missingEffect, at: node, "statement without `Effect`")
        }
        return statement
    }

    /// Stores a clause, unless its other form was there before.
    private mutating func set<Value>(
        _ clause: inout ClauseOutline<Value>?, to new: ClauseOutline<Value>, _ element: String,
        at name: JSONTree.Node
    ) {
        guard clause == nil else {
            let plain = element.hasPrefix("Not") ? String(element.dropFirst(3)) : element
            findings.add(
                .error, .unsupportedElementCombination, at: name,
                "both `\(plain)` and `Not\(plain)` in a statement")
            return
        }
        clause = new
    }

    private mutating func parseVersion(
        _ node: JSONTree.Node
    ) -> Located<PolicyDocument.Version>? {
        guard let text = parseString(node, "Version") else { return nil }
        guard let version = PolicyDocument.Version(rawValue: text.value) else {
            findings.add(
                .error, .invalidVersion, at: node,
                "unknown version `\(text.value)`, expected `2012-10-17` or `2008-10-17`")
            return nil
        }
        return Located(value: version, node: node)
    }

    private mutating func parseEffect(_ node: JSONTree.Node) -> Located<Effect>? {
        guard let text = parseString(node, "Effect") else { return nil }
        guard let effect = Effect(rawValue: text.value) else {
            findings.add(
                .error, .invalidEffect, at: node,
                "unknown effect `\(text.value)`, expected `Allow` or `Deny`")
            return nil
        }
        return Located(value: effect, node: node)
    }
}

/// Values, and what is wrong with them.
extension PolicyParser {
    mutating func parseString(_ node: JSONTree.Node, _ element: String) -> Located<String>? {
        guard let text = tree.string(node) else {
            mismatch(node, "`\(element)`", "a string")
            return nil
        }
        return Located(value: text, node: node)
    }

    /// Reads a string or an array of strings.
    ///
    /// A null among several resources is ignored, as IAM does (seen in moto's record of it).
    private mutating func parseStrings(
        _ node: JSONTree.Node, _ element: String
    ) -> ClauseOutline<String> {
        let isNegated = element.hasPrefix("Not")
        let ignoresNull = element.hasSuffix("Resource")
        var clause = ClauseOutline<String>(node: node, isNegated: isNegated, values: [])
        guard tree.kind(node) == .array else {
            if let text = tree.string(node) {
                clause.values = [Located(value: text, node: node)]
            } else {
                mismatch(node, "`\(element)`", "a string or an array of strings")
            }
            return clause
        }
        for value in tree.elements(of: node) {
            if let text = tree.string(value) {
                clause.values.append(Located(value: text, node: value))
            } else if tree.kind(value) != .null || !ignoresNull {
                mismatch(value, "value in `\(element)`", "a string")
            }
        }
        return clause
    }

    mutating func mismatch(_ node: JSONTree.Node, _ subject: String, _ expected: String) {
        let found =
            switch tree.kind(node) {
            case .object: "an object"
            case .array: "an array"
            case .string: "a string"
            case .number: "a number"
            case .boolean: "a Boolean"
            case .null: "null"
            }
        findings.add(
            .error, .dataTypeMismatch, at: node, "\(subject) is \(found), expected \(expected)")
    }

    mutating func unknown(_ element: String, at name: JSONTree.Node, _ place: String) {
        findings.add(
            .error, .invalidPolicyElement, at: name, "unknown element `\(element)` in a \(place)")
    }
}
