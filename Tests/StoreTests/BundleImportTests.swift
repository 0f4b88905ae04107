import Directory
import Identities
import Store
import Testing

@Suite("Import of a bundle")
struct BundleImportTests {
    static let id = "111122223333"

    static func role(_ name: String, trust: String = Sample.trust) -> RoleRecord {
        Sample.role(name, trust: trust)
    }

    static func bundle(_ entities: [Record], resources: String? = nil, organization: String? = nil)
        -> BundleRecords
    {
        BundleRecords(
            accounts: [.init(id: id, entities: entities, resourcePolicies: resources)],
            organization: organization)
    }

    static func errors(_ bundle: BundleRecords, into kept: [Record]) -> [String] {
        do {
            _ = try BundleImport(bundle, into: kept)
            return []
        } catch {
            return error.errors.map(\.description)
        }
    }

    @Test("an account keeps its record and gains what is imported")
    func account() throws {
        let kept: [Record] = [AccountRecord(id: Self.id).record]
        let imported = try BundleImport(
            Self.bundle([Self.role("a").record], resources: "[]"), into: kept)
        #expect(
            imported.records == [
                AccountRecord(id: Self.id, isImported: true, resourcePolicies: "[]").record,
                Self.role("a").record,
            ])
    }

    @Test("what the store has is not replaced")
    func refusals() {
        let bundle = Self.bundle([Self.role("Deployer").record])
        #expect(
            Self.errors(bundle, into: [AccountRecord(id: Self.id, isImported: true).record])
                == ["account \(Self.id): has been imported before"])
        #expect(
            Self.errors(bundle, into: [Self.role("deployer").record])
                == ["role `deployer` of account \(Self.id): the store has one, too"])
        #expect(Self.errors(bundle, into: [Self.role("other").record]).isEmpty)
    }

    @Test("what could not be served afterwards is not imported")
    func flaws() {
        let broken = Self.bundle([Self.role("a", trust: "{").record])
        #expect(Self.errors(broken, into: []).count == 1)
        let resources = #"[{"ResourceArn": "arn:aws:s3:::b", "Tags": {}}]"#
        let other = AccountRecord(
            id: "444455556666", isImported: true, resourcePolicies: resources)
        let message = "account 444455556666: resource `arn:aws:s3:::b` is listed by account "
        #expect(
            Self.errors(Self.bundle([], resources: resources), into: [other.record])
                == [message + "\(Self.id), too"])
        #expect(Self.errors(Self.bundle([], organization: "{}"), into: []).isEmpty == false)
    }

    @Test("accounts that are not imported may refer to files that are not here")
    func others() {
        var user = UserRecord(
            head: EntityHead(account: "444455556666", name: "u", id: "", created: 0))
        user.policies.managed = ["arn:aws:iam::444455556666:policy/in-the-files"]
        #expect(Self.errors(Self.bundle([]), into: [user.record]).isEmpty)
    }
}
