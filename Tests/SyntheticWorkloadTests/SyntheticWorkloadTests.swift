import Directory
import Foundation
import PolicyLanguage
import PolicyModel
import StrictJSON
import SyntheticWorkload
import TestSupport
import Testing

@testable import DecisionAPI

/// The answers are known by construction; here they are held against the reference evaluator.
@Suite("Synthetic workload")
struct SyntheticWorkloadTests {
    static let shapes: [(SyntheticWorkload.Shape, Int)] = [
        (.account, 1), (.account, 9), (.account, 120), (.onePrincipal, 1), (.onePrincipal, 64),
        (.manyPrincipals, 50), (.resourcePolicy, 1), (.resourcePolicy, 40),
    ]

    @Test("the reference evaluator gives the expected answers", arguments: shapes, [false, true])
    func answers(shape: (SyntheticWorkload.Shape, Int), hasOrganization: Bool) throws {
        for seed: UInt64 in [1, 2] {
            let workload = SyntheticWorkload(
                statementCount: shape.1, shape: shape.0, seed: seed,
                hasOrganization: hasOrganization)
            try check(workload, count: 60, "seed \(seed)")
        }
    }

    private func check(_ workload: some Workload, count: Int, _ comment: Comment) throws {
        let bundle = workload.bundle
        var allowed = 0
        for index in 0..<count {
            let request = workload.request(index)
            let decision = bundle.referenceDecision(request.query)
            #expect(
                decision.isAllowed == request.isAllowed,
                "\(comment), request \(index): \(request)")
            if request.isAllowed { allowed += 1 }
        }
        #expect((count / 4...count * 3 / 4).contains(allowed), comment)
    }

    @Test("some requests meet a Deny")
    func denials() {
        let workload = SyntheticWorkload(statementCount: 100)
        let bundle = workload.bundle
        let decisions = (0..<150).map { bundle.referenceDecision(workload.request($0).query) }
        #expect(decisions.contains(.explicitDeny))
        #expect(decisions.contains(.implicitDeny))
    }

    @Test("a role published anew answers as before")
    func revisions() {
        let workload = SyntheticWorkload(statementCount: 30, shape: .onePrincipal)
        let account = Account(
            id: "111122223333", principals: [workload.role(0, revision: 5)])
        let bundle = Bundle(accounts: [account])
        for index in 0..<200 {
            let request = workload.request(index)
            #expect(bundle.referenceDecision(request.query).isAllowed == request.isAllowed)
        }
    }

    @Test("body and query are the same question")
    func bodies() throws {
        let workload = SyntheticWorkload(statementCount: 300, hasOrganization: true)
        for index in 0..<200 {
            let request = workload.request(index)
            let tree = try JSONTree(parsing: request.body)
            let evaluation = try EvaluationReader(tree: tree, mapping: EntityMapping())
                .read(EvaluationEntities(of: tree.root, in: tree))
            #expect(evaluation.query == request.query)
            let line = try JSONTree(parsing: request.line)
            #expect(
                line.member("decision", of: line.root).flatMap { line.boolean($0) }
                    == request.isAllowed)
        }
    }

    @Test("the same parameters give the same workload, another seed another one")
    func determinism() {
        func bodies(_ seed: UInt64) -> [[UInt8]] {
            let workload = SyntheticWorkload(statementCount: 1_000, seed: seed)
            return (0..<50).map { workload.request($0).body }
        }
        #expect(bodies(3) == bodies(3))
        #expect(bodies(3) != bodies(4))
        #expect(Set(bodies(3)).count == 50)
        // Fixed for ever: recorded figures are about these very requests.
        #expect(
            String(decoding: bodies(1)[0], as: UTF8.self)
                == #"{"subject":{"type":"role","id":"arn:aws:sts::111122223333:assumed-role/load-8/session-2"},"action":{"name":"s3:PutObject"},"#
                + #""resource":{"type":"s3","id":"arn:aws:s3:::homes/8-19/team-8/576"},"#
                + #""context":{"aws:SourceIp":"10.1.151.174","aws:SecureTransport":true,"aws:UserAgent":"synthetic/1.0"}}"#
        )
    }

    @Test(
        "reads specifications",
        arguments: [
            ("1", 1, 1, false), ("1000,seed=7", 1_000, 7, false),
            ("1000000,organization,seed=0", 1_000_000, 0, true),
        ])
    func specifications(text: String, count: Int, seed: UInt64, hasOrganization: Bool) throws {
        let workload = try #require(SyntheticWorkload(specification: text))
        #expect(workload.statementCount == count)
        #expect(workload.seed == seed)
        #expect(workload.hasOrganization == hasOrganization)
    }

    @Test(
        "refuses other texts",
        arguments: [
            "", "0", "-1", "1000001", "x", "1,", "1,seed", "1,seed=", "1,seed=-1",
            "1,seed=1,seed=2", "1,organization,organization", "1,other",
        ])
    func badSpecifications(text: String) {
        #expect(SyntheticWorkload(specification: text) == nil)
    }
}

@Suite("Realistic account")
struct RealisticAccountTests {
    private func check(_ documents: [(name: String, document: PolicyDocument)]) throws {
        let workload = try #require(RealisticAccount(documents: documents, roleCount: 8))
        let bundle = workload.bundle
        var allowed = 0
        for index in 0..<100 {
            let request = workload.request(index)
            let decision = bundle.referenceDecision(request.query)
            #expect(decision.isAllowed == request.isAllowed, "request \(index): \(request)")
            if request.isAllowed { allowed += 1 }
        }
        #expect((30...70).contains(allowed))
    }

    @Test("made policies: the reference evaluator gives the expected answers")
    func made() throws {
        try check(ManagedPolicyMaker.documents(count: 200))
    }

    @Test(
        "AWS's policies: the reference evaluator gives the expected answers",
        .enabled(if: SharedData.url("managed-policies.json") != nil, "the policies are absent"))
    func managed() throws {
        let url = try #require(SharedData.url("managed-policies.json"))
        let tree = try JSONTree(parsing: Array(try Data(contentsOf: url)))
        let reader = PolicyReader(tree)
        let documents = tree.members(of: tree.root).compactMap { name, value in
            tree.member("document", of: value).flatMap { node in
                reader.read(node, as: .identity, origin: .stored).document.map {
                    (name: tree.string(name) ?? "", document: $0)
                }
            }
        }
        #expect(documents.count > 1_000)
        try check(documents)
    }

    @Test("too few documents make no account")
    func tooFew() {
        #expect(RealisticAccount(documents: [], roleCount: 1) == nil)
    }
}
