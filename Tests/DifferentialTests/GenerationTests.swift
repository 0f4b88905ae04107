import PolicyModel
import TestSupport
import Testing

/// Checks that generated cases are worth deciding, and that a wrong decider would be caught.
@Suite("Generated cases")
struct GenerationTests {
    @Test("every answer is common", arguments: [UInt64(1), 2, 3])
    func distribution(seed: UInt64) {
        let report = Differential.run(seed: seed, count: 2_000) { request, policies in
            ReferenceEvaluator.decide(request, under: policies)
        }
        #expect(report.disagreement == nil)
        #expect(report.total == 2_000)
        for decision in Decision.allCases {
            let percent = report.percent(decision)
            print("seed \(seed): \(decision.verdictName) \(percent) %")
            #expect(percent >= 10, "seed \(seed): \(decision.verdictName)")
        }
    }

    @Test("the same seed gives the same cases")
    func repeatable() {
        var first = PolicyGenerator(seed: 7)
        var second = PolicyGenerator(seed: 7)
        for _ in 0..<20 {
            var (one, other) = (first.scenario(), second.scenario())
            #expect(one.nextRequest() == other.nextRequest())
            #expect(one.policies.identity == other.policies.identity)
        }
    }

    @Test("a decider that errs in one rule is caught, and the case is small")
    func mutant() throws {
        // This one takes a missing key for a failed condition, also under a negated operator.
        let report = Differential.run(seed: 5, count: 20_000) { request, policies in
            let stricter = policies.map { set, _ in
                set.map { policy in
                    var policy = policy
                    policy.document.statements.removeAll { statement in
                        statement.conditions.contains { condition in
                            condition.operator.kind == .stringNotEquals
                                && condition.operator.qualifier == nil
                                && request.context[condition.key.lowercased()] == nil
                        }
                    }
                    return policy
                }
            }
            return ReferenceEvaluator.decide(request, under: stricter)
        }
        let found = try #require(report.disagreement)
        let sets = [found.policies.identity, found.policies.resource].compactMap { $0 }
        #expect(sets.joined().map(\.document.statements.count).reduce(0, +) <= 2, "\(found.json)")
        #expect(try PolicyCase(CaseValue(parsing: found.json)).request == found.request)
    }
}
