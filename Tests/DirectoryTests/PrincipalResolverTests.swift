import Directory
import PolicyModel
import Testing

/// Who an id stands for, and who is turned away.
@Suite("Principal resolver")
struct PrincipalResolverTests {
    static let known: [(id: String, caller: Caller)] = [
        ("anonymous", .anonymous),
        ("codewhisperer.amazonaws.com", Caller(.service, id: "codewhisperer.amazonaws.com")),
        ("ecs-tasks.amazonaws.com.cn", Caller(.service, id: "ecs-tasks.amazonaws.com.cn")),
        ("accounts.google.com", Caller(.federated, id: "accounts.google.com")),
        (
            "cognito-identity.amazonaws.com",
            Caller(.federated, id: "cognito-identity.amazonaws.com")
        ),
        (
            "arn:aws:iam::999999999999:oidc-provider/example.com",
            Caller(.federated, id: "arn:aws:iam::999999999999:oidc-provider/example.com")
        ),
        (
            "arn:aws:iam::100000000002:root", Caller(.root, id: "arn:aws:iam::100000000002:root")
        ),
        (Sample.ada.arn, Caller(.user, id: Sample.ada.arn, uniqueID: "AIDAADA")),
        (
            Sample.deployer.arn,
            Caller(
                .role, id: Sample.deployer.arn, issuer: Sample.deployer.arn, uniqueID: "AROADEP")
        ),
        (
            "arn:aws:sts::100000000002:assumed-role/Deployer/build-7",
            Caller(
                .assumedRole, id: "arn:aws:sts::100000000002:assumed-role/Deployer/build-7",
                issuer: Sample.deployer.arn, uniqueID: "AROADEP")
        ),
        (
            "arn:aws:sts::100000000002:assumed-role/AWSServiceRoleForX/s",
            Caller(
                .assumedRole, id: "arn:aws:sts::100000000002:assumed-role/AWSServiceRoleForX/s",
                issuer: Sample.linked.arn, uniqueID: "AROASLR", isServiceLinkedRole: true)
        ),
        (
            "arn:aws:sts::100000000002:federated-user/bob",
            Caller(.federatedUser, id: "arn:aws:sts::100000000002:federated-user/bob")
        ),
    ]

    @Test("finds who it knows", arguments: known)
    func resolves(id: String, caller: Caller) throws {
        #expect(try Sample.bundle.resolve(principal: id).caller == caller)
    }

    static let refused: [(id: String, refusal: Refusal)] = [
        ("arn:aws:iam::100000000002:user/nobody", .unknownPrincipal),
        ("arn:aws:iam::100000000002:user/ada", .unknownPrincipal),  // the path is part of the name
        ("arn:aws:iam::100000000002:user/team/Ada", .unknownPrincipal),
        ("arn:aws-cn:iam::100000000002:user/team/ada", .unknownPrincipal),
        ("arn:aws:iam::100000000004:user/ada", .unknownPrincipal),
        ("arn:aws:sts::100000000002:assumed-role/Nobody/s", .unknownPrincipal),
        ("arn:aws:sts::100000000002:assumed-role/Deployer", .unknownPrincipal),
        ("arn:aws:sts::100000000002:assumed-role/Deployer/", .unknownPrincipal),
        ("arn:aws:sts::100000000002:assumed-role/ci/Deployer/s", .unknownPrincipal),
        ("arn:aws-cn:sts::100000000002:assumed-role/Deployer/s", .unknownPrincipal),
        ("arn:aws:iam::999999999999:user/x", .outsideAccount),
        ("arn:aws:iam::999999999999:root", .outsideAccount),
        // A leaf of the organization without a folder: nothing is known of what it allows.
        ("arn:aws:iam::100000000003:root", .outsideAccount),
        ("arn:aws:iam::100000000002:group/admins", .notAPrincipal),
        ("arn:aws:s3:::data", .notAPrincipal),
        ("alice", .notAPrincipal),
        ("", .notAPrincipal),
        ("Upper.amazonaws.com", .notAPrincipal),
        (".amazonaws.com", .notAPrincipal),
        ("a@b.amazonaws.com", .notAPrincipal),
        ("arn:aws:iam", .notAPrincipal),
        ("arn:aws:iam::100000000002:user/\u{301}team/ada", .unknownPrincipal),
    ]

    @Test("turns away whom it does not know", arguments: refused)
    func refuses(id: String, refusal: Refusal) {
        #expect(throws: refusal) { try Sample.bundle.resolve(principal: id) }
    }

    @Test("finds a role's session whatever the case of its name")
    func roleNameIgnoresCase() throws {
        let id = "arn:aws:sts::100000000002:assumed-role/deployer/s"
        #expect(try Sample.bundle.resolve(principal: id).caller.issuer == Sample.deployer.arn)
    }
}
