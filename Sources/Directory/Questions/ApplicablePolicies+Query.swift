import PolicyModel

/// A question made ready for an evaluator: the request with everything the daemon knows filled in,
/// and the policies that apply to it.
package struct PreparedQuery: Sendable {
    /// The request.
    package var request: AuthorizationRequest
    /// The policies, each member a list whose statements are taken together.
    package var policies: ApplicablePolicies<[NamedPolicy]>
}

extension Bundle {
    /// Works out the request and the policies that apply to a question, straight from the plain
    /// model: the definition that faster paths must agree with.
    ///
    /// A resource whose owner nobody knows is taken to belong to the caller's account, as most do;
    /// the keys that would state so stay absent.
    ///
    /// Which services RCPs reach is left to the evaluator, which knows the action.
    ///
    /// - Parameter epochSeconds: The instant at which the question is asked.
    /// - Throws: Why the answer is deny without any policy being read.
    package func applicablePolicies(
        to query: Query, epochSeconds: Int64
    ) throws(Refusal) -> PreparedQuery {
        var query = query
        query.resource = ARN(query.resource)?.normalized.text ?? query.resource
        let resolution = try resolve(principal: query.principal)
        let caller = resolution.caller
        let resource = resourceFacts(for: query)
        // An action without resource-level permissions happens in the caller's own account.
        let knownOwner = query.resource == "*" ? caller.account : resource.account
        let owner = knownOwner ?? caller.account

        var context = query.context.lowercasingKeys().filter { !Facts.owns($0.key) }
        let facts = [
            Facts.caller(resolution, sessionTags: query.sessionTags, organization: organization),
            Facts.resource(account: knownOwner, tags: resource.tags, organization: organization),
            Facts.clock(epochSeconds),
        ]
        for facts in facts { context.merge(facts) { _, known in known } }

        var policies = ApplicablePolicies<[NamedPolicy]>()
        policies.resource = resource.policy.map { [$0] }
        try arrange(&policies, for: resolution, query: query)
        if !caller.isServiceLinkedRole {
            policies.serviceControl = placement(of: caller.account)?.serviceControl ?? []
            policies.resourceControl = placement(of: owner)?.resourceControl ?? []
        }
        let request = AuthorizationRequest(
            caller: caller, action: query.action, resource: query.resource,
            resourceAccount: owner, context: context)
        return PreparedQuery(request: request, policies: policies)
    }

    private func placement(of account: String?) -> Organization.Placement? {
        account.flatMap { organization?.placement(of: $0) }
    }

    /// Fills in what is attached to the caller and its session.
    private func arrange(
        _ policies: inout ApplicablePolicies<[NamedPolicy]>, for resolution: PrincipalResolution,
        query: Query
    ) throws(Refusal) {
        let account = resolution.caller.account.flatMap { accounts[$0] }
        if let account, let principal = resolution.principal {
            policies.identity = account.identityPolicies(of: principal)
            if let boundary = principal.boundary {
                // A boundary that does not resolve must not set its principal free.
                policies.boundaries = [account.managedPolicies[boundary].map { [$0] } ?? []]
            }
        }
        guard !query.sessionPolicies.isEmpty else { return }
        var session: [NamedPolicy] = []
        for (index, policy) in query.sessionPolicies.enumerated() {
            switch policy {
            case .document(let document):
                session.append(NamedPolicy(name: "session#\(index)", document: document))
            case .managed(let arn):
                guard let policy = account?.managedPolicies[arn] else {
                    throw .unknownSessionPolicy
                }
                session.append(policy)
            }
        }
        policies.session = session
    }
}

extension [String: ContextValue] {
    /// The same values under lower-cased keys. Of two keys that differ in case alone the first in
    /// the order of code points stays.
    fileprivate func lowercasingKeys() -> [String: ContextValue] {
        let pairs = sorted { $0.key < $1.key }.map { ($0.key.lowercased(), $0.value) }
        return Dictionary(pairs) { first, _ in first }
    }
}
