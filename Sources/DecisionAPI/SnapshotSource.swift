import Directory
import PolicyEngine
import PolicyModel

/// Answers from a snapshot. One value serves one event loop.
package final class SnapshotSource: DecisionSource {
    package let revision: UInt64
    private let snapshot: Snapshot
    private var evaluator = Evaluator()
    private var request: PreparedRequest
    private let epochSeconds: () -> Int64

    /// Creates a source.
    ///
    /// - Parameter epochSeconds: Reads the clock: whole seconds since 1970 in UTC.
    package init(snapshot: Snapshot, revision: UInt64, epochSeconds: @escaping () -> Int64) {
        self.snapshot = snapshot
        self.revision = revision
        self.epochSeconds = epochSeconds
        request = PreparedRequest(hash: snapshot.hash)
    }

    package func decide(_ query: Query, explain: Bool) -> Answer {
        do throws(Refusal) {
            let explanation = try snapshot.decide(
                query, epochSeconds: epochSeconds(), explaining: explain, with: &evaluator,
                preparing: &request
            ).explanation
            guard explain else { return Answer(explanation.decision) }
            return Answer(
                explanation.decision,
                reason: DecisionReason(
                    statements: explanation.statements,
                    limit: explanation.isOverLimit ? "pattern-length" : nil))
        } catch {
            return Answer(.implicitDeny, reason: explain ? DecisionReason(refusal: error) : nil)
        }
    }
}
