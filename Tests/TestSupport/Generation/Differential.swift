import PolicyModel

/// Holds a decider against the reference evaluator, on generated policies and requests.
package enum Differential {
    /// Decides a request under policies that were fixed before.
    package typealias Decider = (AuthorizationRequest) -> Decision

    /// What a run found.
    package struct Report: Sendable {
        /// How often the reference gave each answer.
        package var counts: [Decision: Int] = [:]
        /// The first case on which the two disagree, made small; its expectation is the
        /// reference's answer.
        package var disagreement: PolicyCase?

        /// How many requests were decided.
        package var total: Int { counts.values.reduce(0, +) }

        /// The share of an answer, in percent.
        package func percent(_ decision: Decision) -> Double {
            100 * Double(counts[decision] ?? 0) / Double(max(total, 1))
        }
    }

    /// Decides `count` generated requests both ways, until the first disagreement.
    ///
    /// - Parameters:
    ///   - seed: The same seed gives the same requests.
    ///   - count: How many requests to decide.
    ///   - requestsPerScenario: For how many requests each arrangement of policies is used.
    ///   - prepare: Called once for each arrangement; a compiler compiles here.
    package static func run(
        seed: UInt64, count: Int, requestsPerScenario: Int = 24,
        prepare: (ApplicablePolicies<[NamedPolicy]>) -> Decider
    ) -> Report {
        var generator = PolicyGenerator(seed: seed)
        var report = Report()
        var remaining = count
        while remaining > 0 {
            var scenario = generator.scenario()
            let decide = prepare(scenario.policies)
            for _ in 0..<min(remaining, requestsPerScenario) {
                let request = scenario.nextRequest()
                let expected = ReferenceEvaluator.decide(request, under: scenario.policies)
                report.counts[expected, default: 0] += 1
                guard decide(request) != expected else { continue }
                let found = PolicyCase(
                    id: "generated-\(seed)", notes: "found by seed \(seed)", request: request,
                    policies: scenario.policies, expected: expected)
                report.disagreement = minimized(found, prepare: prepare)
                return report
            }
            remaining -= requestsPerScenario
        }
        return report
    }

    /// The same for a decider that needs no preparation.
    package static func run(
        seed: UInt64, count: Int, requestsPerScenario: Int = 24,
        decide: (AuthorizationRequest, ApplicablePolicies<[NamedPolicy]>) -> Decision
    ) -> Report {
        withoutActuallyEscaping(decide) { decide in
            run(seed: seed, count: count, requestsPerScenario: requestsPerScenario) { policies in
                { request in decide(request, policies) }
            }
        }
    }

    private static func minimized(
        _ testCase: PolicyCase, prepare: (ApplicablePolicies<[NamedPolicy]>) -> Decider
    ) -> PolicyCase {
        var smallest = Minimizer.minimize(testCase) { smaller in
            let expected = ReferenceEvaluator.decide(smaller.request, under: smaller.policies)
            return prepare(smaller.policies)(smaller.request) != expected
        }
        smallest.expected = ReferenceEvaluator.decide(smallest.request, under: smallest.policies)
        return smallest
    }
}
