import Directory
import PolicyModel

/// A small world for the tests: one organization with a management account (`…0001`), a member in
/// a unit (`…0002`), a member in the root (`…0003`), and a known account outside it (`…0004`).
enum Sample {
    static let management = "100000000001"
    static let member = "100000000002"
    static let sibling = "100000000003"
    static let loner = "100000000004"

    /// A policy that is told apart by its name alone.
    static func policy(_ name: String) -> NamedPolicy {
        NamedPolicy(name: name, document: PolicyDocument(statements: []))
    }

    static func managedARN(_ name: String) -> String { "arn:aws:iam::\(member):policy/\(name)" }

    static let ada = Principal(
        .user(groups: ["admins", "readers"]), arn: "arn:aws:iam::\(member):user/team/ada",
        path: "/team/", name: "ada", uniqueID: "AIDAADA", tags: ["Team": "red", "team": "blue"],
        inlinePolicies: [policy("ada-inline")], attachedPolicies: [managedARN("shared")],
        boundary: managedARN("limit"))

    static let deployer = Principal(
        .role(trustPolicy: policy("deployer-trust")),
        arn: "arn:aws:iam::\(member):role/ci/Deployer",
        path: "/ci/", name: "Deployer", uniqueID: "AROADEP", tags: ["Stage": "prod"],
        attachedPolicies: [managedARN("shared")])

    static let linked = Principal(
        .role(trustPolicy: policy("linked-trust")),
        arn: "arn:aws:iam::\(member):role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX",
        path: "/aws-service-role/x.amazonaws.com/", name: "AWSServiceRoleForX",
        uniqueID: "AROASLR")

    static let organization = Organization(
        id: "o-1", managementAccount: management,
        root: Organization.Unit(
            id: "r-1", attachments: .init(serviceControl: [policy("root-scp")]),
            units: [
                Organization.Unit(
                    id: "ou-1",
                    attachments: .init(
                        serviceControl: [policy("ou-scp-a"), policy("ou-scp-b")],
                        resourceControl: [policy("ou-rcp")]),
                    members: [
                        .init(
                            account: member,
                            attachments: .init(serviceControl: [policy("account-scp")]))
                    ])
            ],
            members: [.init(account: management), .init(account: sibling)]))

    static let bundle = Bundle(
        accounts: [
            Account(id: management, principals: [boss]),
            Account(
                id: member, principals: [ada, deployer, linked],
                groups: [
                    Group(
                        arn: "arn:aws:iam::\(member):group/admins", name: "admins",
                        inlinePolicies: [policy("admins-inline")],
                        attachedPolicies: [managedARN("shared")]),
                    Group(arn: "arn:aws:iam::\(member):group/readers", name: "readers"),
                ],
                managedPolicies: [policy(managedARN("shared")), policy(managedARN("limit"))],
                resources: resources),
            Account(id: loner),
        ],
        organization: organization)

    static let boss = Principal(
        .user(groups: []), arn: "arn:aws:iam::\(management):user/boss", path: "/", name: "boss",
        uniqueID: "AIDABOSS")

    static let resources = [
        Resource(arn: "arn:aws:s3:::data", policy: policy("data"), tags: ["env": "prod"]),
        Resource(arn: "arn:aws:s3:::data/secret", policy: policy("secret")),
        Resource(arn: "arn:aws:s3:::data/tagged", policy: nil, tags: ["kind": "a"]),
        Resource(
            arn: "arn:aws:logs:eu-west-1:\(member):log-group:app", policy: policy("app-logs")),
        Resource(arn: "arn:aws:sqs:eu-west-1:\(member):queue", policy: nil, tags: ["q": "1"]),
    ]
}
