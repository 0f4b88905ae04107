import Foundation
import PolicyModel
import TestSupport
import Testing

/// Holds the reference evaluator against cases with known answers.
@Suite("Reference evaluator")
struct ReferenceConformanceTests {
    /// The project's own cases, a file for each part of the language.
    static let ownFiles = OwnCases.files.map(\.lastPathComponent)

    @Test("agrees with our own cases", arguments: ownFiles)
    func ownCases(file: String) throws {
        let cases = try OwnCases.cases(in: file)
        #expect(!cases.isEmpty)
        for testCase in cases { check(testCase) }
    }

    @Test("our own cases are many, and each has a name of its own")
    func ownNames() throws {
        let ids = try Self.ownFiles.flatMap { try OwnCases.cases(in: $0).map(\.id) }
        #expect(ids.count >= 450)
        #expect(Set(ids).count == ids.count)
    }

    @Test(
        "agrees with the collected cases",
        .enabled(if: SharedData.url("cases.jsonl") != nil, "the collected cases are absent"))
    func collectedCases() throws {
        let url = try #require(SharedData.url("cases.jsonl"))
        let cases = try CaseFile.cases(at: url)
        #expect(cases.count > 1_000)
        for testCase in cases { check(testCase) }
    }

    @Test("a case survives being printed")
    func printing() throws {
        for testCase in try Self.ownFiles.flatMap(OwnCases.cases) {
            let again = try PolicyCase(CaseValue(parsing: testCase.json))
            #expect(again.request == testCase.request, "\(testCase)")
            #expect(again.json == testCase.json)
        }
    }

    private func check(_ testCase: PolicyCase) {
        let decision = ReferenceEvaluator.decide(testCase.request, under: testCase.policies)
        #expect(decision == testCase.expected, "\(testCase)")
    }
}
