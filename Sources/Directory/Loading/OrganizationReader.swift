import PolicyLanguage
import PolicyModel
import StrictJSON

/// Reads `organization.json`: the tree of units and accounts, and the policies attached in it.
///
/// The format is this project's own, so unknown members are errors, save those that AWS's tools
/// print beside the ones that are read.
struct OrganizationReader {
    /// The file, with its errors.
    private(set) var text: FileText

    private var policyNodes: [String: JSONTree.Node] = [:]
    private var documents: [DocumentUse: PolicyDocument?] = [:]
    private var members: Set<String> = []

    /// A policy in one of its two parts.
    private struct DocumentUse: Hashable {
        var name: String
        var type: PolicyType
    }

    /// Members that AWS's tools print and no decision needs.
    private static let ignored: Set<String> = [
        "Arn", "Name", "Email", "Status", "State", "JoinedMethod", "JoinedTimestamp", "PolicyTypes",
    ]

    /// Prepares to read a file.
    init(_ text: FileText) {
        self.text = text
    }

    /// Reads the file.
    ///
    /// - Returns: The organization; `nil` after errors, of which there is then at least one.
    mutating func read() -> Organization? {
        let root = text.tree.root
        guard text.tree.kind(root) == .object else {
            text.report(root, "must be an object")
            return nil
        }
        checkMembers(of: root, known: ["Id", "ManagementAccountId", "Root", "Policies"])
        readPolicies(of: root)
        let id = text.requiredString("Id", of: root)
        let management = text.requiredString("ManagementAccountId", of: root)
        if let management, !management.isAccountID {
            text.report(root, "`\(management)` is no account id of twelve digits")
        }
        guard let node = text.tree.member("Root", of: root), text.tree.kind(node) == .object else {
            text.report(root, "missing member `Root`, an object")
            return nil
        }
        let tree = readUnit(node)
        readUnusedPolicies()
        guard let id, let management, text.errors.isEmpty else { return nil }
        return Organization(id: id, managementAccount: management, root: tree)
    }

    private mutating func readUnit(_ node: JSONTree.Node) -> Organization.Unit {
        checkMembers(
            of: node,
            known: [
                "Id", "ServiceControlPolicies", "ResourceControlPolicies", "OrganizationalUnits",
                "Accounts",
            ])
        var unit = Organization.Unit(
            id: text.requiredString("Id", of: node) ?? "", attachments: readAttachments(of: node))
        for member in text.objects("Accounts", of: node) {
            checkMembers(
                of: member, known: ["Id", "ServiceControlPolicies", "ResourceControlPolicies"])
            let attachments = readAttachments(of: member)
            guard let id = text.requiredString("Id", of: member) else { continue }
            if !id.isAccountID {
                text.report(member, "`\(id)` is no account id of twelve digits")
            } else if !members.insert(id).inserted {
                text.report(member, "account \(id) is in the organization twice")
            }
            unit.members.append(.init(account: id, attachments: attachments))
        }
        for child in text.objects("OrganizationalUnits", of: node) {
            // Depth is bounded by that of the JSON text.
            unit.units.append(readUnit(child))
        }
        return unit
    }

    private mutating func checkMembers(of node: JSONTree.Node, known: [String]) {
        text.reportMembers(of: node, otherThan: Self.ignored.union(known))
    }
}

/// Policies and where they are attached.
extension OrganizationReader {
    private mutating func readPolicies(of root: JSONTree.Node) {
        guard let node = text.tree.member("Policies", of: root) else { return }
        guard text.tree.kind(node) == .object else {
            text.report(node, "member `Policies` must be an object")
            return
        }
        for (nameNode, value) in text.tree.members(of: node) {
            policyNodes[text.tree.string(nameNode) ?? ""] = value
        }
    }

    private mutating func readAttachments(of node: JSONTree.Node) -> Organization.Attachments {
        Organization.Attachments(
            serviceControl: readAttached("ServiceControlPolicies", of: node, as: .serviceControl),
            resourceControl: readAttached(
                "ResourceControlPolicies", of: node, as: .resourceControl))
    }

    private mutating func readAttached(
        _ member: String, of node: JSONTree.Node, as type: PolicyType
    ) -> [NamedPolicy] {
        text.strings(member, of: node).compactMap { name, node in
            if let policy = policyNodes[name] {
                return document(named: name, at: policy, as: type).map {
                    NamedPolicy(name: name, document: $0)
                }
            }
            // Every organization has these two, so nobody need write them out.
            switch (name, type) {
            case ("FullAWSAccess", .serviceControl): return Organization.fullAWSAccess
            case ("RCPFullAWSAccess", .resourceControl):
                return Organization.resourceControlFullAWSAccess
            default:
                text.report(node, "policy `\(name)` is not in `Policies`")
                return nil
            }
        }
    }

    /// A policy's document, read once for each part that it plays.
    private mutating func document(
        named name: String, at node: JSONTree.Node, as type: PolicyType
    ) -> PolicyDocument? {
        let use = DocumentUse(name: name, type: type)
        if let known = documents[use] { return known }
        let document = text.document(node, as: type)
        documents[use] = .some(document)
        return document
    }

    /// Checks what is attached nowhere, too, as far as one can without knowing its part.
    private mutating func readUnusedPolicies() {
        let used = Set(documents.keys.map(\.name))
        for (name, node) in policyNodes where !used.contains(name) {
            _ = text.document(node, as: nil)
        }
    }
}
