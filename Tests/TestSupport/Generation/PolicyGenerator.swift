import PolicyModel

/// Makes arrangements of policies that have something to say about a given request.
///
/// Every statement starts from the request's own action, resource, caller and context and then
/// strays: parts become wildcards or variables, letters change, values are swapped for neighbours.
package struct PolicyGenerator: Sendable {
    var random: SplitMix64

    /// Makes a generator; the same seed gives the same policies.
    package init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// A request and policies made around it.
    ///
    /// Half of all scenarios have policies of every type. There, whatever one rule says is often
    /// drowned by the others; so each of the rest is about one part of the language alone.
    package mutating func scenario() -> Scenario {
        var requests = RequestGenerator(random: random.fork())
        var request = requests.request()
        var probed: [String] = []
        let policies: ApplicablePolicies<[NamedPolicy]>
        switch random.below(10) {
        case 0...4:
            policies = self.policies(around: request)
        case 5...6:
            request.caller = requests.caller(of: .user)
            request.resourceAccount = request.caller.account
            policies = conditionPolicies(around: request)
            probed = policies.identity?.last?.document.statements[0].conditions.map(\.key) ?? []
        case 7:
            request.caller = requests.caller(of: .user)
            request.resourceAccount = request.caller.account
            policies = patternPolicies(around: request)
        default:
            policies = principalPolicies(around: request)
        }
        return Scenario(
            request: request, policies: policies, requests: requests, probedKeys: probed)
    }

    /// The policies of one arrangement.
    mutating func policies(
        around request: AuthorizationRequest
    ) -> ApplicablePolicies<[NamedPolicy]> {
        var policies = ApplicablePolicies<[NamedPolicy]>()
        if random.chance(90) { policies.identity = set(.identity, around: request) }
        if random.chance(request.caller.account == nil ? 90 : 60) {
            policies.resource = [policy(.resource, around: request)]
        }
        if random.chance(18) {
            policies.boundaries = (0..<random.pick([1, 1, 1, 2])).map { _ in
                guardrail(.boundary, around: request)
            }
        }
        if random.chance(request.caller.kind == .federatedUser ? 80 : 12) {
            policies.session = guardrail(.session, around: request)
        }
        if random.chance(22) {
            policies.serviceControl = (0..<random.int(in: 1...3)).map { _ in
                guardrail(.serviceControl, around: request)
            }
        }
        if random.chance(22) {
            policies.resourceControl = (0..<random.int(in: 1...3)).map { _ in
                guardrail(.resourceControl, around: request)
            }
        }
        if random.chance(10) { policies.endpoint = guardrail(.endpoint, around: request) }
        return policies
    }

    /// One to three policies.
    private mutating func set(
        _ type: PolicyType, around request: AuthorizationRequest
    ) -> [NamedPolicy] {
        (0..<random.pick([1, 1, 2, 3])).map { _ in policy(type, around: request) }
    }

    /// A set that mostly lets everything through, as guardrails do, perhaps with exceptions.
    mutating func guardrail(
        _ type: PolicyType, around request: AuthorizationRequest
    ) -> [NamedPolicy] {
        if random.chance(2) { return [] }
        var set: [NamedPolicy] = []
        if random.chance(80) {
            let all = Statement(
                effect: .allow, principal: type == .endpoint ? Clause([.everyone]) : nil,
                action: Clause(["*"]), resource: Clause(["*"]))
            set.append(NamedPolicy(name: name(type), document: PolicyDocument(statements: [all])))
        }
        if set.isEmpty || random.chance(50) {
            set.append(policy(type, around: request))
        }
        return set
    }

    mutating func policy(
        _ type: PolicyType, around request: AuthorizationRequest
    ) -> NamedPolicy {
        let version: PolicyDocument.Version = random.chance(12) ? .v2008 : .v2012
        let statements = (0..<random.pick([1, 1, 2, 2, 3, 5])).map { _ in
            statement(type, around: request)
        }
        return NamedPolicy(
            name: name(type), document: PolicyDocument(version: version, statements: statements))
    }

    /// A name that no other policy of the arrangement is likely to have.
    mutating func name(_ type: PolicyType) -> String {
        "\(type.rawValue)-\(random.below(1_000_000))"
    }

    private mutating func statement(
        _ type: PolicyType, around request: AuthorizationRequest
    ) -> Statement {
        let isDeny = random.chance(30)
        let hasPrincipal = type == .resource || type == .resourceControl || type == .endpoint
        let mayBeUnconditional = !isDeny || random.chance(25)
        let conditionCount = random.pick(mayBeUnconditional ? [0, 0, 0, 1, 1, 2] : [1, 1, 2, 3])
        let needsNoResource = type == .resource && request.action.lowercased().hasPrefix("sts:")
        return Statement(
            sid: random.chance(30) ? "S\(random.below(9))" : nil, effect: isDeny ? .deny : .allow,
            principal: random.chance(hasPrincipal ? 96 : 3) ? principal(near: request.caller) : nil,
            action: random.chance(1) ? nil : actions(near: request.action),
            resource: random.chance(needsNoResource ? 80 : 1) ? nil : resources(near: request),
            conditions: (0..<conditionCount).map { _ in condition(near: request.context) })
    }

    /// One to three values, rarely none, negated now and then.
    mutating func clause<Value>(
        _ make: (inout PolicyGenerator) -> Value
    ) -> Clause<Value> {
        let isNegated = random.chance(15)
        let count = random.chance(2) ? 0 : random.pick([1, 1, 1, 2, 3])
        return Clause((0..<count).map { _ in make(&self) }, isNegated: isNegated)
    }
}

/// A request, policies made around it, and a source of further requests like it.
package struct Scenario: Sendable {
    /// The request that the policies were made around.
    package var request: AuthorizationRequest
    /// The policies.
    package var policies: ApplicablePolicies<[NamedPolicy]>
    private var requests: RequestGenerator
    /// Keys whose values most requests vary; if there are none, requests vary in everything.
    private var probedKeys: [String]

    init(
        request: AuthorizationRequest, policies: ApplicablePolicies<[NamedPolicy]>,
        requests: RequestGenerator, probedKeys: [String] = []
    ) {
        self.request = request
        self.policies = policies
        self.requests = requests
        self.probedKeys = probedKeys
    }

    /// The next request that resembles the first.
    package mutating func nextRequest() -> AuthorizationRequest {
        guard !probedKeys.isEmpty, requests.random.chance(85) else {
            return requests.request(near: request)
        }
        return requests.request(near: request, key: requests.random.pick(probedKeys))
    }
}
