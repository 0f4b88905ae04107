import PolicyModel
import StrictJSON

/// `Principal` and `NotPrincipal`: `"*"`, or an object from kinds to names.
///
/// Source: IAM User Guide, *AWS JSON policy elements: Principal*.
extension PolicyParser {
    mutating func parsePrincipal(
        _ node: JSONTree.Node, _ element: String
    ) -> ClauseOutline<PrincipalPattern> {
        let isNegated = element == "NotPrincipal"
        var clause = ClauseOutline<PrincipalPattern>(node: node, isNegated: isNegated, values: [])
        switch tree.kind(node) {
        case .string:
            let text = tree.string(node) ?? ""
            if text == "*" {
                clause.values = [Located(value: .everyone, node: node)]
            } else {
                findings.add(
                    .error, .invalidPrincipalFormat, at: node,
                    "`\(element)` is `\(text)`, expected `*` or an object such as `{\"AWS\": …}`")
            }
        case .object:
            for (name, value) in tree.members(of: node) {
                parsePrincipals(value, kind: name, into: &clause)
            }
        default: mismatch(node, "`\(element)`", "`*` or an object")
        }
        return clause
    }

    private mutating func parsePrincipals(
        _ node: JSONTree.Node, kind name: JSONTree.Node,
        into clause: inout ClauseOutline<PrincipalPattern>
    ) {
        let kind = tree.string(name) ?? ""
        let make: (String) -> PrincipalPattern
        switch kind {
        case "AWS": make = { $0 == "*" ? .everyone : .aws($0) }
        case "Service": make = { .service($0) }
        case "Federated": make = { .federated($0) }
        case "CanonicalUser": make = { .canonicalUser($0) }
        default:
            findings.add(
                .error, .invalidPrincipalKey, at: name,
                "unknown principal kind `\(kind)`, expected `AWS`, `Service`, `Federated` or "
                    + "`CanonicalUser`")
            return
        }
        let values = tree.kind(node) == .array ? Array(tree.elements(of: node)) : [node]
        for value in values {
            if let text = tree.string(value) {
                clause.values.append(Located(value: make(text), node: value))
            } else {
                mismatch(value, "`\(kind)` principal", "a string")
            }
        }
    }
}
