import Directory
import Identities
import PolicyLanguage
import PolicyModel
import StrictJSON

/// Reads the output of `aws iam get-account-authorization-details` as records.
struct DetailsRecords {
    /// The file, with its errors.
    var text: FileText
    /// The account that everything in the file belongs to.
    private(set) var account: String
    /// What has been read.
    private(set) var records: [Record] = []

    private var keys: Set<RecordKey> = []

    /// Prepares to read a file.
    ///
    /// - Parameter account: The account as its folder says; `nil` to take it from the ARNs.
    init(_ text: FileText, account: String?) {
        self.text = text
        self.account = account ?? Self.account(in: text.tree) ?? ""
    }

    /// Reads the file.
    mutating func read() {
        let root = text.tree.root
        for node in text.objects("UserDetailList", of: root) { keep(readUser(node), node) }
        for node in text.objects("GroupDetailList", of: root) { keep(readGroup(node), node) }
        for node in text.objects("RoleDetailList", of: root) { keep(readRole(node), node) }
        for node in text.objects("Policies", of: root) { keep(readManagedPolicy(node), node) }
    }

    /// The account of the first ARN that names one.
    private static func account(in tree: JSONTree) -> String? {
        for (_, list) in tree.members(of: tree.root) {
            for entity in tree.elements(of: list) {
                let arn = tree.member("Arn", of: entity).flatMap(tree.string).flatMap(ARN.init)
                if let account = arn?.account, account.isAccountID { return account }
            }
        }
        return nil
    }

    private mutating func keep(_ record: (some Recordable)?, _ node: JSONTree.Node) {
        guard let record else { return }
        guard keys.insert(record.key).inserted else {
            // The loader tells managed policies apart by ARN; IAM allows each name once.
            text.report(node, "another \(record.key.label) is listed before")
            return
        }
        records.append(record.record)
    }

    private mutating func readUser(_ node: JSONTree.Node) -> UserRecord? {
        guard let head = readHead(node, sort: "user", id: "UserId") else { return nil }
        return UserRecord(
            head: head, policies: readAttachments(node, inline: "UserPolicyList"),
            groups: text.strings("GroupList", of: node).map(\.text))
    }

    private mutating func readGroup(_ node: JSONTree.Node) -> GroupRecord? {
        guard let head = readHead(node, sort: "group", id: "GroupId") else { return nil }
        return GroupRecord(head: head, policies: readAttachments(node, inline: "GroupPolicyList"))
    }

    private mutating func readRole(_ node: JSONTree.Node) -> RoleRecord? {
        guard let head = readHead(node, sort: "role", id: "RoleId"),
            let trust = text.requiredDocumentText("AssumeRolePolicyDocument", of: node)
        else { return nil }
        var role = RoleRecord(
            head: head, policies: readAttachments(node, inline: "RolePolicyList"),
            trustPolicy: trust)
        // These two only `aws iam get-role` prints; whoever has pasted them in keeps them.
        role.description = text.string("Description", of: node) ?? ""
        if let seconds = text.integer("MaxSessionDuration", of: node) {
            role.sessionSecondsMax = seconds
        }
        return role
    }

    private mutating func readAttachments(
        _ node: JSONTree.Node, inline: String
    ) -> PolicyAttachments {
        var attachments = PolicyAttachments()
        for policy in text.objects(inline, of: node) {
            guard let name = text.requiredString("PolicyName", of: policy),
                let document = text.requiredDocumentText("PolicyDocument", of: policy)
            else { continue }
            attachments.inline.append(.init(name: name, document: document))
        }
        attachments.managed = text.objects("AttachedManagedPolicies", of: node)
            .compactMap { text.requiredString("PolicyArn", of: $0) }
        if let boundary = text.tree.member("PermissionsBoundary", of: node) {
            attachments.boundary = text.requiredString("PermissionsBoundaryArn", of: boundary)
        }
        return attachments
    }
}

extension DetailsRecords {
    /// Reads where an entity belongs and what it is called. Path and name are those in the ARN.
    mutating func readHead(_ node: JSONTree.Node, sort: String, id: String) -> EntityHead? {
        guard let text = text.requiredString("Arn", of: node) else { return nil }
        guard let arn = ARN(text), arn.service == "iam", let full = arn.resource(after: sort),
            full.hasPrefix("/"), let slash = full.lastIndex(of: "/")
        else {
            self.text.report(node, "`\(text)` is not the ARN of a \(sort)")
            return nil
        }
        return EntityHead(
            partition: arn.partition, account: arn.account, path: String(full[...slash]),
            name: String(full[full.index(after: slash)...]),
            id: self.text.string(id, of: node) ?? "",
            created: self.text.date("CreateDate", of: node), tags: readTags(node))
    }

    private mutating func readTags(_ node: JSONTree.Node) -> [Tag] {
        guard let tags = text.tree.member("Tags", of: node) else { return [] }
        if text.tree.kind(tags) == .object {
            return text.tree.members(of: tags).compactMap { name, value in
                guard let key = text.tree.string(name), let value = text.tree.string(value)
                else { return nil }
                return Tag(key: key, value: value)
            }
        }
        return text.objects("Tags", of: node).compactMap { tag in
            guard let key = text.requiredString("Key", of: tag),
                let value = text.requiredString("Value", of: tag)
            else { return nil }
            return Tag(key: key, value: value)
        }
    }
}
