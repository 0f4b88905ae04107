import DecisionPoint
import Directory
import FlatMemory
import PolicyModel

/// Whatever answers questions behind the protocols: a snapshot in the daemon, a table in tests.
///
/// A source holds the clock, so that the protocols read none.
package protocol DecisionSource: AnyObject {
    /// The revision of what is being served; it grows with every published change.
    var revision: UInt64 { get }

    /// The revision in digits.
    var revisionText: String { get }

    /// The hash that questions must be made with.
    var hash: KeyedHash { get }

    /// Who sends the request that is being answered; `nil` if nothing is proven. The router sets it
    /// before each, and the source adds it to every question.
    var caller: CallerFacts? { get set }

    /// By which protocol it came, as metrics count it.
    var asked: CountedProtocol { get set }

    /// What the source remembers of a body that holds one evaluation of the same caller.
    func recall(body: Span<UInt8>) -> BodyRecall

    /// Decides a question in bytes. Never fails, like ``decide(_:explain:)``.
    ///
    /// - Parameter body: What ``recall(body:)`` has given for the body that holds the question.
    /// - Returns: `nil` if the source wants a ``Query`` instead.
    func decide(_ question: inout Question, body: BodyTicket) -> Decision?

    /// A turn of the event loop begins, or ends; decisions are asked for in between.
    func beginTurn()
    func endTurn()

    /// Decides. Never fails: a source that cannot decide denies, and says so in the reason.
    ///
    /// - Parameter explain: Whether ``Answer/reason`` is wanted, which takes time.
    func decide(_ query: Query, explain: Bool) -> Answer
}

extension DecisionSource {
    /// Nothing is proven, and nothing is remembered.
    package var caller: CallerFacts? {
        get { nil }
        set {}
    }

    /// Nothing is counted.
    package var asked: CountedProtocol {
        get { .other }
        set {}
    }

    /// Made of the number.
    package var revisionText: String { String(revision) }

    /// One without a secret, which does where no question is answered.
    package var hash: KeyedHash { KeyedHash(key: 0) }

    /// Remembers none.
    package func recall(body: Span<UInt8>) -> BodyRecall { .unread(.forgotten) }

    /// Answers none.
    package func decide(_ question: inout Question, body: BodyTicket) -> Decision? { nil }

    /// Does nothing.
    package func beginTurn() {}

    /// Does nothing.
    package func endTurn() {}
}

/// A decision and, on demand, what it rests on.
package struct Answer: Sendable, Hashable {
    /// The decision.
    package var decision: Decision
    /// What it rests on; `nil` unless asked for.
    package var reason: DecisionReason?

    /// Creates an answer.
    package init(_ decision: Decision, reason: DecisionReason? = nil) {
        self.decision = decision
        self.reason = reason
    }
}

/// What a decision rests on.
package struct DecisionReason: Sendable, Hashable {
    /// The statements that determined the decision; empty for an implicit deny.
    package var statements: [StatementReference]
    /// Why the question was denied without any policy being read.
    package var refusal: Refusal?
    /// The name of the internal limit that was met, which always means deny.
    package var limit: String?

    /// Creates a reason.
    package init(
        statements: [StatementReference] = [], refusal: Refusal? = nil, limit: String? = nil
    ) {
        self.statements = statements
        self.refusal = refusal
        self.limit = limit
    }
}
