import Directory
import Identities
import PolicyModel
import Store
import Testing

/// Checks what is served of files and records together.
@Suite("Merging files and records")
struct BundleMergeTests {
    static let iam = "arn:aws:iam::\(Sample.account):"
    static let details = """
        {"RoleDetailList": [{"Arn": "\(iam)role/team/FromFile", "RoleName": "FromFile",
            "AssumeRolePolicyDocument": \(Sample.trust),
            "AttachedManagedPolicies": [{"PolicyArn": "\(iam)policy/p"}]}],
         "GroupDetailList": [{"Arn": "\(iam)group/Staff", "GroupName": "Staff"}],
         "Policies": [{"Arn": "\(iam)policy/p", "PolicyVersionList": [
            {"IsDefaultVersion": true, "Document": \(Sample.policy("p").document)}]}]}
        """

    static func merge(_ records: [Record], files: Bundle? = nil) throws -> Account? {
        try Sample.merge.merge(files, with: Registry(records)).accounts[Sample.account]
    }

    static func errors(_ records: [Record], files: Bundle? = nil) -> [String] {
        do {
            _ = try Sample.merge.merge(files, with: Registry(records))
            return []
        } catch {
            return error.errors.map(\.description)
        }
    }

    @Test("the store's entities stand beside those of the files")
    func beside() throws {
        let files = try Sample.bundle(Self.details)
        let account = try #require(
            try Self.merge(
                [
                    Sample.role("own", policies: ["\(Self.iam)policy/p"]).record,
                    Sample.user("ada", groups: ["Staff"]).record,
                ], files: files))
        #expect(
            Set(account.principals.values.map(\.name)) == ["FromFile", "own", "ada"])
        let role = try #require(account.principal(arn: "\(Self.iam)role/own"))
        #expect(account.identityPolicies(of: role).map(\.name) == ["\(Self.iam)policy/p"])
    }

    @Test("of an imported account the files say only which resources it has")
    func imported() throws {
        let files = Bundle(accounts: [
            Account(
                id: Sample.account,
                principals: try Sample.bundle(Self.details).accounts[Sample.account]!.principals
                    .values,
                resources: [Resource(arn: "arn:aws:s3:::new", policy: nil)])
        ])
        let kept = AccountRecord(
            id: Sample.account, isImported: true,
            resourcePolicies: #"[{"ResourceArn": "arn:aws:s3:::old", "Tags": {}}]"#)
        let records = [kept.record, Sample.role("own").record]
        let account = try #require(try Self.merge(records, files: files))
        #expect(account.principals.values.map(\.name) == ["own"])
        #expect(account.groups.isEmpty && account.managedPolicies.isEmpty)
        #expect(account.resources.keys == ["arn:aws:s3:::new"])
        let alone = try #require(try Self.merge(records))
        #expect(alone.resources.keys == ["arn:aws:s3:::old"])
    }

    @Test("the organization is that of the files, else the imported one")
    func organization() throws {
        func organization(_ id: String) -> String {
            #"{"Id":"\#(id)","ManagementAccountId":"\#(Sample.account)","Root":{"Id":"r-1"}}"#
        }
        let kept = OrganizationRecord(text: organization("o-kept")).record
        let plain = try Sample.bundle(Self.details)
        let file = BundleFile(name: "o", bytes: Array(organization("o-file").utf8))
        let own = Bundle(accounts: [], organization: try BundleLoader().organization(file))
        func id(_ files: Bundle?, _ records: [Record]) throws -> String? {
            try Sample.merge.merge(files, with: Registry(records)).organization?.id
        }
        #expect(try id(nil, [kept]) == "o-kept")
        #expect(try id(plain, [kept]) == "o-kept")
        #expect(try id(own, [kept]) == "o-file")
        #expect(try id(plain, []) == nil)
    }

    @Test("an account with nothing but a record is known")
    func bare() throws {
        #expect(try Self.merge([AccountRecord(id: Sample.account).record]) != nil)
        #expect(try Self.merge([]) == nil)
    }

    @Test("the policy of a service-linked role comes with it, and only with it")
    func linked() throws {
        let role = Sample.linkedRole("AWSServiceRoleForLex")
        let account = try #require(try Self.merge([role.record]))
        #expect(account.managedPolicies[Sample.linkedPolicy]?.document == Sample.linkedDocument)
        let thief = Sample.role("thief", policies: [Sample.linkedPolicy])
        #expect(
            Self.errors([thief.record])
                == ["\(thief.arn): policy `\(Sample.linkedPolicy)` does not exist"])
    }

    @Test(
        "a name that the files have is taken",
        arguments: [
            (Sample.role("fromfile").record, "role/fromfile"),
            (Sample.group("staff").record, "group/staff"),
            (Sample.policy("p").record, "policy/p"),
        ])
    func taken(record: Record, name: String) throws {
        let files = try Sample.bundle(Self.details)
        #expect(
            Self.errors([record], files: files)
                == ["\(Self.iam)\(name): the bundle has something of this name, too"])
        let account = AccountRecord(id: Sample.account, isImported: true)
        #expect(Self.errors([record, account.record], files: files).isEmpty)
    }

    static let broken = #"{"Version":"2012-10-17","Statement":[{"Effect":"Permit"}]}"#

    @Test("what can't be read, or refers to nothing, is listed, all of it")
    func flaws() {
        var role = Sample.role("r", trust: "{")
        role.policies.inline = [.init(name: "i", document: "{}")]
        var group = Sample.group("g", policies: ["\(Self.iam)policy/gone"])
        group.policies.inline = [.init(name: "i", document: Self.broken)]
        let errors = Self.errors([
            role.record, group.record,
            Sample.user("u", groups: ["none"], boundary: "\(Self.iam)policy/b").record,
        ])
        for prefix in [
            "\(Self.iam)role/r#AssumeRolePolicyDocument:1:2: ",
            "\(Self.iam)group/g: policy `\(Self.iam)policy/gone` does not exist",
            "\(Self.iam)group/g#i:1:48: ", "\(Self.iam)user/u: group `none` does not exist",
            "\(Self.iam)user/u: policy `\(Self.iam)policy/b` does not exist",
        ] {
            #expect(errors.contains { $0.hasPrefix(prefix) }, "\(prefix) in \(errors)")
        }
    }

    @Test("two accounts do not list one resource")
    func resources() throws {
        let text = #"[{"ResourceArn": "arn:aws:s3:::b", "Tags": {}}]"#
        let files = Bundle(accounts: [
            Account(
                id: "444455556666", resources: [Resource(arn: "arn:aws:s3:::b", policy: nil)])
        ])
        let kept = AccountRecord(
            id: Sample.account, isImported: true, resourcePolicies: text)
        let message = "resource `arn:aws:s3:::b` is listed by account \(Sample.account), too"
        #expect(
            Self.errors([kept.record], files: files) == ["account 444455556666: \(message)"])
    }
}
