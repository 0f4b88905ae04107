import Identities
import QueryProtocol

/// Policies as answers show them.
extension XMLWriter {
    /// The members of `Policy`.
    mutating func members(of policy: ManagedPolicyRecord, used: PolicyUses, _ detail: Detail) {
        element("PolicyName", policy.head.name)
        element("PolicyId", policy.head.id)
        element("Arn", policy.arn)
        element("Path", policy.head.path)
        element("DefaultVersionId", "v\(policy.defaultVersion)")
        element("AttachmentCount", used.attachments[policy.arn] ?? 0)
        element("PermissionsBoundaryUsageCount", used.boundaries[policy.arn] ?? 0)
        element("IsAttachable", PolicyARN(policy.arn)?.isServiceLinked == false)
        date("CreateDate", policy.head.created)
        date("UpdateDate", policy.updated)
        guard detail == .full else { return }
        if !policy.description.isEmpty { element("Description", policy.description) }
        tags(policy.head.tags)
    }

    /// The members of `PolicyVersion`.
    mutating func members(
        of version: ManagedPolicyRecord.Version, in policy: ManagedPolicyRecord,
        withDocument: Bool
    ) {
        if withDocument { document("Document", version.document) }
        element("VersionId", "v\(version.number)")
        element("IsDefaultVersion", version.number == policy.defaultVersion)
        date("CreateDate", version.created)
    }

    /// A list of attached policies.
    mutating func attached(_ name: String, _ arns: [String]) {
        list(name, arns) { $0.members(ofAttached: $1) }
    }

    /// The members of `AttachedPolicy`.
    mutating func members(ofAttached arn: String) {
        element("PolicyName", PolicyARN(arn)?.name ?? arn)
        element("PolicyArn", arn)
    }
}
