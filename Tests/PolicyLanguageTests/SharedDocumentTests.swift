import Foundation
import PolicyLanguage
import PolicyModel
import StrictJSON
import TestSupport
import Testing

/// Checks the reader against documents that others have judged.
@Suite("Documents in the shared data")
struct SharedDocumentTests {
    /// Where the reader and a flag disagree. `valid-ccp-identitypolicy-00` says that an identity
    /// policy needs no version; AWS's own message behind `valid-moto-bad-001`, about a document
    /// that differs in nothing else that matters, says that it does. One of them must be wrong.
    static let disagreements = ["valid-ccp-identitypolicy-00"]

    @Test("validation.jsonl: every document is valid or not as its flag says")
    func validation() throws {
        guard let url = SharedData.url("validation.jsonl") else {
            return print("skipped: validation.jsonl is not here")
        }
        var count = 0
        var disagreements: [String] = []
        for line in try Data(contentsOf: url).split(separator: UInt8(ascii: "\n")) {
            let tree = try JSONTree(parsing: Array(line))
            func member(_ name: String) throws -> JSONTree.Node {
                try #require(tree.member(name, of: tree.root))
            }
            let id = try #require(tree.string(try member("id")))
            let typeName = try #require(tree.string(try member("policy_type")))
            let text = try #require(tree.string(try member("document")))
            let type: PolicyType? = try #require(Self.types[typeName])
            let reading = PolicyReader.read(Array(text.utf8), as: type)
            if reading.hasErrors == tree.boolean(try member("valid")) {
                disagreements.append(id)
            }
            count += 1
        }
        #expect(count == 254)
        #expect(disagreements == Self.disagreements)
    }

    /// The types by their names in the file; `any` is syntax alone.
    private static let types: [String: PolicyType?] = [
        "any": nil, "identityPolicy": .identity, "resourcePolicy": .resource,
        "trustPolicy": .trust, "sessionPolicy": .session, "endpointPolicy": .endpoint,
        "scp": .serviceControl, "rcp": .resourceControl,
    ]

    @Test("managed-policies.json: every policy of AWS's own is a valid identity policy")
    func managedPolicies() throws {
        guard let url = SharedData.url("managed-policies.json") else {
            return print("skipped: managed-policies.json is not here")
        }
        let tree = try JSONTree(parsing: Array(Data(contentsOf: url)))
        let reader = PolicyReader(tree)
        var documentCount = 0
        for (name, value) in tree.members(of: tree.root) {
            let node = try #require(tree.member("document", of: value))
            let reading = reader.read(node, as: .identity, origin: .stored)
            let policy = tree.string(name) ?? ""
            #expect(!reading.hasErrors, "\(policy): \(reading.findings)")
            let statements = try #require(tree.member("Statement", of: node))
            let count = max(Array(tree.elements(of: statements)).count, 1)
            #expect(reading.document?.statements.count == count)
            documentCount += 1
        }
        #expect(documentCount == 1_582)
    }

    @Test("cases.jsonl: every policy in the cases can be read")
    func cases() throws {
        guard let url = SharedData.url("cases.jsonl") else {
            return print("skipped: cases.jsonl is not here")
        }
        for line in try Data(contentsOf: url).split(separator: UInt8(ascii: "\n")) {
            let tree = try JSONTree(parsing: Array(line))
            let reader = PolicyReader(tree)
            var pending = [tree.root]
            while let node = pending.popLast() {
                if tree.member("Statement", of: node) != nil {
                    let reading = reader.read(node, as: nil)
                    #expect(reading.document != nil, "\(reading.findings)")
                } else {
                    pending += tree.elements(of: node)
                    pending += tree.members(of: node).map(\.value)
                }
            }
        }
    }
}
