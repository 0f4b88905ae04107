import PolicyModel

/// What is known about the resource of a question.
struct ResourceFacts: Sendable {
    /// The account that owns it; `nil` if nobody knows.
    var account: String?
    /// The policy that guards it.
    var policy: NamedPolicy?
    /// Its tags, the bundle's before the caller's.
    var tags: [String: String]
}

extension Bundle {
    /// Looks a resource up.
    ///
    /// The owner is, in this order: the account in the ARN; the account whose folder lists the
    /// resource or what it lies in; the account that the caller names; the only account there is.
    /// The bundle comes before the caller, who may not overwrite what the daemon knows.
    ///
    /// A role's policy is its trust policy, and only for the actions that trust policies are
    /// about. Tags belong to the very resource that lists them, a policy also to what lies below.
    func resourceFacts(for query: Query) -> ResourceFacts {
        guard query.resource != "*" else { return ResourceFacts(tags: query.resourceTags) }
        let arn = ARN(query.resource)
        let listed = policyHolder(of: query.resource)
        let account =
            arn?.owner ?? resources[query.resource]?.account ?? listed?.account
            ?? query.resourceAccount ?? onlyAccount
        var facts = ResourceFacts(
            account: account, policy: listed?.policy, tags: query.resourceTags)
        facts.tags.merge(resources[query.resource]?.resource.tags ?? [:]) { _, known in known }
        if let arn, let principal = accounts[arn.account]?.principals[query.resource] {
            facts.tags.merge(principal.tags) { _, known in known }
            if case .role(let trustPolicy) = principal.kind, query.action.isAboutTrust {
                facts.policy = trustPolicy
            }
        }
        return facts
    }

    /// The policy of the longest listed ARN that equals the given one or ends at a `/` or `:` in
    /// it, and the account that lists it. Resources listed for their tags alone are passed over,
    /// so that they do not hide the policy above them.
    ///
    /// - Complexity: O(*n*) in the length of the ARN for each border in it.
    func policyHolder(of arn: String) -> (account: String, policy: NamedPolicy)? {
        var end = arn.endIndex
        while end > arn.startIndex {
            if let (account, resource) = resources[String(arn[..<end])],
                let policy = resource.policy
            {
                return (account, policy)
            }
            guard let border = arn[..<end].lastIndex(where: { $0 == "/" || $0 == ":" }) else {
                return nil
            }
            end = border
        }
        return nil
    }
}

extension ARN {
    /// The account in the ARN; `nil` for resources named without one, and for AWS's own, such as
    /// managed policies, which are used as if they belonged to the caller's account.
    var owner: String? { account.isEmpty || account == "aws" ? nil : account }
}

extension String {
    /// Whether an action is one that a role's trust policy decides about.
    var isAboutTrust: Bool {
        let action = lowercased()
        return action.hasPrefix("sts:assumerole") || action == "sts:tagsession"
            || action == "sts:setsourceidentity"
    }
}
