import Foundation
import PolicyLanguage
import PolicyModel
import TestSupport
import Testing

/// Holds the policy parser against the test support's reader, which stands on Foundation's JSON
/// and shares no code with it.
@Suite("Parser")
struct ParserConformanceTests {
    @Test("reads our own cases as the independent reader does", arguments: OwnCases.files)
    func ownCases(file: URL) throws {
        try check(file)
    }

    @Test(
        "reads the collected cases as the independent reader does",
        .enabled(if: SharedData.url("cases.jsonl") != nil, "the collected cases are absent"))
    func collectedCases() throws {
        try check(try #require(SharedData.url("cases.jsonl")))
    }

    private func check(_ file: URL) throws {
        var count = 0
        for line in try CaseFile.values(at: file) {
            let members = [
                "identity_policies", "resource_policy", "permissions_boundaries", "scps", "rcps",
                "session_policies", "vpc_endpoint_policies",
            ]
            for document in members.flatMap({ documents(line[$0]) }) {
                count += 1
                let reading = PolicyReader.read(Array(document.json.utf8), as: nil)
                let parsed = try #require(
                    reading.document, "\(line["id"].json): \(reading.findings)")
                #expect(
                    try withoutPositions(parsed) == PolicyDocument(document), "\(document.json)")
            }
        }
        #expect(count > 0)
    }

    /// The documents in a member of a case, which may be one, a list, or levels of lists.
    private func documents(_ value: CaseValue) -> [CaseValue] {
        switch value {
        case .object: [value]
        default: value.list.flatMap(documents)
        }
    }

    private func withoutPositions(_ document: PolicyDocument) -> PolicyDocument {
        var document = document
        for index in document.statements.indices {
            document.statements[index].position = SourcePosition(line: 1, column: 1)
        }
        return document
    }
}
