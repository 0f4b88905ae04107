import DecisionPoint
import Directory
import FlatMemory
import PolicyEngine
import PolicyModel

/// Answers from a decision point, for one event loop.
package final class LoopSource: DecisionSource {
    private var point: DecisionPoint
    private var question: Question
    private let epochSeconds: () -> Int64

    package var caller: CallerFacts?

    /// Creates a source.
    ///
    /// - Parameter epochSeconds: Reads the clock: whole seconds since 1970 in UTC.
    package init(_ point: consuming DecisionPoint, epochSeconds: @escaping () -> Int64) {
        question = Question(hash: point.hash)
        self.point = point
        self.epochSeconds = epochSeconds
    }

    package var revision: UInt64 { point.revision }

    package var revisionText: String { point.revisionText }

    package var hash: KeyedHash { point.hash }

    package func beginTurn() { point.beginTurn(epochSeconds: epochSeconds()) }

    package func endTurn() { point.endTurn() }

    package func recall(body: Span<UInt8>) -> BodyRecall {
        guard let caller else { return point.recall(body: body) }
        return point.recall(body: body, caller: caller.bytes)
    }

    package func decide(_ question: inout Question, body: BodyTicket) -> Decision? {
        caller?.add(to: &question)
        return point.decide(&question, body: body)
    }

    package func decide(_ query: Query, explain: Bool) -> Answer {
        var query = query
        CallerFacts.add(caller, to: &query)
        guard explain else { return Answer(point.decide(query, as: &question)) }
        do throws(Refusal) {
            let explanation = try point.explain(query)
            return Answer(
                explanation.decision,
                reason: DecisionReason(
                    statements: explanation.statements,
                    limit: explanation.isOverLimit ? "pattern-length" : nil))
        } catch {
            return Answer(.implicitDeny, reason: DecisionReason(refusal: error))
        }
    }
}
