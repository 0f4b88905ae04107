import DecisionPoint
import Directory
import Foundation
import LockFree
import PolicyModel
import Synchronization
import TestSupport
import Testing

/// Holds decisions through the cache against the reference evaluator, while policies change and
/// several threads ask.
///
/// A long run: `VERDICT_CACHE_COUNT=1000000 VERDICT_CACHE_SEED=7 swift test -c release
/// -Xswiftc -enable-testing --filter CacheDifferentialTests`.
@Suite("Decisions through the cache")
struct CacheDifferentialTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let count = environment["VERDICT_CACHE_COUNT"].flatMap { Int($0) } ?? 40_000
    private static let seed = environment["VERDICT_CACHE_SEED"].flatMap { UInt64($0) } ?? 1

    /// Instants around those that the generator's conditions name.
    private static let instants: [Int64] = [
        1_735_689_599, 1_735_689_600, 1_735_689_601, 1_767_225_600, 1_795_500_083, 20_000,
    ]

    /// A world in several versions, questions about it, and what the reference says to each.
    private struct Plan: Sendable {
        var bundles: [Directory.Bundle] = []
        var queries: [Query] = []
        var bodies: [[UInt8]] = []
        var expected: [[[Decision]]] = []

        init(seed: UInt64) {
            var world = World(seed: seed)
            for _ in 0..<6 {
                bundles.append(world.bundle)
                for _ in 0..<2 { world.change() }
            }
            queries = (0..<60).map { _ in world.query() }
            // What stands for a body: bytes that no other question has.
            bodies = queries.map { Array("\($0)".utf8) }
            for bundle in bundles {
                expected.append(
                    queries.map { query in
                        CacheDifferentialTests.instants.map { instant in
                            do throws(Refusal) {
                                let prepared = try bundle.applicablePolicies(
                                    to: query, epochSeconds: instant)
                                return ReferenceEvaluator.decide(
                                    prepared.request, under: prepared.policies)
                            } catch {
                                return .implicitDeny
                            }
                        }
                    })
            }
        }
    }

    @Test("agree with the reference while policies and the clock change")
    func agree() throws {
        let worldCount = min(max(5, Self.count / 25_000), 40)
        let counters = (0..<2).map { _ in CacheCounters() }
        let checked = Counter()
        for number in 0..<worldCount {
            let seed = Self.seed &* 1_000 &+ UInt64(number)
            try Self.run(
                Plan(seed: seed), seed: seed, decisions: Self.count / worldCount, counters, checked)
        }
        print(
            "\(checked.sum) decisions, seed \(Self.seed): \(counters.total(of: .hit)) hits, "
                + "\(counters.total(of: .miss)) misses, \(counters.total(of: .audit)) audits")
        #expect(checked.sum >= Self.count / 2)
        #expect(counters.total(of: .hit) * 4 > UInt64(checked.sum))
        #expect(counters.total(of: .miss) > 100)
        #expect(counters.total(of: .audit) > 100)
        #expect(counters.total(of: .disagreement) == 0)
    }

    /// Two threads decide, a third publishes.
    private static func run(
        _ plan: Plan, seed: UInt64, decisions: Int, _ counters: [CacheCounters], _ checked: Counter
    ) throws {
        let publisher = try Publisher(
            plan.bundles[0], hash: .init(key: seed), readerCountMax: 2, epochSeconds: { 0 })
        // So small that entries drive each other out.
        let tables = (0..<2).map { _ in DecisionCache(entryCount: 1_024)! }
        var random = SplitMix64(seed: seed)
        let key = FingerprintKey(using: &random)
        let finished = Counter()
        onThreads(3) { thread in
            if thread == 2 {
                // Revision r serves the bundle at place r - 1, counted around.
                while finished.sum < 2 {
                    let place = Int(publisher.revision) % plan.bundles.count
                    do { _ = try publisher.publish(plan.bundles[place]) } catch {
                        Issue.record("seed \(seed): \(error)")
                        return
                    }
                }
                return
            }
            defer { finished.add(1) }
            var random = SplitMix64(seed: seed &+ UInt64(thread))
            var point = DecisionPoint(
                publisher.cell,
                cache: CacheAccess(
                    tables[0], bodies: tables[1], key: key, counters: counters[thread],
                    auditInterval: 7))
            var question = Question(hash: point.hash)
            for _ in 0..<decisions / 2 / 50 {
                let instant = random.below(instants.count)
                point.beginTurn(epochSeconds: instants[instant])
                let place = Int(point.revision - 1) % plan.bundles.count
                for _ in 0..<50 {
                    let number = random.below(plan.queries.count)
                    let query = plan.queries[number]
                    let decision: Decision
                    var memory = BodyRecall.unread(.forgotten)
                    if random.chance(50) {
                        let body = plan.bodies[number]
                        memory = point.recall(body: body.span)
                    }
                    switch memory {
                    case .decided(let remembered): decision = remembered
                    case .unread(let ticket):
                        decision = point.decide(query, as: &question, body: ticket)
                    }
                    checked.add(1)
                    if decision != plan.expected[place][number][instant] {
                        Issue.record(
                            """
                            seed \(seed), bundle \(place), instant \(instants[instant]): \
                            \(decision), not \(plan.expected[place][number][instant]): \(query)
                            """)
                    }
                }
                point.endTurn()
            }
        }
    }
}
