import Directory
import FlatMemory
import PolicyEngine
import PolicyModel
import TestSupport
import Testing

/// Holds the two ways of a snapshot, by strings and by bytes, against the plain model and the
/// reference evaluator, in random worlds.
@Suite("Snapshot, differentially")
struct SnapshotDifferentialTests {
    private static let epochSeconds: Int64 = 1_795_500_083

    @Test("decides random worlds as the plain model does", arguments: 0..<8)
    func worlds(seed: Int) throws {
        let hash = KeyedHash(key: UInt64(seed))
        var evaluator = Evaluator()
        var question = Question(hash: hash)
        var prepared = PreparedRequest(hash: hash)
        var quickCount = 0
        var allowedCount = 0
        let worldCount = 60
        let queryCount = 40
        for number in 0..<worldCount {
            var world = World(seed: UInt64(seed * 1_000 + number))
            let bundle = world.bundle
            let snapshot = try Snapshot(bundle, hash: hash)
            for _ in 0..<queryCount {
                let query = world.query()
                let expected = bundle.referenceDecision(query, epochSeconds: Self.epochSeconds)
                if expected == .allow { allowedCount += 1 }
                let slow = snapshot.decision(
                    query, epochSeconds: Self.epochSeconds, &evaluator, &prepared)
                if slow != expected {
                    Issue.record(
                        "seed \(seed), world \(number): by strings \(slow), not \(expected): \(query)"
                    )
                }
                guard question.read(query), let setting = snapshot.setting(of: question)
                else { continue }
                quickCount += 1
                for round in 0..<2 {
                    let quick = snapshot.decide(
                        &question, setting, epochSeconds: Self.epochSeconds, with: &evaluator)
                    if quick != expected {
                        Issue.record(
                            "seed \(seed), world \(number), round \(round): by bytes \(quick), not \(expected): \(query)"
                        )
                    }
                }
                let again = snapshot.decision(
                    question.query, epochSeconds: Self.epochSeconds, &evaluator, &prepared)
                if again != expected {
                    Issue.record(
                        "seed \(seed), world \(number): and back \(again), not \(expected): \(query)"
                    )
                }
            }
        }
        // Most questions are plain, and neither answer is rare.
        #expect(quickCount * 2 > worldCount * queryCount)
        #expect(allowedCount * 20 > worldCount * queryCount)
        #expect(allowedCount * 20 < worldCount * queryCount * 19)
    }
}

extension Snapshot {
    /// The decision by strings, a refusal being a deny.
    func decision(
        _ query: Query, epochSeconds: Int64, _ evaluator: inout Evaluator,
        _ prepared: inout PreparedRequest
    ) -> Decision {
        do throws(Refusal) {
            return try decide(
                query, epochSeconds: epochSeconds, explaining: false, with: &evaluator,
                preparing: &prepared
            ).explanation.decision
        } catch {
            return .implicitDeny
        }
    }
}
