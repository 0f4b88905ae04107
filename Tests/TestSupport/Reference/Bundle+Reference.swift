import Directory
import PolicyModel

extension Bundle {
    /// What the reference evaluator decides.
    ///
    /// - Parameter epochSeconds: The instant at which the question is asked.
    package func referenceDecision(
        _ query: Query, epochSeconds: Int64 = 1_795_500_083
    ) -> Decision {
        do throws(Refusal) {
            let prepared = try applicablePolicies(to: query, epochSeconds: epochSeconds)
            return ReferenceEvaluator.decide(prepared.request, under: prepared.policies)
        } catch {
            return .implicitDeny
        }
    }
}
