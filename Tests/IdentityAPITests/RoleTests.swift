import Foundation
import Identities
import IdentityAPI
import QueryProtocol
import Testing

/// Roles as such: what is made, shown, changed and removed.
@Suite("Roles")
struct RoleTests {
    @Test("a new role has what it was given, and is shown so")
    func creation() throws {
        var sandbox = Sandbox()
        try sandbox.perform(
            "CreatePolicy", ["PolicyName": "Limit", "PolicyDocument": Sample.policy])
        let parameters = [
            "RoleName": "Deployer", "Path": "/team/", "AssumeRolePolicyDocument": Sample.trust,
            "Description": "Deploys <& \"more\"> of it", "MaxSessionDuration": "7200",
            "PermissionsBoundary": "arn:aws:iam::111122223333:policy/Limit",
            "Tags.member.1.Key": "team", "Tags.member.1.Value": "red",
            "Tags.member.2.Key": "cost", "Tags.member.2.Value": "",
        ]
        let created = try sandbox.perform("CreateRole", parameters)
        let shown = try sandbox.perform("GetRole", ["RoleName": "deployer"])
        #expect(shown.changes.isEmpty)
        for answer in [created, shown] {
            #expect(try answer.text("Role.Path") == "/team/")
            #expect(try answer.text("Role.RoleName") == "Deployer")
            #expect(try answer.text("Role.RoleId")?.hasPrefix("AROA") == true)
            #expect(
                try answer.text("Role.Arn") == "arn:aws:iam::111122223333:role/team/Deployer")
            #expect(try answer.text("Role.CreateDate") == "2026-09-21T14:13:20Z")
            let document = try #require(try answer.text("Role.AssumeRolePolicyDocument"))
            #expect(document.hasPrefix("%7B%22Version%22%3A%20%222012-10-17%22"))
            #expect(document.removingPercentEncoding == Sample.trust)
            #expect(try answer.text("Role.Description") == "Deploys <& \"more\"> of it")
            #expect(try answer.text("Role.MaxSessionDuration") == "7200")
            #expect(
                try answer.text("Role.PermissionsBoundary.PermissionsBoundaryArn")
                    == "arn:aws:iam::111122223333:policy/Limit")
            #expect(try answer.texts("Role.Tags.member.Key") == ["cost", "team"])
            #expect(try answer.texts("Role.Tags.member.Value") == ["", "red"])
        }
    }

    @Test("what is left out has IAM's defaults")
    func defaults() throws {
        var sandbox = Sandbox()
        let answer = try sandbox.createRole("Plain")
        #expect(try answer.text("Role.Path") == "/")
        #expect(try answer.text("Role.MaxSessionDuration") == "3600")
        #expect(try answer.text("Role.Description") == nil)
        #expect(try answer.text("Role.Tags") == nil)
        #expect(try answer.text("Role.PermissionsBoundary") == nil)
    }

    @Test("lists leave out tags and boundaries, and know paths")
    func list() throws {
        var sandbox = Sandbox()
        try sandbox.createRole("b", ["Tags.member.1.Key": "k", "Tags.member.1.Value": "v"])
        try sandbox.createRole("A", ["Path": "/team/red/"])
        let all = try sandbox.perform("ListRoles")
        #expect(try all.texts("Roles.member.RoleName") == ["A", "b"])
        #expect(try all.texts("Roles.member.Tags").isEmpty)
        #expect(try all.text("IsTruncated") == "false")
        #expect(try all.text("Marker") == nil)
        let team = try sandbox.perform("ListRoles", ["PathPrefix": "/team"])
        #expect(try team.texts("Roles.member.RoleName") == ["A"])
    }

    @Test("an update changes what it names, and nothing else")
    func update() throws {
        var sandbox = Sandbox()
        try sandbox.createRole("R", ["Description": "old", "MaxSessionDuration": "7200"])
        try sandbox.perform("UpdateRole", ["RoleName": "R", "Description": ""])
        #expect(sandbox.role("R")?.description == "")
        #expect(sandbox.role("R")?.sessionSecondsMax == 7_200)
        try sandbox.perform("UpdateRole", ["RoleName": "R", "MaxSessionDuration": "43200"])
        #expect(sandbox.role("R")?.sessionSecondsMax == 43_200)
        let answer = try sandbox.perform(
            "UpdateRoleDescription", ["RoleName": "R", "Description": "new"])
        #expect(try answer.text("Role.Description") == "new")
        let trust = Sample.trust.replacing("root", with: "user/admin")
        try sandbox.perform("UpdateAssumeRolePolicy", ["RoleName": "R", "PolicyDocument": trust])
        #expect(sandbox.role("R")?.trustPolicy == trust)
    }

    @Test("a role goes when nothing is attached to it, and its keys go with it")
    func deletion() throws {
        var sandbox = Sandbox()
        try sandbox.createRole("R", ["Path": "/p/"])
        let keys = ["role/p/R", "role/p/R2", "user/admin"].map {
            AccessKeyRecord(
                id: "AKIA\($0)", secret: "", principal: "arn:aws:iam::111122223333:\($0)",
                account: Sandbox.account, created: 0)
        }
        for key in keys { sandbox.view.own.apply(key.put) }
        try sandbox.perform("DeleteRole", ["RoleName": "R"])
        #expect(sandbox.role("R") == nil)
        let left = sandbox.view.own.all(AccessKeyRecord.self).map(\.id)
        #expect(left == ["AKIArole/p/R2", "AKIAuser/admin"])
    }

    @Test("a role of a bundle is shown, and its name is taken, until the account is imported")
    func bundle() throws {
        let bundled = RoleRecord(
            head: EntityHead(
                account: Sandbox.account, name: "Bundled", id: "AROABUNDLED", created: 0),
            trustPolicy: Sample.trust)
        var sandbox = Sandbox(bundle: [bundled.record])
        try sandbox.createRole("Own")
        #expect(
            try sandbox.perform("ListRoles").texts("Roles.member.RoleName") == ["Bundled", "Own"])
        let taken = try sandbox.failure(
            "CreateRole", ["RoleName": "BUNDLED", "AssumeRolePolicyDocument": Sample.trust])
        #expect(taken?.code == "EntityAlreadyExists")
        let change = try sandbox.failure(
            "UpdateRoleDescription", ["RoleName": "Bundled", "Description": "x"])
        #expect(change?.code == "UnmodifiableEntity")
        #expect(change?.message.contains("import") == true)

        sandbox.view.own.apply(AccountRecord(id: Sandbox.account, isImported: true).put)
        #expect(try sandbox.perform("ListRoles").texts("Roles.member.RoleName") == ["Own"])
        try sandbox.createRole("Bundled")
    }
}

extension Sandbox {
    @discardableResult
    mutating func createRole(
        _ name: String, _ more: [String: String] = [:]
    ) throws -> Answer {
        let parameters = ["RoleName": name, "AssumeRolePolicyDocument": Sample.trust]
        return try perform("CreateRole", parameters.merging(more) { $1 })
    }

    func role(_ name: String) -> RoleRecord? {
        view.own.find(RoleRecord.self, account: Self.account, name: name.lowercased())
    }
}
