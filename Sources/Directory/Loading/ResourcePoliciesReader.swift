import PolicyLanguage
import PolicyModel
import StrictJSON

/// Reads `resource-policies.json`: a list of resources with their policies and tags.
///
/// The format is this project's own, so unknown members are errors: a misspelt `Policy` must not
/// leave a resource without the statement that protects it.
struct ResourcePoliciesReader {
    /// The file, with its errors.
    private(set) var text: FileText
    /// The account whose folder the file is in.
    let account: String

    /// Prepares to read a file.
    init(_ text: FileText, account: String) {
        self.text = text
        self.account = account
    }

    /// Reads the file.
    ///
    /// - Parameter owners: The accounts of all resources read so far, by ARN; these are added.
    /// - Returns: What could be read; whether it may be used, ``text``'s errors say.
    mutating func read(owners: inout [String: String]) -> [Resource] {
        let root = text.tree.root
        guard text.tree.kind(root) == .array else {
            text.report(root, "must be an array of objects")
            return []
        }
        var resources: [Resource] = []
        for node in text.tree.elements(of: root) {
            guard text.tree.kind(node) == .object else {
                text.report(node, "must be an object")
                continue
            }
            guard let resource = readResource(node) else { continue }
            if let owner = owners.updateValue(account, forKey: resource.arn) {
                text.report(
                    node,
                    owner == account
                        ? "resource `\(resource.arn)` is listed twice"
                        : "resource `\(resource.arn)` is listed by account \(owner), too")
            }
            resources.append(resource)
        }
        return resources
    }

    private mutating func readResource(_ node: JSONTree.Node) -> Resource? {
        text.reportMembers(of: node, otherThan: ["ResourceArn", "Policy", "Tags"])
        let arn = text.requiredString("ResourceArn", of: node)
        let policy = text.tree.member("Policy", of: node)
        if policy == nil && text.tree.member("Tags", of: node) == nil {
            text.report(node, "neither `Policy` nor `Tags`")
        }
        let document = policy.flatMap { text.document($0, as: .resource) }
        let tags = text.tags("Tags", of: node)
        guard let arn else { return nil }
        check(arn, hasPolicy: policy != nil, at: text.tree.member("ResourceArn", of: node) ?? node)
        return Resource(
            arn: arn, policy: document.map { NamedPolicy(name: arn, document: $0) }, tags: tags)
    }

    private mutating func check(_ text: String, hasPolicy: Bool, at node: JSONTree.Node) {
        guard let arn = ARN(text) else {
            self.text.report(node, "`\(text)` is not an ARN")
            return
        }
        if arn.normalized != arn {
            self.text.report(node, "`\(text)` is usually spelled `\(arn.normalized.text)`")
        }
        if let owner = arn.owner, owner != account {
            self.text.report(node, "`\(text)` does not belong to account \(account)")
        }
        // Names compare exactly up to a border, so these would never match, or match too much.
        if text.utf8.contains(UInt8(ascii: "*")) || text.utf8.contains(UInt8(ascii: "?")) {
            self.text.report(
                node, "`\(text)` has a wildcard; name the resource that everything lies below")
        }
        if arn.resource.isEmpty || text.hasSuffix("/") || text.hasSuffix(":") {
            self.text.report(node, "`\(text)` ends in a separator")
        }
        if hasPolicy && arn.service == "iam" && arn.resource(after: "role/") != nil {
            self.text.report(node, "the policy of a role is its trust policy")
        }
    }
}
