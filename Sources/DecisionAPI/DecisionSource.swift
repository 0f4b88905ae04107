import Directory
import PolicyModel

/// Whatever answers questions behind the protocols: a snapshot in the daemon, a table in tests.
///
/// A source holds the clock, so that the protocols read none.
package protocol DecisionSource {
    /// The revision of what is being served; it grows with every published change.
    var revision: UInt64 { get }

    /// Decides. Never fails: a source that cannot decide denies, and says so in the reason.
    ///
    /// - Parameter explain: Whether ``Answer/reason`` is wanted, which takes time.
    func decide(_ query: Query, explain: Bool) -> Answer
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
