import Foundation
import PolicyModel
import TestSupport
import Testing

/// Holds the reference evaluator against cases with known answers.
@Suite("Reference evaluator")
struct ReferenceConformanceTests {
    @Test("agrees with the collected cases", .enabled(if: SharedData.url("cases.jsonl") != nil))
    func collectedCases() throws {
        let url = try #require(SharedData.url("cases.jsonl"))
        let cases = try CaseFile.cases(at: url)
        #expect(cases.count > 1_000)
        for testCase in cases { check(testCase) }
    }

    private func check(_ testCase: PolicyCase) {
        let decision = ReferenceEvaluator.decide(testCase.request, under: testCase.policies)
        #expect(decision == testCase.expected, "\(testCase)")
    }
}
