import PolicyModel

/// What is known about the resource of a question.
struct ResourceFacts: Sendable {
    /// The account that owns it; `nil` if nobody knows.
    var account: String?
    /// Whose policy guards a resource.
    enum Guardian: Sendable {
        case none
        /// That of a listed resource, by its ARN: the resource or what it lies in.
        case resource(String)
        /// The trust policy of a role, by its ARN.
        case role(String)
    }

    /// The policy that guards it.
    var policy: NamedPolicy?
    /// Whose policy that is.
    var guardian = Guardian.none
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
        let name = query.resource
        guard name != "*" else { return ResourceFacts(tags: query.resourceTags) }
        let arn = ARN(name)
        let listed = policyHolder(of: name)
        let own = resource(named: name)
        let account =
            arn?.owner ?? own?.account ?? listed?.account
            ?? query.resourceAccount ?? onlyAccount
        var facts = ResourceFacts(
            account: account, policy: listed?.policy, tags: query.resourceTags)
        if let listed { facts.guardian = .resource(listed.arn) }
        facts.tags = facts.tags.mergingTags(own?.resource.tags ?? [:], ownWins: false)
        if let arn, let principal = accounts[arn.account]?.principal(arn: name) {
            facts.tags = facts.tags.mergingTags(principal.tags, ownWins: false)
            if case .role(let trustPolicy) = principal.kind, query.action.isAboutTrust {
                facts.policy = trustPolicy
                facts.guardian = .role(name)
            }
        }
        return facts
    }

    /// The policy of the longest listed ARN that equals the given one or ends at a `/` or `:` in
    /// it, and the account that lists it. Resources listed for their tags alone are passed over,
    /// so that they do not hide the policy above them.
    ///
    /// - Complexity: O(*n*) in the length of the ARN for each border in it.
    func policyHolder(
        of arn: String
    ) -> (account: String, arn: String, policy: NamedPolicy)? {
        let bytes = arn.utf8
        var end = bytes.endIndex
        while end > bytes.startIndex {
            if let (account, resource) = resource(named: String(Substring(bytes[..<end]))),
                let policy = resource.policy
            {
                return (account, resource.arn, policy)
            }
            let border = bytes[..<end].lastIndex {
                $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":")
            }
            guard let border else { return nil }
            end = border
        }
        return nil
    }

    /// The resource that is listed under exactly this ARN.
    private func resource(named arn: String) -> (account: String, resource: Resource)? {
        resources[arn].flatMap { $0.resource.arn.isIdentical(to: arn) ? $0 : nil }
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
