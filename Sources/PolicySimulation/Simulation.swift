import FlatMemory
import PolicyEngine
import PolicyModel

/// Decides requests by policies that are given, without regard to what is attached to whom: IAM's
/// policy simulator, with the very engine that the daemon decides by.
///
/// Source: *SimulateCustomPolicy* and *SimulatePrincipalPolicy*, IAM API Reference.
package struct Simulation: Sendable {
    /// Who asks.
    package var caller: Caller
    /// Identity policies: the caller's own, and those of its groups.
    package var identity: [SimulatedPolicy]
    /// Permissions boundaries, each of which must allow.
    package var boundaries: [SimulatedPolicy] = []
    /// SCPs, level by level from the root down; empty if none takes part.
    package var serviceControl: [[SimulatedPolicy]] = []
    /// The policy of every resource that is simulated.
    package var resourcePolicy: SimulatedPolicy?
    /// The account that owns resources whose ARN names none; the caller's by default.
    package var resourceAccount: String?
    /// Whether every resource is taken to be the caller's account's, whatever its ARN says: so it is
    /// where nobody asks about another's resources.
    package var isWithinAccount = false
    /// Context keys in any case, and their values.
    package var context: [String: ContextValue] = [:]

    /// Creates a simulation.
    package init(caller: Caller, identity: [SimulatedPolicy]) {
        self.caller = caller
        self.identity = identity
    }

    /// Simulates an action on resources.
    ///
    /// - Parameter resources: ARNs, or `*`; at least one.
    /// - Throws: ``CompileError`` if the policies are beyond what the engine can hold.
    package func run(
        action: String, on resources: [String]
    ) throws(CompileError) -> SimulationResult {
        var bench = Bench()
        let policies = policies
        let all = try bench.compile(policies)
        let boundary = boundaries.isEmpty ? nil : try bench.compile(capped(boundaries: boundaries))
        let levels =
            serviceControl.isEmpty ? nil : try bench.compile(capped(levels: serviceControl))
        let sides = try sides(&bench)
        var result = SimulationResult(action: action, resources: [], missingKeys: missingKeys)
        for resource in resources {
            let request = AuthorizationRequest(
                caller: caller, action: action, resource: resource,
                resourceAccount: owner(of: resource), context: context)
            let explanation = bench.explain(request, all, of: policies)
            result.resources.append(
                .init(
                    resource: resource, decision: explanation.decision,
                    matched: explanation.statements.compactMap(matched),
                    isAllowedByBoundary: boundary.map { bench.allows(request, $0) },
                    isAllowedByOrganization: levels.map { bench.allows(request, $0) },
                    details: request.resourceAccount == caller.account
                        ? nil
                        : sides.map { side in
                            var asked = request
                            if side.isCallers { asked.resourceAccount = caller.account }
                            return (side.name, bench.decide(asked, side.policies))
                        }))
        }
        return result
    }

    /// The context keys that policies read and that nobody has given values.
    private var missingKeys: [String] {
        let given = Set(context.keys.map { $0.lowercased() })
        let policies =
            identity + boundaries + [resourcePolicy].compactMap(\.self)
            + serviceControl.flatMap(\.self)
        return policies.map(\.document).contextKeys
            .filter { !given.contains($0.lowercased()) }
    }

    private func owner(of resource: String) -> String? {
        if isWithinAccount { return caller.account }
        if let account = ARN(resource)?.account, account.isAccountID { return account }
        return resourceAccount ?? caller.account
    }
}

/// Arrangements of policies. Their names lead back from a statement to its policy.
extension Simulation {
    private typealias Policies = ApplicablePolicies<[NamedPolicy]>

    private struct Side {
        var name: String
        /// Whether it is judged as if the caller owned the resource.
        var isCallers: Bool
        var policies: ApplicablePolicies<StatementSet>
    }

    private var policies: Policies {
        Policies(
            identity: identity.named("identity"),
            resource: resourcePolicy.map { [$0].named("resource") },
            boundaries: boundaries.isEmpty ? [] : [boundaries.named("boundary")],
            serviceControl: serviceControl.map { $0.named("") })
    }

    /// What a boundary leaves of everything.
    private func capped(boundaries: [SimulatedPolicy]) -> Policies {
        Policies(identity: [.everything], boundaries: [boundaries.named("")])
    }

    /// What an organization leaves of everything.
    private func capped(levels: [[SimulatedPolicy]]) -> Policies {
        Policies(identity: [.everything], serviceControl: levels.map { $0.named("") })
    }

    /// What each side of a request across accounts decides by itself.
    private func sides(_ bench: inout Bench) throws(CompileError) -> [Side] {
        var own = policies
        own.resource = nil
        var other = Policies(identity: [.everything])
        other.resource = resourcePolicy.map { [$0].named("") }
        return [
            Side(name: "IAM Policy", isCallers: true, policies: try bench.compile(own)),
            Side(name: "Resource Policy", isCallers: false, policies: try bench.compile(other)),
        ]
    }

    /// The statement that an explanation names; `nil` for one of an SCP.
    private func matched(
        _ reference: StatementReference
    ) -> SimulationResult.MatchedStatement? {
        let parts = reference.policy.split(separator: "/")
        guard parts.count == 2, let index = Int(parts[1]) else { return nil }
        let policy: SimulatedPolicy
        switch reference.policyType {
        case .identity: policy = identity[index]
        case .boundary: policy = boundaries[index]
        case .resource:
            guard let resourcePolicy else { return nil }
            policy = resourcePolicy
        default: return nil
        }
        let extents = policy.extents
        return .init(
            source: policy.source,
            sourceType: reference.policyType == .resource ? "Resource Policy" : "IAM Policy",
            extent: reference.index < extents.count ? extents[reference.index] : nil)
    }
}

extension [SimulatedPolicy] {
    fileprivate func named(_ sort: String) -> [NamedPolicy] {
        enumerated().map { index, policy in
            NamedPolicy(name: "\(sort)/\(index)", document: policy.document)
        }
    }
}

extension NamedPolicy {
    /// Allows everything, to see what others leave of it.
    fileprivate static let everything = NamedPolicy(
        name: "everything",
        document: PolicyDocument(statements: [
            Statement(effect: .allow, action: Clause(["*"]), resource: Clause(["*"]))
        ]))
}

/// An engine with its working memory.
private struct Bench: ~Copyable {
    let hash = KeyedHash(key: 0)
    var evaluator = Evaluator()
    var request = PreparedRequest(hash: KeyedHash(key: 0))

    func compile(
        _ policies: ApplicablePolicies<[NamedPolicy]>
    ) throws(CompileError) -> ApplicablePolicies<StatementSet> {
        try policies.compiled(hash: hash)
    }

    mutating func explain(
        _ asked: AuthorizationRequest, _ sets: ApplicablePolicies<StatementSet>,
        of policies: ApplicablePolicies<[NamedPolicy]>
    ) -> Evaluator.Explanation {
        evaluator.explain(asked, under: sets, of: policies, preparing: &request)
    }

    mutating func decide(
        _ asked: AuthorizationRequest, _ policies: ApplicablePolicies<StatementSet>
    ) -> Decision {
        evaluator.decide(asked, under: policies, preparing: &request)
    }

    mutating func allows(
        _ asked: AuthorizationRequest, _ policies: ApplicablePolicies<StatementSet>
    ) -> Bool {
        var asked = asked
        asked.resourceAccount = asked.caller.account
        return decide(asked, policies).isAllowed
    }
}
