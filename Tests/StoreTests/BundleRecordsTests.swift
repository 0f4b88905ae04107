import Directory
import Foundation
import Identities
import PolicyModel
import Store
import TestSupport
import Testing

/// Checks that nothing a bundle says of its entities is lost when they become records.
@Suite("Records of a bundle")
struct BundleRecordsTests {
    static let iam = "arn:aws:iam::111122223333:"

    static func read(_ details: String, id: String? = "111122223333") throws -> BundleRecords {
        try BundleRecords(
            reading: BundleFiles(accounts: [
                .init(id: id, details: BundleFile(name: "d.json", bytes: Array(details.utf8)))
            ]))
    }

    static func entities(_ details: String) throws -> [Record] {
        try #require(try read(details).accounts.first).entities
    }

    @Test("a role, with everything that is known of it")
    func role() throws {
        let details = """
            {"RoleDetailList": [{
                "Path": "/team/", "RoleName": "Deployer", "RoleId": "AROAX",
                "Arn": "\(Self.iam)role/team/Deployer", "CreateDate": "2026-03-02T09:00:00+01:00",
                "AssumeRolePolicyDocument": {"Statement":  []},
                "RolePolicyList": [
                    {"PolicyName": "b", "PolicyDocument": "%7B%22Id%22%3A%22%C3%A4+%22%7D"},
                    {"PolicyName": "a", "PolicyDocument": "{\\"Id\\": \\"\\u00e4\\"}"}],
                "AttachedManagedPolicies": [
                    {"PolicyName": "z", "PolicyArn": "\(Self.iam)policy/z"},
                    {"PolicyName": "y", "PolicyArn": "\(Self.iam)policy/y"}],
                "PermissionsBoundary": {
                    "PermissionsBoundaryType": "Policy",
                    "PermissionsBoundaryArn": "\(Self.iam)policy/limit"},
                "Tags": [{"Key": "z", "Value": "1"}, {"Key": "a", "Value": "2"}],
                "Description": "ships", "MaxSessionDuration": 7200,
                "InstanceProfileList": [], "RoleLastUsed": {}}]}
            """
        let role = RoleRecord(
            head: EntityHead(
                account: "111122223333", path: "/team/", name: "Deployer", id: "AROAX",
                created: 1_772_438_400,
                tags: [Tag(key: "z", value: "1"), Tag(key: "a", value: "2")]),
            policies: PolicyAttachments(
                inline: [
                    .init(name: "b", document: #"{"Id":"ä+"}"#),
                    .init(name: "a", document: #"{"Id": "ä"}"#),
                ],
                managed: ["\(Self.iam)policy/z", "\(Self.iam)policy/y"],
                boundary: "\(Self.iam)policy/limit"),
            trustPolicy: #"{"Statement":  []}"#, description: "ships", sessionSecondsMax: 7_200)
        #expect(try Self.entities(details) == [role.record])
    }

    @Test("users and groups, and what is not there is empty")
    func usersAndGroups() throws {
        let details = """
            {"UserDetailList": [{"Arn": "\(Self.iam)user/ada", "GroupList": ["Staff"],
                "Tags": {"team": "red"}}],
             "GroupDetailList": [{"Arn": "\(Self.iam)group/x/Staff", "GroupId": "AGPA",
                "GroupPolicyList": [{"PolicyName": "p", "PolicyDocument": {}}]}]}
            """
        let user = UserRecord(
            head: EntityHead(
                account: "111122223333", name: "ada", id: "", created: 0,
                tags: [Tag(key: "team", value: "red")]),
            groups: ["Staff"])
        let group = GroupRecord(
            head: EntityHead(
                account: "111122223333", path: "/x/", name: "Staff", id: "AGPA", created: 0),
            policies: PolicyAttachments(inline: [.init(name: "p", document: "{}")]))
        #expect(try Self.entities(details) == [user.record, group.record])
    }

    static func policy(_ versions: String, arn: String = "\(iam)policy/p") -> String {
        #"{"Policies": [{"Arn": "\#(arn)", "PolicyVersionList": [\#(versions)]}]}"#
    }

    @Test("a managed policy with all of its versions, in order")
    func versions() throws {
        let details = """
            {"Policies": [{"PolicyName": "p", "PolicyId": "ANPA", "Path": "/",
                "Arn": "arn:aws:iam::aws:policy/p", "Description": "about",
                "CreateDate": "1970-01-01T00:00:01Z", "UpdateDate": "1970-01-01T00:00:09Z",
                "PolicyVersionList": [
                    {"VersionId": "v10", "IsDefaultVersion": false, "Document": {"a": 10},
                        "CreateDate": "1970-01-01T00:00:09Z"},
                    {"VersionId": "v2", "IsDefaultVersion": true, "Document": {"a": 2}}]}]}
            """
        let policy = ManagedPolicyRecord(
            head: EntityHead(account: "aws", name: "p", id: "ANPA", created: 1),
            account: "111122223333", description: "about",
            versions: [
                .init(number: 2, document: #"{"a": 2}"#, created: 0),
                .init(number: 10, document: #"{"a": 10}"#, created: 9),
            ],
            defaultVersion: 2, nextVersion: 11, updated: 9)
        #expect(try Self.entities(details) == [policy.record])
    }

    @Test("the only version need not say its number")
    func onlyVersion() throws {
        let details = Self.policy(#"{"IsDefaultVersion": true, "Document": {}}"#)
        guard case .policy(let policy)? = try Self.entities(details).first else {
            Issue.record("no policy")
            return
        }
        #expect(policy.versions.map(\.number) == [1])
        #expect(policy.nextVersion == 2)
    }

    @Test("a file without a folder belongs to the account of its ARNs")
    func account() throws {
        let version = #"{"IsDefaultVersion": true, "Document": {}}"#
        let aws = #"{"Arn": "arn:aws:iam::aws:policy/p", "PolicyVersionList": [\#(version)]}"#
        let details =
            #"{"Policies": [\#(aws)], "GroupDetailList": [{"Arn": "\#(Self.iam)group/g"}]}"#
        let account = try #require(try Self.read(details, id: nil).accounts.first)
        #expect(account.id == "111122223333")
        #expect(account.entities.map(\.key.account) == ["111122223333", "111122223333"])
    }

    @Test(
        "what a record needs and a decision does not is an error if it is wrong",
        arguments: [
            (
                policy(#"{"IsDefaultVersion": true, "Document": {}}, {"Document": {}}"#),
                "missing member `VersionId`"
            ),
            (
                policy(#"{"IsDefaultVersion": true, "VersionId": "v01", "Document": {}}"#),
                "`v01` is not the id of a version"
            ),
            (
                policy(#"{"IsDefaultVersion": true, "VersionId": "v0", "Document": {}}"#),
                "`v0` is not the id of a version"
            ),
            (
                policy(
                    #"{"IsDefaultVersion": true, "VersionId": "v1", "Document": {}}, "#
                        + #"{"VersionId": "v1", "Document": {}}"#),
                "one version twice"
            ),
            (
                policy(
                    #"{"IsDefaultVersion": true, "VersionId": "v1", "Document": {}}, "#
                        + #"{"VersionId": "v2"}"#),
                "missing member `Document`"
            ),
            (
                policy(
                    #"{"IsDefaultVersion": true, "VersionId": "v1", "Document": {}}, "#
                        + #"{"VersionId": "v2", "Document": "%FF"}"#),
                "policy document is not UTF-8"
            ),
            (
                #"{"GroupDetailList": [{"Arn": "\#(iam)group/g", "CreateDate": "yesterday"}]}"#,
                "d.json:1:81: member `CreateDate` must be a date"
            ),
            (
                #"{"GroupDetailList": [{"Arn": "\#(iam)group/g"}, {"Arn": "\#(iam)group/G"}]}"#,
                "another group `g` of account 111122223333 is listed before"
            ),
        ])
    func errors(details: String, message: String) throws {
        let error = #expect(throws: BundleErrors.self) { try Self.read(details) }
        let lines = error.map { $0.errors.map(\.description) } ?? []
        #expect(lines.contains { $0.contains(message) }, "\(lines)")
    }

    @Test("what is served of imported records is what the bundle's loader makes of the files")
    func example() throws {
        let path = SharedData.packageRoot.appending(path: "deploy/example").path
        let files = try BundleFiles.read(path)
        let loaded = try BundleLoader().load(files)
        let records = try BundleRecords(reading: files)
        #expect(records.accounts.reduce(0) { $0 + $1.entities.count } == 22)
        let registry = Registry(try BundleImport(records, into: []).records)
        let merged = try BundleMerge { _ in nil }.merge(nil, with: registry)
        try Self.expectSame(loaded, merged)
        #expect(merged.statementCount == loaded.statementCount)

        // And the files, served beside the records, add nothing.
        let both = try BundleMerge { _ in nil }.merge(loaded, with: registry)
        try Self.expectSame(loaded, both)
    }

    /// Two bundles that say the same; where statements stand may differ, since nobody sees the lines
    /// of a document that a file has encoded.
    private static func expectSame(_ bundle: Directory.Bundle, _ other: Directory.Bundle) throws {
        for change in try #require(bundle.changes(to: other)) {
            guard case .setManagedPolicy(let policy, let account) = change else {
                Issue.record("\(change)")
                continue
            }
            let document = bundle.accounts[account]?.managedPolicies[policy.name]?.document
            let statements = document?.statements.map(\.withoutPlace)
            #expect(statements == policy.document.statements.map(\.withoutPlace))
        }
    }
}

extension Statement {
    /// The statement as it would be at the beginning of a document.
    fileprivate var withoutPlace: Statement {
        var statement = self
        statement.position = SourcePosition(line: 1, column: 1)
        return statement
    }
}
