import PolicyLanguage
import PolicyModel
import StrictJSON

/// Reads the output of `aws iam get-account-authorization-details`.
///
/// The output is taken as it comes: lists that are not there are empty, members that mean nothing
/// to a decision (instance profiles, dates, ids of groups and policies) are passed over. What is
/// required is what a decision cannot do without; what is there twice must agree.
struct DetailsReader {
    /// The file, with its errors.
    private(set) var text: FileText
    /// The account that everything in the file belongs to.
    private(set) var account: String

    private var principals: [Principal] = []
    private var groups: [Group] = []
    private var managedPolicies: [NamedPolicy] = []
    private var seen: Set<String> = []

    /// Names of groups and managed policies to be looked up when all of them are known.
    private var groupUses: [(name: String, node: JSONTree.Node)] = []
    private var policyUses: [(arn: String, node: JSONTree.Node)] = []

    /// Prepares to read a file.
    ///
    /// - Parameter account: The account as its folder says; `nil` to take it from the ARNs.
    init(_ text: FileText, account: String?) {
        self.text = text
        self.account = account ?? ""
    }

    /// Reads the file.
    ///
    /// - Returns: What could be read; whether it may be used, ``text``'s errors say.
    mutating func read() -> AccountDetails {
        let root = text.tree.root
        let lists = ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"]
        guard text.tree.kind(root) == .object,
            lists.contains(where: { text.tree.member($0, of: root) != nil })
        else {
            text.report(
                root, "not the output of `aws iam get-account-authorization-details`")
            return AccountDetails()
        }
        if let truncated = text.tree.member("IsTruncated", of: root),
            text.tree.boolean(truncated) != false
        {
            text.report(truncated, "output is truncated: the rest is missing")
        }
        for user in text.objects(lists[0], of: root) { readUser(user) }
        for group in text.objects(lists[1], of: root) { readGroup(group) }
        for role in text.objects(lists[2], of: root) { readRole(role) }
        for policy in text.objects(lists[3], of: root) { readManagedPolicy(policy) }
        resolveUses()
        if account.isEmpty && text.errors.isEmpty {
            text.report(root, "no ARN in the file, so its account is not known")
        }
        return AccountDetails(
            principals: principals, groups: groups, managedPolicies: managedPolicies)
    }

    private mutating func readUser(_ node: JSONTree.Node) {
        guard let identity = readIdentity(node, sort: "user", name: "UserName") else { return }
        let names = text.strings("GroupList", of: node)
        groupUses += names.map { ($0.text, $0.node) }
        principals.append(
            Principal(
                .user(groups: names.map(\.text)), arn: identity.arn, path: identity.path,
                name: identity.name, uniqueID: text.string("UserId", of: node),
                tags: text.tags("Tags", of: node),
                inlinePolicies: readInlinePolicies("UserPolicyList", of: node, arn: identity.arn),
                attachedPolicies: readAttachedPolicies(of: node), boundary: readBoundary(of: node)))
    }

    private mutating func readRole(_ node: JSONTree.Node) {
        guard let identity = readIdentity(node, sort: "role", name: "RoleName") else { return }
        let trust = text.requiredDocument("AssumeRolePolicyDocument", of: node, as: .trust)
        principals.append(
            Principal(
                .role(
                    trustPolicy: NamedPolicy(
                        name: "\(identity.arn)#AssumeRolePolicyDocument",
                        // Without a document there are errors, and the account is not used.
                        document: trust ?? PolicyDocument(statements: []))),
                arn: identity.arn, path: identity.path, name: identity.name,
                uniqueID: text.string("RoleId", of: node), tags: text.tags("Tags", of: node),
                inlinePolicies: readInlinePolicies("RolePolicyList", of: node, arn: identity.arn),
                attachedPolicies: readAttachedPolicies(of: node), boundary: readBoundary(of: node)))
    }

    private mutating func readGroup(_ node: JSONTree.Node) {
        guard let identity = readIdentity(node, sort: "group", name: "GroupName") else { return }
        groups.append(
            Group(
                arn: identity.arn, name: identity.name,
                inlinePolicies: readInlinePolicies("GroupPolicyList", of: node, arn: identity.arn),
                attachedPolicies: readAttachedPolicies(of: node)))
    }
}

/// What the details of an account amount to.
struct AccountDetails {
    var principals: [Principal] = []
    var groups: [Group] = []
    var managedPolicies: [NamedPolicy] = []
}

/// Names and ARNs.
extension DetailsReader {
    private struct Identity {
        var arn: String
        var path: String
        var name: String
    }

    /// Reads who a user, a group or a role is. The path and the name are those in the ARN.
    private mutating func readIdentity(
        _ node: JSONTree.Node, sort: String, name nameMember: String
    ) -> Identity? {
        guard let arn = text.requiredString("Arn", of: node) else { return nil }
        guard let parts = ownARN(arn, at: text.tree.member("Arn", of: node) ?? node) else {
            return nil
        }
        guard parts.service == "iam", let full = parts.resource(after: sort),
            let slash = full.lastIndex(of: "/"), full.hasPrefix("/")
        else {
            text.report(node, "`\(arn)` is not the ARN of a \(sort)")
            return nil
        }
        let identity = Identity(
            arn: arn, path: String(full[...slash]), name: String(full[full.index(after: slash)...]))
        for (member, value) in [("Path", identity.path), (nameMember, identity.name)] {
            if let given = text.string(member, of: node), given != value {
                text.report(node, "member `\(member)` is `\(given)`, but the ARN is `\(arn)`")
            }
        }
        // IAM allows no two of a sort whose names differ in case or path alone.
        let isNew = seen.insert("\(sort) \(identity.name.lowercased())").inserted
        if !isNew { text.report(node, "\(sort) `\(identity.name)` is listed twice") }
        return identity
    }

    /// Splits an ARN that must belong to the account. The first one says which that is, where no
    /// folder does.
    private mutating func ownARN(_ arn: String, at node: JSONTree.Node) -> ARN? {
        guard let parts = ARN(arn) else {
            text.report(node, "`\(arn)` is not an ARN")
            return nil
        }
        if account.isEmpty && parts.account.isAccountID { account = parts.account }
        guard parts.account == account else {
            text.report(
                node,
                account.isEmpty
                    ? "`\(arn)` names no account"
                    : "`\(arn)` does not belong to account \(account)")
            return nil
        }
        return parts
    }
}

/// Policies, and the names that stand for them.
extension DetailsReader {
    private mutating func readInlinePolicies(
        _ member: String, of node: JSONTree.Node, arn: String
    ) -> [NamedPolicy] {
        text.objects(member, of: node).compactMap { policy in
            let name = text.requiredString("PolicyName", of: policy)
            let document = text.requiredDocument("PolicyDocument", of: policy, as: .identity)
            guard let name, let document else { return nil }
            return NamedPolicy(name: "\(arn)#\(name)", document: document)
        }
    }

    private mutating func readAttachedPolicies(of node: JSONTree.Node) -> [String] {
        text.objects("AttachedManagedPolicies", of: node).compactMap { policy in
            let arn = text.requiredString("PolicyArn", of: policy)
            if let arn { policyUses.append((arn, policy)) }
            return arn
        }
    }

    private mutating func readBoundary(of node: JSONTree.Node) -> String? {
        guard let boundary = text.tree.member("PermissionsBoundary", of: node) else { return nil }
        guard text.tree.kind(boundary) == .object else {
            text.report(boundary, "member `PermissionsBoundary` must be an object")
            return nil
        }
        let arn = text.requiredString("PermissionsBoundaryArn", of: boundary)
        if let arn { policyUses.append((arn, boundary)) }
        return arn
    }

    private mutating func readManagedPolicy(_ node: JSONTree.Node) {
        guard let arn = text.requiredString("Arn", of: node) else { return }
        let place = text.tree.member("Arn", of: node) ?? node
        guard ARN(arn)?.account == "aws" || ownARN(arn, at: place) != nil else { return }
        guard seen.insert("policy \(arn)").inserted else {
            text.report(node, "policy `\(arn)` is listed twice")
            return
        }
        let defaults = text.objects("PolicyVersionList", of: node).filter { version in
            guard let flag = text.tree.member("IsDefaultVersion", of: version) else { return false }
            return text.tree.boolean(flag) == true
        }
        guard defaults.count == 1 else {
            text.report(
                node,
                "policy `\(arn)` has \(defaults.isEmpty ? "no" : "more than one") default version")
            // Whoever uses it need not be told that it is missing.
            managedPolicies.append(
                NamedPolicy(name: arn, document: PolicyDocument(statements: [])))
            return
        }
        let document = text.requiredDocument("Document", of: defaults[0], as: .identity)
        managedPolicies.append(
            NamedPolicy(name: arn, document: document ?? PolicyDocument(statements: [])))
    }

    /// Reports names that stand for nothing.
    private mutating func resolveUses() {
        let groupNames = Set(groups.map(\.name))
        for use in groupUses where !groupNames.contains(use.name) {
            text.report(use.node, "group `\(use.name)` is not in `GroupDetailList`")
        }
        let policyARNs = Set(managedPolicies.map(\.name))
        for use in policyUses where !policyARNs.contains(use.arn) {
            text.report(use.node, "policy `\(use.arn)` is not in `Policies`")
        }
    }
}
