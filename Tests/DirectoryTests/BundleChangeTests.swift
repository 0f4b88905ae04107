import PolicyModel
import Testing

@testable import Directory

/// Checks changes of a bundle: what they do, what they touch, and what stands in their way.
@Suite("Changes of a bundle")
struct BundleChangeTests {
    static let account = "111122223333"
    static let iam = "arn:aws:iam::\(account):"

    static func role(_ name: String, path: String = "/", policies: [String] = []) -> Principal {
        let arn = "\(iam)role\(path)\(name)"
        return Principal(
            .role(
                trustPolicy: NamedPolicy(
                    name: arn + "#trust", document: PolicyDocument(statements: []))),
            arn: arn, path: path, name: name, uniqueID: nil, attachedPolicies: policies)
    }

    static func user(_ name: String, groups: [String] = [], boundary: String? = nil) -> Principal {
        Principal(
            .user(groups: groups), arn: "\(iam)user/\(name)", path: "/", name: name,
            uniqueID: nil, boundary: boundary)
    }

    static func policy(_ name: String, allowing action: String = "*") -> NamedPolicy {
        NamedPolicy(
            name: "\(iam)policy/\(name)",
            document: PolicyDocument(statements: [
                Statement(effect: .allow, action: Clause([action]), resource: Clause(["*"]))
            ]))
    }

    static func group(_ name: String, policies: [String] = []) -> Group {
        Group(arn: "\(iam)group/\(name)", name: name, attachedPolicies: policies)
    }

    static let bundle = Bundle(accounts: [
        Account(
            id: account,
            principals: [
                role("reader", policies: ["\(iam)policy/p"]), role("idle", path: "/team/"),
                user("ada", groups: ["staff"]), user("bob", boundary: "\(iam)policy/limit"),
            ],
            groups: [group("staff", policies: ["\(iam)policy/q"]), group("empty")],
            managedPolicies: [policy("p"), policy("q"), policy("limit"), policy("unused")],
            resources: [Resource(arn: "arn:aws:s3:::b", policy: nil, tags: ["a": "b"])]),
        Account(id: "444455556666"),
    ])

    @Test(
        "a change touches whom it concerns, and no other",
        arguments: [
            (.setPrincipal(role("reader")), ["role/reader"]),
            (.setPrincipal(role("fresh")), ["role/fresh"]),
            (.removePrincipal(arn: "\(iam)role/team/idle"), ["role/team/idle"]),
            (.setManagedPolicy(policy("p"), account: account), ["role/reader"]),
            (.setManagedPolicy(policy("q"), account: account), ["user/ada"]),
            (.setManagedPolicy(policy("limit"), account: account), ["user/bob"]),
            (.setManagedPolicy(policy("fresh"), account: account), []),
            (.setGroup(group("staff"), account: account), ["user/ada"]),
            (.setGroup(group("fresh"), account: account), []),
            (.removeGroup(name: "empty", account: account), []),
            (.removeManagedPolicy(arn: "\(iam)policy/unused", account: account), []),
        ] as [(BundleChange, [String])])
    func touched(change: BundleChange, expected: [String]) throws {
        let (_, touched) = try Self.bundle.applying([change])
        #expect(touched.principals == Set(expected.map { Self.iam + $0 }))
        #expect(!touched.hasResources)
    }

    @Test(
        "a change that would leave a name without meaning, or with two, is not made",
        arguments: [
            (.setPrincipal(role("r", policies: ["x"])), .dangling("x")),
            (.setPrincipal(user("u", groups: ["x"])), .dangling("x")),
            (.setPrincipal(user("u", boundary: "x")), .dangling("x")),
            (.setPrincipal(role("READER", path: "/x/")), .taken("\(iam)role/x/READER")),
            (.setGroup(group("g", policies: ["x"]), account: account), .dangling("x")),
            (.removePrincipal(arn: "\(iam)user/x"), .unknown("\(iam)user/x")),
            (.removeGroup(name: "x", account: account), .unknown("x")),
            (.removeGroup(name: "staff", account: account), .inUse("staff")),
            (.removeManagedPolicy(arn: "x", account: account), .unknown("x")),
            (
                .removeManagedPolicy(arn: "\(iam)policy/limit", account: account),
                .inUse("\(iam)policy/limit")
            ),
            (
                .removeManagedPolicy(arn: "\(iam)policy/q", account: account),
                .inUse("\(iam)policy/q")
            ),
            (.removeResource(arn: "x", account: account), .unknown("x")),
            (.setGroup(group("g"), account: "000000000000"), .unknownAccount("000000000000")),
            (
                .setResource(Resource(arn: "arn:aws:s3:::b", policy: nil), account: "444455556666"),
                .taken("arn:aws:s3:::b")
            ),
        ] as [(BundleChange, BundleChangeError.Kind)])
    func refused(change: BundleChange, kind: BundleChangeError.Kind) {
        #expect(throws: BundleChangeError(kind)) {
            try Self.bundle.applying([.setPrincipal(Self.role("before")), change])
        }
    }

    @Test("changes are seen in the new bundle and not in the old")
    func applied() throws {
        let (bundle, touched) = try Self.bundle.applying([
            .removePrincipal(arn: "\(Self.iam)role/team/idle"),
            .setPrincipal(Self.role("IDLE", path: "/other/")),
            .setResource(
                Resource(arn: "arn:aws:s3:::c", policy: Self.policy("c")), account: Self.account),
            .removeResource(arn: "arn:aws:s3:::b", account: Self.account),
        ])
        let account = try #require(bundle.accounts[Self.account])
        #expect(account.role(named: "idle")?.path == "/other/")
        #expect(bundle.policyHolder(of: "arn:aws:s3:::c/k")?.account == Self.account)
        #expect(bundle.resources["arn:aws:s3:::b"] == nil)
        #expect(touched.hasResources)

        let old = try #require(Self.bundle.accounts[Self.account])
        #expect(old.role(named: "idle")?.path == "/team/")
        #expect(old.principals.count == 4 && old.resources.count == 1)
        #expect(Self.bundle.policyHolder(of: "arn:aws:s3:::c/k") == nil)
    }

    @Test("the difference between two bundles is found, and leads from one to the other")
    func difference() throws {
        let (other, _) = try Self.bundle.applying([
            .setManagedPolicy(Self.policy("fresh"), account: Self.account),
            .setPrincipal(Self.role("reader", policies: ["\(Self.iam)policy/fresh"])),
            .removePrincipal(arn: "\(Self.iam)user/ada"),
            .removeGroup(name: "staff", account: Self.account),
            .removeManagedPolicy(arn: "\(Self.iam)policy/q", account: Self.account),
        ])
        let changes = try #require(Self.bundle.changes(to: other))
        #expect(changes.count == 5)
        let (again, _) = try Self.bundle.applying(changes)
        #expect(try #require(again.changes(to: other)).isEmpty)
        #expect(try #require(Self.bundle.changes(to: Self.bundle)).isEmpty)
        #expect(Self.bundle.changes(to: Bundle(accounts: [])) == nil)
        let organization = Organization(
            id: "o-1", managementAccount: "1", root: Organization.Unit(id: "r-1"))
        let accounts = Self.bundle.accounts.values
        #expect(
            Self.bundle.changes(to: Bundle(accounts: accounts, organization: organization)) == nil)
    }
}
