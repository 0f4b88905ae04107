import Directory
import PolicyModel
import TestSupport
import Testing

/// The example bundle of the README, and what it allows.
///
/// Decisions come from the plain model and the reference evaluator: the definitions that the
/// compiled engine must agree with.
@Suite("Example bundle")
struct ExampleBundleTests {
    static let loaded = Result { () throws(BundleErrors) in
        try BundleLoader().load(
            path: SharedData.packageRoot.appending(path: "deploy/example").path)
    }

    @Test("decides as its table says", arguments: table)
    func decisions(_ testCase: Case) throws {
        let bundle = try Self.loaded.get()
        let query = Query(
            principal: testCase.principal, action: testCase.action, resource: testCase.resource,
            context: testCase.context)
        #expect(bundle.referenceDecision(query) == testCase.decision)
    }

    @Test("a session policy narrows a session, a session tag replaces a role's")
    func session() throws {
        let bundle = try Self.loaded.get()
        var query = Query(
            principal: Self.deployer, action: "s3:PutObject",
            resource: Self.media + "/releases/1.zip")
        query.sessionPolicies = [.managed("arn:aws:iam::111122223333:policy/AuditReader")]
        #expect(bundle.referenceDecision(query) == .implicitDeny)
        query.sessionPolicies.append(.managed("arn:aws:iam::111122223333:policy/DeployReleases"))
        #expect(bundle.referenceDecision(query) == .allow)
        query.sessionPolicies = [.managed("arn:aws:iam::111122223333:policy/None")]
        #expect(bundle.referenceDecision(query) == .implicitDeny)
    }

    @Test("bob's last night shift ends in 2030")
    func clock() throws {
        let bundle = try Self.loaded.get()
        let query = Query(
            principal: Self.bob, action: "sts:AssumeRole", resource: Self.deployerRole,
            context: ["aws:MultiFactorAuthPresent": .single("true")])
        #expect(bundle.referenceDecision(query, epochSeconds: 1_893_455_999) == .allow)
        #expect(bundle.referenceDecision(query, epochSeconds: 1_893_456_001) == .explicitDeny)
    }

    /// The eight decisions of AuthZEN's certification scenario, which its plain ids reach by
    /// templates.
    @Test(
        "decides AuthZEN's fixture",
        arguments: [
            ("alice", "read", "record-1", [:], true), ("alice", "write", "record-1", [:], true),
            ("bob", "read", "record-1", [:], true), ("bob", "write", "record-1", [:], false),
            ("alice", "write", "record-2", ["resource:status": "archived"], false),
            (
                "bob", "write", "record-2",
                ["resource:status": "archived", "subject:role": "admin"], true
            ),
            ("alice", "delete", "record-1", ["action:soft": "true"], true),
            ("alice", "delete", "record-1", ["action:soft": "false"], false),
        ] as [(String, String, String, [String: String], Bool)])
    func fixture(
        subject: String, action: String, record: String, context: [String: String], allowed: Bool
    ) throws {
        let query = Query(
            principal: "arn:verdict:iam::000000000000:user/\(subject)", action: "record:\(action)",
            resource: "arn:verdict:record:::\(record)",
            context: context.mapValues(ContextValue.single))
        #expect(try Self.loaded.get().referenceDecision(query).isAllowed == allowed)
    }
}
