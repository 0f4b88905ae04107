import Directory
import FlatMemory
import PolicyEngine
import PolicyModel
import Testing

/// Holds names of principals that look like others' against the plain model: by bytes a principal
/// is found by its name alone, without its ARN being split.
@Suite("Names of principals, by bytes")
struct PrincipalNameTests {
    private static let account = "100000000001"

    /// A role that may do the one thing that nobody else may.
    private static func role(_ name: String, path: String, _ action: String) -> Principal {
        func policy(_ statement: Statement) -> NamedPolicy {
            NamedPolicy(name: name, document: PolicyDocument(statements: [statement]))
        }
        let trust = Statement(
            effect: .allow, principal: Clause([.everyone]), action: Clause(["sts:AssumeRole"]),
            resource: nil)
        return Principal(
            .role(trustPolicy: policy(trust)), arn: "arn:aws:iam::\(account):role\(path)\(name)",
            path: path, name: name, uniqueID: "AROA\(name)",
            inlinePolicies: [
                policy(
                    Statement(effect: .allow, action: Clause([action]), resource: Clause(["*"])))
            ])
    }

    // One role's ARN begins with the other's, and a slash.
    private static let bundle = Bundle(accounts: [
        Account(
            id: account,
            principals: [
                role("outer", path: "/", "s3:Outer"), role("inner", path: "/outer/", "s3:Inner"),
            ])
    ])

    static let names: [(name: String, isFound: Bool)] = [
        ("arn:aws:iam::\(account):role/outer", true),
        ("arn:aws:iam::\(account):role/outer/inner", true),
        ("arn:aws:iam::\(account):role/outer/other", false),
        ("arn:aws:iam::\(account):role/outer/", false),
        ("arn:aws:iam::\(account):role/inner", false),
        ("arn:aws:sts::\(account):assumed-role/outer/inner", true),
        ("arn:aws:sts::\(account):assumed-role/outer/a:b", true),
        ("arn:aws:sts::\(account):assumed-role/inner/outer", true),
        ("arn:aws:sts::\(account):assumed-role/outer", false),
        ("arn:aws:sts::\(account):assumed-role/outer/", false),
        ("arn:aws:sts::\(account):assumed-role/outer/a/b", false),
        ("arn:aws:sts::\(account):assumed-role/other/a", false),
        ("arn:aws:sts::100000000002:assumed-role/outer/a", false),
        ("arn:aws:iam::\(account):assumed-role/outer/a", false),
        ("//", false), ("a/b/c", false), ("", false),
    ]

    @Test("are found if they are whole or a session's, and decided as the model does")
    func decisions() throws {
        let hash = KeyedHash(key: 5)
        let snapshot = try Snapshot(Self.bundle, hash: hash)
        var evaluator = Evaluator()
        var question = Question(hash: hash)
        for (name, isFound) in Self.names {
            for action in ["s3:Outer", "s3:Inner"] {
                let query = Query(principal: name, action: action, resource: "arn:aws:s3:::b")
                guard question.read(query), let setting = snapshot.setting(of: question) else {
                    #expect(!isFound, "\(name)")
                    continue
                }
                #expect(isFound, "\(name)")
                let decision = snapshot.decide(
                    &question, setting, epochSeconds: 0, with: &evaluator)
                let expected = Self.bundle.referenceDecision(query)
                #expect(decision == expected, "\(name), \(action)")
            }
        }
        let inner = Query(
            principal: "arn:aws:iam::\(Self.account):role/outer/inner", action: "s3:Inner",
            resource: "arn:aws:s3:::b")
        #expect(Self.bundle.referenceDecision(inner) == .allow)
    }
}
