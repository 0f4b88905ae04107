import Identities
import QueryProtocol

/// Entities with everything that belongs to them, as the details of an account show them.
extension XMLWriter {
    /// The members of `UserDetail`.
    mutating func details(of user: UserRecord) {
        head(user)
        inline("UserPolicyList", user.policies.inline)
        list("GroupList", user.groups)
        attached("AttachedManagedPolicies", user.policies.managed)
        boundary(user.policies.boundary)
        tags(user.head.tags)
    }

    /// The members of `GroupDetail`.
    mutating func details(of group: GroupRecord) {
        head(group)
        inline("GroupPolicyList", group.policies.inline)
        attached("AttachedManagedPolicies", group.policies.managed)
    }

    /// The members of `RoleDetail`.
    mutating func details(of role: RoleRecord) {
        head(role)
        document("AssumeRolePolicyDocument", role.trustPolicy)
        // There are no instances here, and so none of their profiles.
        list("InstanceProfileList", [])
        inline("RolePolicyList", role.policies.inline)
        attached("AttachedManagedPolicies", role.policies.managed)
        boundary(role.policies.boundary)
        tags(role.head.tags)
        element("RoleLastUsed") { _ in }
    }

    /// The members of `ManagedPolicyDetail`.
    mutating func details(of policy: ManagedPolicyRecord, used: PolicyUses) {
        members(of: policy, used: used, .listed)
        if !policy.description.isEmpty { element("Description", policy.description) }
        list("PolicyVersionList", policy.versions) {
            $0.members(of: $1, in: policy, withDocument: true)
        }
    }

    private mutating func inline(_ name: String, _ policies: [PolicyAttachments.Inline]) {
        list(name, policies) {
            $0.element("PolicyName", $1.name)
            $0.document("PolicyDocument", $1.document)
        }
    }
}
