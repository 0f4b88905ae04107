import FlatMemory
import PolicyEngine
import PolicyModel
import TestSupport
import Testing

/// Holds the compiled engine against cases with known answers.
@Suite("Engine")
struct EngineConformanceTests {
    @Test("agrees with our own cases", arguments: ReferenceConformanceTests.ownFiles)
    func ownCases(file: String) throws {
        for testCase in try OwnCases.cases(in: file) { try check(testCase) }
    }

    @Test(
        "agrees with the collected cases",
        .enabled(if: SharedData.url("cases.jsonl") != nil, "the collected cases are absent"))
    func collectedCases() throws {
        let cases = try CaseFile.cases(at: try #require(SharedData.url("cases.jsonl")))
        #expect(cases.count > 1_000)
        for testCase in cases { try check(testCase) }
    }

    private func check(_ testCase: PolicyCase) throws {
        let hash = KeyedHash(key: 1)
        let compiled = try testCase.policies.compiled(hash: hash)
        var evaluator = Evaluator()
        var prepared = PreparedRequest(hash: hash)
        let quick = evaluator.decide(
            testCase.request, under: compiled, preparing: &prepared)
        #expect(quick == testCase.expected, "\(testCase)")
        let explained = evaluator.explain(
            testCase.request, under: compiled, of: testCase.policies, preparing: &prepared)
        #expect(explained.decision == testCase.expected, "\(testCase)")
    }
}
