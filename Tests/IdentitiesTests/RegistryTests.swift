import Identities
import Testing

@Suite("Registry")
struct RegistryTests {
    static func role(_ name: String, path: String = "/", account: String = "111122223333")
        -> RoleRecord
    {
        RoleRecord(
            head: EntityHead(
                account: account, path: path, name: name, id: "AROA" + name, created: 0),
            trustPolicy: "{}")
    }

    @Test("finds what was put, by its name in lower case")
    func find() {
        let registry = Registry([Self.role("Deployer").record])
        let found = registry.find(RoleRecord.self, account: "111122223333", name: "deployer")
        #expect(found?.arn == "arn:aws:iam::111122223333:role/Deployer")
        #expect(registry.find(RoleRecord.self, account: "444455556666", name: "deployer") == nil)
        #expect(registry.find(UserRecord.self, account: "111122223333", name: "deployer") == nil)
    }

    @Test("lists by account and name")
    func all() {
        let registry = Registry(
            [("b", "444455556666"), ("C", "111122223333"), ("a", "111122223333")]
                .map { Self.role($0.0, account: $0.1).record })
        #expect(
            registry.all(RoleRecord.self, account: "111122223333").map(\.head.name) == ["a", "C"])
        #expect(registry.all(RoleRecord.self).map(\.head.name) == ["a", "C", "b"])
        #expect(registry.count(RoleRecord.self, account: "111122223333") == 2)
        #expect(registry.count(UserRecord.self, account: "111122223333") == 0)
    }

    @Test("putting replaces what has the same key, removing takes it out, and both may repeat")
    func apply() {
        var role = Self.role("Deployer")
        var registry = Registry([role.record])
        role.description = "new"
        for _ in 0..<2 { registry.apply(role.put) }
        #expect(registry.all(RoleRecord.self) == [role])
        for _ in 0..<2 { registry.apply(role.remove) }
        #expect(registry[role.key] == nil)
        #expect(registry.all(RoleRecord.self).isEmpty)
    }

    @Test("policies of AWS and of the account may share a name")
    func policyNames() {
        let policies = ["aws", "111122223333"].map { owner in
            ManagedPolicyRecord(
                head: EntityHead(account: owner, name: "ReadOnly", id: "ANPA", created: 0),
                account: "111122223333",
                versions: [.init(number: 1, document: "{}", created: 0)], defaultVersion: 1,
                nextVersion: 2, updated: 0)
        }
        #expect(Registry(policies.map(\.record)).all(ManagedPolicyRecord.self).count == 2)
    }

    @Test(
        "the path tells a service-linked role and its service",
        arguments: [
            ("/aws-service-role/lex.amazonaws.com/", "lex.amazonaws.com"), ("/", nil),
            ("/aws-service-role/", nil), ("/aws-service-role//", nil),
            ("/x/aws-service-role/lex.amazonaws.com/", nil),
            ("/aws-service-role/lex.amazonaws.com/x/", nil),
        ] as [(String, String?)])
    func linkedService(path: String, service: String?) {
        #expect(Self.role("R", path: path).linkedService == service)
    }

    @Test("a use counts until the second at which it expires")
    func expiry() {
        var use = RoleUseRecord(
            service: "lex.amazonaws.com", account: "111122223333", resource: "arn:aws:lex:::bot",
            region: "us-east-1", expires: 100)
        #expect(use.isActive(at: 99))
        #expect(!use.isActive(at: 100))
        use.expires = nil
        #expect(use.isActive(at: .max))
    }
}
