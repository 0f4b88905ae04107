import FlatMemory
import PolicyEngine
import PolicyModel

/// A bundle with every policy compiled: what a running daemon decides by.
///
/// A snapshot is immutable and may be read by any number of threads. Equal sets of policies are
/// compiled once and shared, so that a thousand roles with the same managed policy cost one.
package final class Snapshot: Sendable {
    /// The bundle it was made from.
    package let bundle: Bundle

    /// The hash that requests must be prepared with.
    package let hash: KeyedHash

    private let principals: [String: CompiledPrincipal]
    private let resources: [String: StatementSet]
    private let serviceControl: [String: [StatementSet]]
    private let resourceControl: [String: [StatementSet]]

    /// What is attached to one user or role.
    private struct CompiledPrincipal {
        var identity: StatementSet
        var boundaries: [StatementSet]
    }

    /// Compiles a bundle.
    ///
    /// - Parameter hash: Keyed with random bytes, once per process.
    /// - Throws: ``CompileError`` if some policy is beyond what the engine can hold; then nothing of
    ///   the bundle is served.
    package init(_ bundle: Bundle, hash: KeyedHash) throws(CompileError) {
        var compiler = SnapshotCompiler(hash: hash)
        var principals: [String: CompiledPrincipal] = [:]
        var resources: [String: StatementSet] = [:]
        var serviceControl: [String: [StatementSet]] = [:]
        var resourceControl: [String: [StatementSet]] = [:]
        for account in bundle.accounts.values {
            for (arn, principal) in account.principals {
                principals[arn] = CompiledPrincipal(
                    identity: try compiler.set(account.identityPolicies(of: principal), .identity),
                    boundaries: try compiler.sets(account.boundaries(of: principal), .boundary))
                if case .role(let trust) = principal.kind {
                    resources[trust.name] = try compiler.set([trust], .resource)
                }
            }
            for case let policy? in account.resources.map(\.policy) {
                resources[policy.name] = try compiler.set([policy], .resource)
            }
        }
        // All of the organization, not just the accounts whose principals are known: RCPs also guard
        // the resources of the others.
        for (id, placement) in bundle.organization?.placements ?? [:] {
            serviceControl[id] = try compiler.sets(placement.serviceControl, .serviceControl)
            resourceControl[id] = try compiler.sets(placement.resourceControl, .resourceControl)
        }
        self.bundle = bundle
        self.hash = hash
        self.principals = principals
        self.resources = resources
        self.serviceControl = serviceControl
        self.resourceControl = resourceControl
    }

    /// Decides a question.
    ///
    /// - Parameters:
    ///   - epochSeconds: The instant at which it is asked.
    ///   - explaining: Whether the statements that determined the answer are wanted.
    /// - Throws: Why the answer is deny without any policy being read.
    package func decide(
        _ query: Query, epochSeconds: Int64, explaining: Bool, with evaluator: inout Evaluator
    ) throws(Refusal) -> Evaluator.Explanation {
        let situation = try bundle.situation(of: query, epochSeconds: epochSeconds)
        let caller = situation.request.caller
        var policies = ApplicablePolicies<StatementSet>()
        if let principal = situation.resolution.principal {
            guard let compiled = principals[principal.arn] else { throw .unknownPrincipal }
            policies.identity = compiled.identity
            policies.boundaries = compiled.boundaries
        }
        if let policy = situation.resourcePolicy {
            // A policy that is there but not compiled may hold a Deny.
            guard let compiled = resources[policy.name] else { return .undecided }
            policies.resource = compiled
        }
        if let session = situation.sessionPolicies {
            do {
                policies.session = try StatementSet(compiling: session, as: .session, hash: hash)
            } catch {
                return .undecided
            }
        }
        if !caller.isServiceLinkedRole {
            if let account = caller.account {
                policies.serviceControl = serviceControl[account] ?? []
            }
            if let owner = situation.owner {
                policies.resourceControl = resourceControl[owner] ?? []
            }
        }
        if explaining { return evaluator.explain(situation.request, under: policies) }
        return evaluator.decide(situation.request, under: policies)
    }
}
