import Identities

/// How often the managed policies of an account are in use.
struct PolicyUses {
    /// By ARN, how many users, groups and roles a policy is attached to.
    private(set) var attachments: [String: Int] = [:]
    /// By ARN, how many users and roles it is the boundary of.
    private(set) var boundaries: [String: Int] = [:]

    /// - Complexity: O(*n*) in the number of entities of the account, apart from sorting them.
    init(_ view: IdentityView, account: String) {
        for user in view.all(UserRecord.self, account: account) { count(user.policies) }
        for group in view.all(GroupRecord.self, account: account) { count(group.policies) }
        for role in view.all(RoleRecord.self, account: account) { count(role.policies) }
    }

    private mutating func count(_ policies: PolicyAttachments) {
        for arn in policies.managed { attachments[arn, default: 0] += 1 }
        if let boundary = policies.boundary { boundaries[boundary, default: 0] += 1 }
    }

    /// Whether anything uses a policy.
    func isUsed(_ arn: String) -> Bool { attachments[arn] != nil || boundaries[arn] != nil }
}
