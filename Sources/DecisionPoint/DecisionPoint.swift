import Directory
import FlatMemory
import LockFree
import PolicyEngine
import PolicyModel

/// Decides for one event loop: by the published snapshot, through the shared cache.
///
/// Between ``beginTurn(epochSeconds:)`` and ``endTurn()`` it may read the snapshot; a turn has one
/// time of day, so that the clock is read once for many decisions.
package struct DecisionPoint: ~Copyable {
    private var reader: PublishedCell<PublishedSnapshot>.Reader
    /// What is published, as seen when the turn began. The reader makes no report before the turn
    /// ends, so that it stays alive.
    private var current: Handle<PublishedSnapshot>?
    private var evaluator = Evaluator()
    /// Memory for questions in strings.
    private var prepared: PreparedRequest
    private var cache: CacheAccess?
    private var now: Int64 = 0

    /// How many questions were denied because nobody knows whom to judge, or by which policies.
    package private(set) var refusedCount: UInt64 = 0
    /// How many questions were denied because they are beyond what the engine can match.
    package private(set) var overLimitCount: UInt64 = 0

    /// The hash that questions must be made with.
    package let hash: KeyedHash

    /// Creates a decision point for the calling thread.
    ///
    /// - Parameters:
    ///   - cell: Where snapshots are published, all with the same hash.
    ///   - cache: The shared cache; `nil` to evaluate everything.
    /// - Precondition: The cell has room for one more reader.
    package init(_ cell: PublishedCell<PublishedSnapshot>, cache: consuming CacheAccess? = nil) {
        guard var reader = cell.makeReader() else {
            preconditionFailure("more decision points than the cell has readers")
        }
        hash = reader.withCurrent { $0.snapshot.hash }
        reader.goOffline()
        self.reader = reader
        self.cache = cache
        prepared = PreparedRequest(hash: hash)
    }

    /// Creates a decision point of a snapshot that never changes, in a turn that never ends.
    package init(_ snapshot: Snapshot, revision: UInt64 = 1, epochSeconds: Int64) {
        self.init(
            PublishedCell(
                PublishedSnapshot(snapshot, revision: revision), readerCountMax: 1))
        beginTurn(epochSeconds: epochSeconds)
    }

    /// Starts a turn.
    package mutating func beginTurn(epochSeconds: Int64) {
        now = epochSeconds
        reader.goOnline()
        current = reader.withCurrent { Handle($0) }
    }

    /// Ends a turn: no snapshot is read until the next one.
    package mutating func endTurn() {
        current = nil
        reader.goOffline()
    }

    /// The revision that this turn decides by.
    package var revision: UInt64 { pinned.withObject { $0.revision } }

    /// The same in digits.
    package var revisionText: String { pinned.withObject { $0.revisionText } }

    /// What this turn decides by.
    private var pinned: Handle<PublishedSnapshot> {
        guard let current else { preconditionFailure("a decision is asked for outside of a turn") }
        return current
    }

    // MARK: Deciding

    /// What is remembered of a body; see ``BodyRecall``.
    package mutating func recall(body: Span<UInt8>) -> BodyRecall {
        guard cache != nil, let seconds = UInt64(exactly: now) else { return .unread(.forgotten) }
        return pinned.withObject {
            cache?.recall(body: body, $0, epochSeconds: seconds) ?? .unread(.forgotten)
        }
    }

    /// What is remembered of a caller's body.
    ///
    /// - Parameter caller: What the question is made of and the body does not say, not empty. What
    ///   is remembered for one caller's bodies is not found for another's.
    package mutating func recall(body: Span<UInt8>, caller: [UInt8]) -> BodyRecall {
        guard cache != nil, let seconds = UInt64(exactly: now) else { return .unread(.forgotten) }
        return pinned.withObject {
            cache?.recall(body: body, caller: caller, $0, epochSeconds: seconds)
                ?? .unread(.forgotten)
        }
    }

    /// Decides a question that came without a body, as one of many in a batch does. Whatever can't
    /// be decided is denied.
    package mutating func decide(_ question: inout Question) -> Decision {
        guard cache != nil, let seconds = UInt64(exactly: now) else {
            return decide(&question, body: .forgotten)
        }
        let memory = pinned.withObject {
            cache?.recall(question, $0, epochSeconds: seconds) ?? .unread(.forgotten)
        }
        switch memory {
        case .decided(let decision): return decision
        case .unread(let ticket): return decide(&question, body: ticket)
        }
    }

    /// Decides a question. Whatever can't be decided is denied.
    ///
    /// - Parameter body: What ``recall(body:)`` has given for the body that the question was read
    ///   from, all of it and nothing else.
    package mutating func decide(_ question: inout Question, body: BodyTicket) -> Decision {
        return pinned.withObject { published in
            let setting = published.snapshot.setting(of: question)
            guard cache != nil else {
                return evaluate(&question, setting, published.snapshot).decision
            }
            return decide(&question, body, setting, published)
        }
    }

    /// Decides through the cache.
    private mutating func decide(
        _ question: inout Question, _ body: BodyTicket, _ setting: borrowing Snapshot.Setting?,
        _ published: PublishedSnapshot
    ) -> Decision {
        let fingerprint = cache?.fingerprint(
            of: question, setting, published, epochSeconds: now)
        // Before 1970 the cache's clock has no numbers.
        guard let fingerprint, let seconds = UInt64(exactly: now) else {
            cache?.countBypass()
            return evaluate(&question, setting, published.snapshot).decision
        }
        var remembered = body.suspect
        if remembered == nil {
            let found = cache?.decision(of: fingerprint, epochSeconds: seconds)
            if let found, cache?.isAuditDue() != true {
                cache?.store(
                    found.decision, of: body, isTimeless: found.isTimeless, published,
                    epochSeconds: seconds)
                return found.decision
            }
            remembered = found?.decision
        }
        let evaluated = evaluate(&question, setting, published.snapshot)
        if let remembered {
            cache?.audit(remembered, against: evaluated.decision, of: question)
        }
        // Without a setting nobody can tell since when a decision has held.
        if !evaluated.isOverLimit, setting != nil || evaluated.lapse == nil {
            cache?.store(
                evaluated.decision, of: fingerprint, lapse: evaluated.lapse,
                generation: published.revision, epochSeconds: seconds)
            cache?.store(
                evaluated.decision, of: body, isTimeless: evaluated.lapse == nil, published,
                epochSeconds: seconds)
        }
        return evaluated.decision
    }

    /// What came of an evaluation.
    private struct Evaluated {
        var decision: Decision
        var lapse: Int64?
        var isOverLimit: Bool
    }

    private mutating func evaluate(
        _ question: inout Question, _ setting: borrowing Snapshot.Setting?, _ snapshot: Snapshot
    ) -> Evaluated {
        switch setting {
        case .some(let setting):
            let decision = snapshot.decide(
                &question, setting, epochSeconds: now, with: &evaluator)
            if evaluator.isOverLimit { overLimitCount &+= 1 }
            return Evaluated(
                decision: decision, lapse: snapshot.lapse(setting, after: now),
                isOverLimit: evaluator.isOverLimit)
        case .none: return evaluate(question.query, snapshot)
        }
    }

    private mutating func evaluate(_ query: Query, _ snapshot: Snapshot) -> Evaluated {
        do throws(Refusal) {
            let decided = try decide(query, explaining: false, snapshot)
            return Evaluated(
                decision: decided.explanation.decision, lapse: decided.lapse,
                isOverLimit: decided.explanation.isOverLimit)
        } catch {
            return Evaluated(decision: .implicitDeny, lapse: nil, isOverLimit: false)
        }
    }

    /// Decides a query, through the cache if it can be expressed as a question.
    ///
    /// - Parameters:
    ///   - question: Memory to express it in.
    ///   - body: As for ``decide(_:body:)``; `nil` if it came without one.
    package mutating func decide(
        _ query: Query, as question: inout Question, body: BodyTicket? = nil
    ) -> Decision {
        if question.read(query) {
            guard let body else { return decide(&question) }
            return decide(&question, body: body)
        }
        do throws(Refusal) {
            return try explain(query, explaining: false).decision
        } catch {
            return .implicitDeny
        }
    }

    /// Decides a query and names the statements that determined the answer, past the cache.
    ///
    /// - Throws: Why the answer is deny without any policy being read.
    package mutating func explain(_ query: Query) throws(Refusal) -> Evaluator.Explanation {
        try explain(query, explaining: true)
    }

    private mutating func explain(
        _ query: Query, explaining: Bool
    ) throws(Refusal) -> Evaluator.Explanation {
        let result = pinned.withObject { published in
            Result { () throws(Refusal) in
                try decide(query, explaining: explaining, published.snapshot).explanation
            }
        }
        return try result.get()
    }

    private mutating func decide(
        _ query: Query, explaining: Bool, _ snapshot: Snapshot
    ) throws(Refusal) -> SnapshotDecision {
        do throws(Refusal) {
            let decided = try snapshot.decide(
                query, epochSeconds: now, explaining: explaining, with: &evaluator,
                preparing: &prepared)
            if decided.explanation.isOverLimit { overLimitCount &+= 1 }
            return decided
        } catch {
            refusedCount &+= 1
            throw error
        }
    }
}
