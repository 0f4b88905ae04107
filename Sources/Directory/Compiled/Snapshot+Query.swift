import FlatMemory
import PolicyEngine
import PolicyModel

/// What a snapshot decided, and how long that holds.
package struct SnapshotDecision: Sendable {
    /// The answer, with reasons if they were wanted.
    package var explanation: Evaluator.Explanation

    /// The first second, since the Unix epoch, at which the answer may be another one; `nil` if the
    /// passing of time changes nothing.
    package var lapse: Int64?
}

/// Deciding questions in strings.
extension Snapshot {
    /// Decides a question.
    ///
    /// - Parameters:
    ///   - epochSeconds: The instant at which it is asked.
    ///   - explaining: Whether the statements that determined the answer are wanted.
    ///   - request: Memory to prepare the request in.
    /// - Throws: Why the answer is deny without any policy being read.
    package func decide(
        _ query: Query, epochSeconds: Int64, explaining: Bool, with evaluator: inout Evaluator,
        preparing request: inout PreparedRequest
    ) throws(Refusal) -> SnapshotDecision {
        let situation = try bundle.situation(of: query, epochSeconds: epochSeconds)
        guard let sets = try sets(of: situation) else {
            return SnapshotDecision(explanation: .undecided)
        }
        let lapse = sets.members.compactMap { $0.policies.timeline.nextChange(after: epochSeconds) }
            .min()
        if explaining {
            return SnapshotDecision(
                explanation: evaluator.explain(
                    situation.request, under: sets, of: bundle.policies(of: situation),
                    preparing: &request),
                lapse: lapse)
        }
        let decision = evaluator.decide(situation.request, under: sets, preparing: &request)
        return SnapshotDecision(
            explanation: Evaluator.Explanation(
                decision, isOverLimit: evaluator.isOverLimit),
            lapse: lapse)
    }

    /// The compiled policies that apply.
    ///
    /// - Returns: `nil` if one is missing, or can't be compiled: it may hold a Deny.
    private func sets(
        of situation: Situation
    ) throws(Refusal) -> ApplicablePolicies<StatementSet>? {
        let caller = situation.request.caller
        var policies = ApplicablePolicies<StatementSet>()
        if let principal = situation.resolution.principal {
            guard let record = self.principal(arn: principal.arn) else {
                throw .unknownPrincipal
            }
            policies.identity = record.identity.object
            policies.boundaries = record.boundary.map { [$0.object] } ?? []
        }
        switch situation.guardian {
        case .none: break
        case .resource(let arn):
            guard let set = resources.policy(of: arn, hash) else { return nil }
            policies.resource = set
        case .role(let arn):
            guard let set = self.principal(arn: arn)?.trust else { return nil }
            policies.resource = set.object
        }
        if let session = situation.sessionPolicies {
            guard let set = try? StatementSet(compiling: session, as: .session, hash: hash)
            else { return nil }
            policies.session = set
        }
        if !caller.isServiceLinkedRole {
            policies.serviceControl = levels(of: caller.account, \.serviceControl)
            policies.resourceControl = levels(of: situation.owner, \.resourceControl)
        }
        return policies
    }

    private func levels(
        of account: String?, _ range: KeyPath<AccountTable.Record, TextRange>
    ) -> [StatementSet] {
        guard let record = account.flatMap({ self.account($0) }) else { return [] }
        let levels = record[keyPath: range]
        return (levels.start..<levels.end).map { accounts.sets[$0].object }
    }
}
