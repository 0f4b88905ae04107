import FlatMemory
import PolicyEngine
import PolicyModel
import Testing

/// Resource policies with very many principals are decided like small ones.
@Suite("Many principals")
struct ManyPrincipalsTests {
    private static let count = 20_000

    private static func user(_ number: Int) -> String {
        "arn:aws:iam::111122223333:user/u\(number)"
    }

    private static func statement(_ principals: [String], effect: Effect = .allow) -> Statement {
        Statement(
            effect: effect, principal: Clause(principals.map { .aws($0) }),
            action: Clause(["s3:GetObject"]), resource: Clause(["arn:aws:s3:::b/*"]))
    }

    private static func policies() -> [(name: String, statements: [Statement])] {
        let users = (0..<count).map { user($0) }
        return [
            ("a statement for each", users.map { statement([$0]) }),
            ("one statement for all", [statement(users)]),
            (
                "a hundred each",
                stride(from: 0, to: count, by: 100).map { statement(Array(users[$0..<$0 + 100])) }
            ),
        ]
    }

    @Test("whoever is named is allowed, whoever is denied is denied, and others are not named")
    func decisions() throws {
        let hash = KeyedHash(key: 5)
        var evaluator = Evaluator()
        var prepared = PreparedRequest(hash: hash)
        for (name, statements) in Self.policies() {
            let denied = Self.statement([Self.user(7)], effect: .deny)
            let policy = NamedPolicy(
                name: name, document: PolicyDocument(statements: statements + [denied]))
            let set = try StatementSet(compiling: [policy], as: .resource, hash: hash)
            let policies = ApplicablePolicies(resource: set)
            for (number, expected) in [
                (0, Decision.allow), (7, .explicitDeny), (Self.count - 1, .allow),
                (Self.count, .implicitDeny),
            ] {
                let request = AuthorizationRequest(
                    caller: Caller(.user, id: Self.user(number)), action: "s3:GetObject",
                    resource: "arn:aws:s3:::b/o", resourceAccount: "111122223333")
                let decision = evaluator.decide(request, under: policies, preparing: &prepared)
                #expect(decision == expected, "\(name), user \(number)")
            }
        }
    }

    @Test("a request looks at the few entries that can name its caller")
    func candidates() throws {
        let hash = KeyedHash(key: 6)
        for (name, statements) in Self.policies() {
            let policy = NamedPolicy(name: name, document: PolicyDocument(statements: statements))
            let set = try StatementSet(compiling: [policy], as: .resource, hash: hash)
            var request = PreparedRequest(hash: hash)
            request.prepare(
                AuthorizationRequest(
                    caller: Caller(.user, id: Self.user(123)), action: "s3:GetObject",
                    resource: "arn:aws:s3:::b/o"))
            var scratch = MatchScratch()
            #expect(set.candidateCount(request, &scratch) <= 2, "\(name)")
        }
    }
}
