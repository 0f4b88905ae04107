import PolicyModel

/// A question made ready for an evaluator: the request with everything the daemon knows filled in,
/// and the policies that apply to it.
package struct PreparedQuery: Sendable {
    /// The request.
    package var request: AuthorizationRequest
    /// The policies, each member a list whose statements are taken together.
    package var policies: ApplicablePolicies<[NamedPolicy]>
}

/// A question with everything around it looked up, but no policies arranged yet.
struct Situation {
    var request: AuthorizationRequest
    var resolution: PrincipalResolution
    /// The account that the resource is taken to belong to.
    var owner: String?
    var resourcePolicy: NamedPolicy?
    /// Whose policy that is.
    var guardian: ResourceFacts.Guardian
    var sessionPolicies: [NamedPolicy]?
}

extension Account {
    /// The permissions boundary of a principal, as a list of sets.
    func boundaries(of principal: Principal) -> [[NamedPolicy]] {
        guard let boundary = principal.boundary else { return [] }
        // A boundary that does not resolve must not set its principal free.
        return [managedPolicies[boundary].map { [$0] } ?? []]
    }
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
        let situation = try situation(of: query, epochSeconds: epochSeconds)
        return PreparedQuery(request: situation.request, policies: policies(of: situation))
    }

    /// The policies that apply.
    func policies(of situation: Situation) -> ApplicablePolicies<[NamedPolicy]> {
        let caller = situation.request.caller
        var policies = ApplicablePolicies<[NamedPolicy]>()
        policies.resource = situation.resourcePolicy.map { [$0] }
        policies.session = situation.sessionPolicies
        if let account = caller.account.flatMap({ accounts[$0] }),
            let principal = situation.resolution.principal
        {
            policies.identity = account.identityPolicies(of: principal)
            policies.boundaries = account.boundaries(of: principal)
        }
        if !caller.isServiceLinkedRole {
            policies.serviceControl = placement(of: caller.account)?.serviceControl ?? []
            policies.resourceControl = placement(of: situation.owner)?.resourceControl ?? []
        }
        return policies
    }

    /// Works out who asks for what, with every fact that the daemon knows.
    func situation(
        of query: Query, epochSeconds: Int64
    ) throws(Refusal) -> Situation {
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

        let request = AuthorizationRequest(
            caller: caller, action: query.action, resource: query.resource,
            resourceAccount: owner, context: context)
        return Situation(
            request: request, resolution: resolution, owner: owner,
            resourcePolicy: resource.policy, guardian: resource.guardian,
            sessionPolicies: try sessionPolicies(of: query, account: caller.account))
    }

    func placement(of account: String?) -> Organization.Placement? {
        account.flatMap { organization?.placement(of: $0) }
    }

    /// The policies that the session was started with; `nil` if there are none.
    private func sessionPolicies(
        of query: Query, account: String?
    ) throws(Refusal) -> [NamedPolicy]? {
        guard !query.sessionPolicies.isEmpty else { return nil }
        let managed = account.flatMap { accounts[$0] }?.managedPolicies
        var session: [NamedPolicy] = []
        for (index, policy) in query.sessionPolicies.enumerated() {
            switch policy {
            case .document(let document):
                session.append(NamedPolicy(name: "session#\(index)", document: document))
            case .managed(let arn):
                guard let policy = managed?[arn] else { throw .unknownSessionPolicy }
                session.append(policy)
            }
        }
        return session
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
