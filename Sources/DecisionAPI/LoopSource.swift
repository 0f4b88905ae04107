import DecisionPoint
import Directory
import FlatMemory
import PolicyModel

/// Answers from a decision point, for one event loop.
package final class LoopSource: DecisionSource {
    // One value, so that a request takes one check that nobody else uses it.
    private var decider: LoopDecider

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - counters: Get every decision; the loop's own.
    ///   - epochSeconds: Reads the clock: whole seconds since 1970 in UTC.
    package init(
        _ point: consuming DecisionPoint, counters: DecisionCounters = DecisionCounters(),
        epochSeconds: @escaping () -> Int64
    ) {
        decider = LoopDecider(point, counters: counters, epochSeconds: epochSeconds)
    }

    package var caller: CallerFacts? {
        get { decider.caller }
        set { decider.caller = newValue }
    }

    package var asked: CountedProtocol {
        get { decider.asked }
        set { decider.asked = newValue }
    }

    package var revision: UInt64 { decider.point.revision }

    package var revisionText: String { decider.point.revisionText }

    package var hash: KeyedHash { decider.point.hash }

    package func beginTurn() { decider.beginTurn() }

    package func endTurn() { decider.endTurn() }

    package func recall(body: Span<UInt8>) -> BodyRecall { decider.recall(body: body) }

    package func decide(_ question: inout Question, body: BodyTicket) -> Decision? {
        decider.decide(&question, body: body)
    }

    package func decide(_ query: Query, explain: Bool) -> Answer {
        decider.decide(query, explain: explain)
    }
}

/// A decision point with what a loop knows of the request: who has sent it, and how.
struct LoopDecider: ~Copyable {
    private(set) var point: DecisionPoint
    var caller: CallerFacts?
    var asked = CountedProtocol.authzen

    private var question: Question
    private let counters: DecisionCounters
    private let epochSeconds: () -> Int64
    private var countedRefused: UInt64 = 0
    private var countedOverLimit: UInt64 = 0

    init(
        _ point: consuming DecisionPoint, counters: DecisionCounters,
        epochSeconds: @escaping () -> Int64
    ) {
        question = Question(hash: point.hash)
        self.point = point
        self.counters = counters
        self.epochSeconds = epochSeconds
    }

    mutating func beginTurn() { point.beginTurn(epochSeconds: epochSeconds()) }

    mutating func endTurn() {
        counters.count(.refused, point.refusedCount &- countedRefused)
        counters.count(.overLimit, point.overLimitCount &- countedOverLimit)
        (countedRefused, countedOverLimit) = (point.refusedCount, point.overLimitCount)
        point.endTurn()
    }

    mutating func recall(body: Span<UInt8>) -> BodyRecall {
        let recall = caller == nil ? point.recall(body: body) : recallOfCaller(body)
        if case .decided(let decision) = recall { counters.count(decision, by: asked) }
        return recall
    }

    @inline(never)
    private mutating func recallOfCaller(_ body: Span<UInt8>) -> BodyRecall {
        point.recall(body: body, caller: caller?.bytes ?? [])
    }

    mutating func decide(_ question: inout Question, body: BodyTicket) -> Decision? {
        caller?.add(to: &question)
        let decision = point.decide(&question, body: body)
        counters.count(decision, by: asked)
        return decision
    }

    mutating func decide(_ query: Query, explain: Bool) -> Answer {
        var query = query
        CallerFacts.add(caller, to: &query)
        let answer = decide(query, explaining: explain)
        counters.count(answer.decision, by: asked)
        return answer
    }

    private mutating func decide(_ query: Query, explaining: Bool) -> Answer {
        guard explaining else { return Answer(point.decide(query, as: &question)) }
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
