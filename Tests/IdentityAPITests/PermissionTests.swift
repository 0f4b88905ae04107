import Foundation
import Identities
import IdentityAPI
import QueryProtocol
import TestSupport
import Testing

/// What a caller must be allowed, as policies see it.
@Suite("Permissions")
struct PermissionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var action: String
        var parameters: [String: String]
        var resource: String
        var context: [String: [String]]

        init(
            _ action: String, _ parameters: [String: String], _ resource: String,
            _ context: [String: [String]] = [:]
        ) {
            self.action = action
            self.parameters = parameters
            self.resource = resource
            self.context = context
        }

        var testDescription: String { "\(action) \(resource)" }
    }

    static let account = "arn:aws:iam::111122223333"
    static let tagsOfR = ["aws:ResourceTag/team": ["red"], "iam:ResourceTag/team": ["red"]]
    static let boundaryOfR = ["iam:PermissionsBoundary": ["\(account):policy/Local"]]
    static let seenOfR = tagsOfR.merging(boundaryOfR) { $1 }

    static let cases: [Case] = [
        Case("ListRoles", [:], "*"),
        Case("GetRole", ["RoleName": "r"], "\(account):role/p/R", seenOfR),
        Case("GetRole", ["RoleName": "Nobody"], "\(account):role/Nobody"),
        Case("ListRoleTags", ["RoleName": "R"], "\(account):role/p/R", tagsOfR),
        Case(
            "CreateRole",
            [
                "RoleName": "N", "Path": "/q/", "PermissionsBoundary": Story.aws,
                "AssumeRolePolicyDocument": "not read for that",
            ], "\(account):role/q/N", ["iam:PermissionsBoundary": [Story.aws]]),
        Case(
            "AttachRolePolicy", ["RoleName": "R", "PolicyArn": Story.aws], "\(account):role/p/R",
            seenOfR.merging(["iam:PolicyARN": [Story.aws]]) { $1 }),
        Case(
            "AttachGroupPolicy", ["GroupName": "G", "PolicyArn": Story.aws], "\(account):group/G",
            ["iam:PolicyARN": [Story.aws]]),
        Case(
            "PutRolePermissionsBoundary", ["RoleName": "R", "PermissionsBoundary": Story.aws],
            "\(account):role/p/R",
            tagsOfR.merging(["iam:PermissionsBoundary": [Story.aws]]) { $1 }),
        Case(
            "DeleteRolePermissionsBoundary", ["RoleName": "R"], "\(account):role/p/R", seenOfR),
        Case(
            "TagRole",
            [
                "RoleName": "R", "Tags.member.1.Key": "a", "Tags.member.1.Value": "1",
                "Tags.member.2.Key": "B", "Tags.member.2.Value": "",
            ], "\(account):role/p/R",
            tagsOfR.merging([
                "aws:RequestTag/a": ["1"], "aws:RequestTag/B": [""], "aws:TagKeys": ["a", "B"],
            ]) { $1 }),
        Case(
            "UntagRole", ["RoleName": "R", "TagKeys.member.1": "team"], "\(account):role/p/R",
            tagsOfR.merging(["aws:TagKeys": ["team"]]) { $1 }),
        Case("GetUser", [:], "\(account):user/admin"),
        Case("GetPolicy", ["PolicyArn": Story.aws], Story.aws),
        Case(
            "GetPolicy", ["PolicyArn": "\(account):policy/Local"], "\(account):policy/Local",
            ["aws:ResourceTag/k": ["v"]]),
        Case(
            "CreateServiceLinkedRole", ["AWSServiceName": Sample.service],
            "\(account):role/aws-service-role/\(Sample.service)/\(Sample.linkedRole)",
            ["iam:AWSServiceName": [Sample.service]]),
        Case(
            "CreateServiceLinkedRole",
            ["AWSServiceName": "nobody.amazonaws.com", "CustomSuffix": "x"],
            "\(account):role/aws-service-role/nobody.amazonaws.com/AWSServiceRoleFor_x",
            ["iam:AWSServiceName": ["nobody.amazonaws.com"]]),
        Case(
            "GetServiceLinkedRoleDeletionStatus",
            ["DeletionTaskId": "task/aws-service-role/lex.amazonaws.com/AWSServiceRoleForLex/1"],
            "\(account):role/aws-service-role/lex.amazonaws.com/AWSServiceRoleForLex"),
    ]

    static func world() throws -> Sandbox {
        var sandbox = StoryTests.start()
        try sandbox.perform(
            "CreatePolicy",
            [
                "PolicyName": "Local", "PolicyDocument": Sample.policy, "Tags.member.1.Key": "k",
                "Tags.member.1.Value": "v",
            ])
        try sandbox.createRole(
            "R",
            [
                "Path": "/p/", "PermissionsBoundary": "\(account):policy/Local",
                "Tags.member.1.Key": "team", "Tags.member.1.Value": "red",
            ])
        return sandbox
    }

    @Test("a call needs one permission, whose conditions see what they should", arguments: cases)
    func permission(_ testCase: Case) throws {
        var sandbox = try Self.world()
        let permissions = try sandbox.permissions(testCase.action, testCase.parameters)
        let expected = Permission(
            action: "iam:\(testCase.action)", resource: testCase.resource,
            context: testCase.context)
        #expect(permissions == [expected])
    }

    @Test(
        "whoever makes something with tags must be allowed to tag it",
        arguments: [("CreateRole", "Role"), ("CreateUser", "User"), ("CreatePolicy", "Policy")])
    func tagging(action: String, noun: String) throws {
        var sandbox = try Self.world()
        let tags = ["Tags.member.1.Key": "k", "Tags.member.1.Value": "v"]
        let permissions = try sandbox.permissions(
            action, tags.merging(["\(noun)Name": "N"]) { $1 })
        #expect(permissions.map(\.action) == ["iam:\(action)", "iam:Tag\(noun)"])
        #expect(permissions.map(\.resource) == Array(repeating: permissions[0].resource, count: 2))
        for permission in permissions {
            #expect(permission.context["aws:RequestTag/k"] == ["v"])
        }
    }

    @Test("only what was asked permission for is changed, in every call of the story")
    func changesArePermitted() throws {
        var sandbox = StoryTests.start()
        for step in Story.steps {
            let resources = Set(
                try sandbox.permissions(step.action, step.parameters).map(\.resource))
            for change in try sandbox.perform(step.action, step.parameters).changes {
                let arn: String? =
                    switch change {
                    case .put(.role(let role)): role.arn
                    case .put(.user(let user)): user.arn
                    case .put(.group(let group)): group.arn
                    case .put(.policy(let policy)): policy.arn
                    default: nil
                    }
                if let arn { #expect(resources == [arn], "\(step.action)") }
            }
        }
    }

    @Test("conditions see no other keys than the service authorization reference has")
    func reference() throws {
        guard let url = SharedData.url("service-authorization.json") else {
            print("skipped: no shared data")
            return
        }
        let iam = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url))
            .services["iam"]
        let actions = try #require(iam).actions
        var sandbox = try Self.world()
        var calls = Self.cases.map { ($0.action, $0.parameters) }
        calls += Story.steps.map { ($0.action, $0.parameters) }
        for (action, parameters) in calls {
            for permission in try sandbox.permissions(action, parameters) {
                let name = String(permission.action.dropFirst("iam:".count))
                let entry = try #require(actions[name], "\(permission.action)")
                #expect((entry.isWildcardOnly == true) == (permission.resource == "*"))
                let keys = permission.context.keys
                    .filter { !$0.contains(":ResourceTag/") }
                    .map { $0.hasPrefix("aws:RequestTag/") ? "aws:RequestTag/${TagKey}" : $0 }
                let unknown = Set(keys).subtracting(entry.keys ?? [])
                #expect(unknown.isEmpty, "\(permission.action)")
            }
        }
    }

    /// What the test reads of the reference.
    struct Reference: Decodable {
        struct Service: Decodable { var actions: [String: Action] }
        struct Action: Decodable {
            var keys: [String]?
            var isWildcardOnly: Bool?

            enum CodingKeys: String, CodingKey {
                case keys
                case isWildcardOnly = "wildcard_only"
            }
        }
        var services: [String: Service]
    }
}
