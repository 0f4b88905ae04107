import FlatMemory
import Foundation
import PolicyEngine
import PolicyLanguage
import PolicyModel
import StrictJSON
import TestSupport
import Testing

/// Compiles every policy that AWS manages, each alone and all together.
@Suite("Managed policies")
struct ManagedPolicyTests {
    @Test(
        "all compile",
        .enabled(if: SharedData.url("managed-policies.json") != nil, "the policies are absent"))
    func compile() throws {
        let url = try #require(SharedData.url("managed-policies.json"))
        let tree = try JSONTree(parsing: Array(try Data(contentsOf: url)))
        let reader = PolicyReader(tree)
        let hash = KeyedHash(key: 7)
        var policies: [NamedPolicy] = []
        for node in documents(tree, tree.root) {
            let reading = reader.read(node, as: .identity, origin: .stored)
            #expect(!reading.hasErrors)
            let policy = NamedPolicy(
                name: "managed \(policies.count)", document: try #require(reading.document))
            let set = try StatementSet(compiling: [policy], as: .identity, hash: hash)
            #expect(set.statementCount == policy.document.statementCount)
            policies.append(policy)
        }
        #expect(policies.count == 1_582)
        let all = try StatementSet(compiling: policies, as: .identity, hash: hash)
        #expect(all.statementCount == policies.map(\.document.statementCount).reduce(0, +))
    }

    /// Every object with a `Statement` member, at any depth.
    private func documents(_ tree: JSONTree, _ node: JSONTree.Node) -> [JSONTree.Node] {
        if tree.member("Statement", of: node) != nil { return [node] }
        return tree.members(of: node).flatMap { documents(tree, $0.value) }
            + tree.elements(of: node).flatMap { documents(tree, $0) }
    }
}
