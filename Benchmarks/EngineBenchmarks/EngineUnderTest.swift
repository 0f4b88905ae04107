import DecisionPoint
import Directory
import FlatMemory
import LockFree
import Measurement
import PolicyModel
import Synchronization
import SyntheticWorkload

/// The engine's entry points, as one event loop uses them.
///
/// Every benchmark of decisions goes through here, so that a change of the engine's interface is a
/// change of this file.
final class EngineUnderTest {
    /// The instant at which all questions are asked; no policy here depends on it.
    private static let epochSeconds: Int64 = 1_795_500_083

    /// A decision point with the memory for its questions.
    struct EntryPoints: ~Copyable {
        fileprivate var point: DecisionPoint
        fileprivate var question: Question

        /// Decides: everything from the request's texts to the answer.
        mutating func decide(_ pool: borrowing QuestionPool, _ index: Int) -> Bool {
            guard pool.fill(&question, index) else {
                return point.decide(pool.queries[index], as: &question).isAllowed
            }
            return point.decide(&question).isAllowed
        }

        /// Decides as the daemon does: by the body alone if it is remembered, else by what it says.
        mutating func decideBody(_ pool: borrowing CheckedPool, _ index: Int) -> Bool {
            answer(pool, index).isAllowed
        }

        /// The same, and whether the body was remembered.
        mutating func answer(
            _ pool: borrowing CheckedPool, _ index: Int
        ) -> (isAllowed: Bool, isRecalled: Bool) {
            switch point.recall(body: pool.bodies.span.extracting(pool.bodyRanges[index])) {
            case .decided(let decision): return (decision.isAllowed, true)
            case .unread(let ticket):
                guard pool.questions.fill(&question, index) else {
                    let query = pool.questions.queries[index]
                    return (point.decide(query, as: &question).isAllowed, false)
                }
                return (point.decide(&question, body: ticket).isAllowed, false)
            }
        }

        /// Writes a request's texts into the question, and no more.
        mutating func fill(_ pool: borrowing QuestionPool, _ index: Int) -> Bool {
            pool.fill(&question, index)
        }
    }

    private var points: EntryPoints

    /// Decides by what a cell publishes, through a cache if there is one.
    init(_ cell: PublishedCell<PublishedSnapshot>, cache: CacheUnderTest? = nil) {
        var point = DecisionPoint(cell, cache: cache?.makeAccess())
        let question = Question(hash: point.hash)
        point.beginTurn(epochSeconds: Self.epochSeconds)
        points = EntryPoints(point: point, question: question)
    }

    /// Decides by a snapshot that stays, without a cache.
    convenience init(_ snapshot: Snapshot) { self.init(Self.cell(snapshot)) }

    /// A cell for some decision points.
    static func cell(
        _ snapshot: Snapshot, readerCount: Int = 1
    ) -> PublishedCell<PublishedSnapshot> {
        PublishedCell(PublishedSnapshot(snapshot, revision: 1), readerCountMax: readerCount)
    }

    /// Compiles a bundle.
    ///
    /// - Parameter key: That of the hash; random if not given, as in the daemon.
    static func compile(_ bundle: Bundle, key: UInt64? = nil) throws -> Snapshot {
        try Snapshot(bundle, hash: KeyedHash(key: key ?? UInt64.random(in: .min ... .max)))
    }

    /// Lends the entry points to a series of calls, so that who else might use them is asked once
    /// and not for each call.
    func lend<Result>(_ body: (inout EntryPoints) throws -> Result) rethrows -> Result {
        try body(&points)
    }

    /// Times calls with the numbers from 0.
    func time(_ count: Int, _ body: (inout EntryPoints, Int) -> Void) -> Timing {
        lend { points in Timing(count: count, warmUp: count / 10) { body(&points, $0) } }
    }

    /// Ends a turn: what is published from now on need not wait for this engine.
    func endTurn() { points.point.endTurn() }

    /// Begins a turn, with what has been published meanwhile.
    func beginTurn() { points.point.beginTurn(epochSeconds: Self.epochSeconds) }
}

/// A decision cache, shared by any number of engines.
final class CacheUnderTest: Sendable {
    private let cache: DecisionCache
    private let bodies: DecisionCache
    private let key: FingerprintKey
    private let counters = Mutex<[CacheCounters]>([])

    /// Creates an empty cache; `nil` if there is no memory for it.
    init?(entryCount: Int) {
        guard let cache = DecisionCache(entryCount: entryCount),
            let bodies = DecisionCache(entryCount: entryCount)
        else { return nil }
        self.cache = cache
        self.bodies = bodies
        var random = SystemRandomBlocks()
        key = FingerprintKey(using: &random)
    }

    fileprivate func makeAccess() -> CacheAccess {
        let counters = CacheCounters()
        self.counters.withLock { $0.append(counters) }
        return CacheAccess(
            cache, bodies: bodies, key: key, counters: counters, auditInterval: 0)
    }

    /// What has happened at the cache.
    struct Counts {
        var hits: Int
        var misses: Int
        var evictions: Int

        /// The share of hits in the look-ups since an earlier moment.
        func hitShare(since before: Counts) -> Double {
            let (hits, misses) = (hits - before.hits, misses - before.misses)
            return Double(hits) / Double(max(1, hits + misses))
        }
    }

    /// What all engines together have met.
    var counts: Counts {
        let counters = counters.withLock(\.self)
        return Counts(
            hits: Int(counters.total(of: .hit)), misses: Int(counters.total(of: .miss)),
            evictions: Int(counters.total(of: .eviction)))
    }
}
