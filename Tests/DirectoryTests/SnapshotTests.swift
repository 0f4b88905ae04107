import Directory
import FlatMemory
import PolicyEngine
import PolicyModel
import Testing

/// Holds the compiled snapshot against the plain model, which is its definition.
@Suite("Snapshot")
struct SnapshotTests {
    private static func decision(_ bundle: Bundle, _ query: Query) throws -> Decision {
        let hash = KeyedHash(key: 3)
        let snapshot = try Snapshot(bundle, hash: hash)
        var evaluator = Evaluator()
        var prepared = PreparedRequest(hash: hash)
        return snapshot.decision(
            query, epochSeconds: 1_795_500_083, &evaluator, &prepared)
    }

    @Test("decides the example as its table says", arguments: ExampleBundleTests.table)
    func example(_ testCase: ExampleBundleTests.Case) throws {
        let query = Query(
            principal: testCase.principal, action: testCase.action, resource: testCase.resource,
            context: testCase.context)
        let decision = try Self.decision(ExampleBundleTests.loaded.get(), query)
        #expect(decision == testCase.decision)
    }

    @Test("an RCP guards the resources of an account whose principals are not known")
    func accountWithoutPrincipals() throws {
        func policy(_ statement: Statement) -> NamedPolicy {
            NamedPolicy(name: "p", document: PolicyDocument(statements: [statement]))
        }
        let everything = Statement(effect: .allow, action: Clause(["*"]), resource: Clause(["*"]))
        let guardian = Statement(
            effect: .deny, principal: Clause([.everyone]), action: Clause(["sqs:*"]),
            resource: Clause(["*"]))
        let queue = "arn:aws:sqs:eu-west-1:100000000009:q"
        let open = Statement(
            effect: .allow, principal: Clause([.everyone]), action: Clause(["*"]),
            resource: Clause(["*"]))
        let user = Principal(
            .user(groups: []), arn: "arn:aws:iam::100000000001:user/x", path: "/", name: "x",
            uniqueID: "AIDAX", inlinePolicies: [policy(everything)])
        func bundle(_ controls: [NamedPolicy]) -> Bundle {
            Bundle(
                accounts: [
                    Account(
                        id: "100000000001", principals: [user],
                        resources: [Resource(arn: queue, policy: policy(open))])
                ],
                organization: Organization(
                    id: "o-1", managementAccount: "100000000000",
                    root: Organization.Unit(
                        id: "r-1",
                        members: [
                            Organization.Member(account: "100000000001"),
                            Organization.Member(
                                account: "100000000009",
                                attachments: Organization.Attachments(resourceControl: controls)),
                        ])))
        }
        let query = Query(principal: user.arn, action: "sqs:SendMessage", resource: queue)
        #expect(try Self.decision(bundle([]), query) == .allow)
        let guarded = bundle([policy(guardian)])
        #expect(guarded.referenceDecision(query) == .explicitDeny)
        #expect(try Self.decision(guarded, query) == .explicitDeny)
    }
}
