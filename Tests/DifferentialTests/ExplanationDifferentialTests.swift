import FlatMemory
import PolicyEngine
import PolicyModel
import TestSupport
import Testing

/// Holds the engine's explanations against the reference's.
///
/// Two evaluators may agree on a decision for different reasons. The statements that they name
/// show it, so this finds differences that decisions hide.
@Suite("Explanations against reference")
struct ExplanationDifferentialTests {
    @Test("no explanation names other statements", arguments: UInt64(1)...4)
    func agrees(seed: UInt64) throws {
        var generator = PolicyGenerator(seed: seed)
        var count = 0
        while count < 1_500 {
            var scenario = generator.scenario()
            for _ in 0..<24 {
                count += 1
                let request = scenario.nextRequest()
                guard try differs(request, scenario.policies) else { continue }
                let found = PolicyCase(
                    id: "explained-\(seed)", request: request, policies: scenario.policies,
                    expected: ReferenceEvaluator.decide(request, under: scenario.policies))
                let smallest = Minimizer.minimize(found) {
                    (try? differs($0.request, $0.policies)) == true
                }
                Issue.record("seed \(seed): \(smallest.json)")
                return
            }
        }
    }

    private func differs(
        _ request: AuthorizationRequest, _ policies: ApplicablePolicies<[NamedPolicy]>
    ) throws -> Bool {
        let hash = KeyedHash(key: 3)
        let compiled = try policies.compiled(hash: hash)
        var evaluator = Evaluator()
        var prepared = PreparedRequest(hash: hash)
        let named = evaluator.explain(
            request, under: compiled, of: policies, preparing: &prepared
        ).statements
        let expected = ReferenceEvaluator.determiningStatements(request, under: policies)
        return named.map { "\($0)" }.sorted() != expected.map { "\($0)" }.sorted()
    }
}
