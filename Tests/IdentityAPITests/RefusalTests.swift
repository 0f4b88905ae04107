import Identities
import IdentityAPI
import QueryProtocol
import Testing

/// What is refused, with AWS's codes and statuses. Nothing has changed then: a call that throws has
/// no changes to make.
@Suite("Refusals")
struct RefusalTests {
    /// A call, and what it is refused with.
    struct Case: Sendable, CustomTestStringConvertible {
        var action: String
        var parameters: [String: String]
        var code: String
        var reason: String

        init(_ action: String, _ parameters: [String: String], _ code: String, _ reason: String) {
            self.action = action
            self.parameters = parameters
            self.code = code
            self.reason = reason
        }

        var testDescription: String { "\(action): \(reason)" }
    }

    static let statuses = [
        "ValidationError": 400, "InvalidInput": 400, "MalformedPolicyDocument": 400,
        "NoSuchEntity": 404, "EntityAlreadyExists": 409, "DeleteConflict": 409,
        "LimitExceeded": 409, "UnmodifiableEntity": 400, "PolicyNotAttachable": 400,
        "AccessDenied": 403, "MissingParameter": 400, "InvalidParameterValue": 400,
    ]

    @Test("a call is refused", arguments: values + documents + absent + conflicts + protected)
    func refusal(_ testCase: Case) throws {
        var sandbox = try Self.world()
        let error = try #require(try sandbox.failure(testCase.action, testCase.parameters))
        #expect(error.code == testCase.code, "\(error.message)")
        #expect(error.status == Self.statuses[error.code])
        #expect(!error.message.isEmpty)
        let body = QueryAnswer.failure(error, of: .iam, requestID: "id")
        #expect(try XMLTree(parsing: body).find("Error.Message")?.text == error.message)
    }

    static let local = "arn:aws:iam::111122223333:policy/Local"
    static let aws = "arn:aws:iam::aws:policy/ReadOnlyAccess"

    /// An account with one of everything.
    static func world() throws -> Sandbox {
        let bundled = EntityHead(
            account: Sandbox.account, name: "Bundled", id: "XXXXBUNDLED", created: 0)
        let group = GroupRecord(
            head: EntityHead(account: Sandbox.account, name: "G", id: "AGPAG", created: 0))
        var sandbox = Sandbox(bundle: [
            RoleRecord(head: bundled, trustPolicy: Sample.trust).record,
            UserRecord(head: bundled).record, GroupRecord(head: bundled).record,
            ManagedPolicyRecord(
                head: bundled, account: Sandbox.account,
                versions: [.init(number: 1, document: Sample.policy, created: 0)],
                defaultVersion: 1, nextVersion: 2, updated: 0
            ).record, Sample.awsPolicy().record,
        ])
        sandbox.view.own.apply(group.put)
        let reserved = RoleRecord(
            head: EntityHead(
                account: Sandbox.account, path: "/aws-reserved/sso.amazonaws.com/",
                name: "Reserved", id: "AROARESERVED", created: 0), trustPolicy: Sample.trust)
        sandbox.view.own.apply(reserved.put)
        try sandbox.createRole("R")
        try sandbox.createRole("Inline")
        try sandbox.perform("CreateUser", ["UserName": "U"])
        try sandbox.perform("CreateServiceLinkedRole", ["AWSServiceName": Sample.service])
        try sandbox.perform(
            "CreatePolicy", ["PolicyName": "Local", "PolicyDocument": Sample.policy])
        for (sort, name) in [("Role", "R"), ("User", "U"), ("Group", "G")] {
            try sandbox.perform(
                "Attach\(sort)Policy", ["\(sort)Name": name, "PolicyArn": local])
        }
        try sandbox.perform(
            "PutRolePolicy",
            ["RoleName": "Inline", "PolicyName": "P", "PolicyDocument": Sample.policy])
        return sandbox
    }
}

extension RefusalTests {
    /// Values that break rules of their own.
    static let values: [Case] = [
        Case("GetRole", [:], "ValidationError", "no name"),
        Case("GetRole", ["RoleName": ""], "ValidationError", "empty name"),
        Case("GetRole", ["RoleName": "<R>&"], "ValidationError", "name hostile to XML"),
        Case("GetRole", ["RoleName": "a/b"], "ValidationError", "name with a slash"),
        Case("GetRole", ["RoleName": "é"], "ValidationError", "name beyond ASCII"),
        Case(
            "GetRole", ["RoleName": String(repeating: "r", count: 65)], "ValidationError",
            "65 characters"),
        Case(
            "CreateUser", ["UserName": String(repeating: "u", count: 65)], "ValidationError",
            "65 characters"),
        Case("GetRole", ["RoleName.member.1": "R"], "InvalidParameterValue", "a list for a name"),
        Case(
            "GetRole", ["RoleName": "R", "Colour": "red"], "ValidationError", "unknown parameter"),
        Case(
            "CreateRole", role(["PermissionBoundary": local]), "ValidationError",
            "misspelt parameter"),
        Case("CreateRole", role(["Path": "team/"]), "ValidationError", "path without first slash"),
        Case("CreateRole", role(["Path": "/team"]), "ValidationError", "path without last slash"),
        Case("CreateRole", role(["Path": ""]), "ValidationError", "empty path"),
        Case("CreateRole", role(["Path": "/a b/"]), "ValidationError", "space in a path"),
        Case(
            "CreateRole", role(["Path": "/" + String(repeating: "p", count: 511) + "/"]),
            "ValidationError", "path of 513 characters"),
        Case(
            "CreateRole", role(["Path": "/aws-service-role/lex.amazonaws.com/"]), "InvalidInput",
            "path of service-linked roles"),
        Case(
            "CreateRole", role(["Path": "/AWS-Service-Role/x/"]), "InvalidInput",
            "the same in another case"),
        Case("CreateRole", role(["Path": "/aws-reserved/"]), "InvalidInput", "reserved path"),
        Case(
            "CreatePolicy",
            ["PolicyName": "N", "PolicyDocument": Sample.policy, "Path": "/aws-service-role/"],
            "InvalidInput", "path of service-linked policies"),
        Case(
            "CreatePolicy", ["PolicyName": "N", "PolicyDocument": Sample.policy, "Path": "/a//b/"],
            "ValidationError", "two slashes in a policy's path"),
        Case(
            "CreateRole", role(["Description": "\u{1}"]), "ValidationError", "control character"),
        Case("CreateRole", role(["Description": "→"]), "ValidationError", "beyond Latin-1"),
        Case(
            "CreateRole", role(["Description": String(repeating: "d", count: 1_001)]),
            "ValidationError", "1,001 characters"),
        Case("CreateRole", role(["MaxSessionDuration": "3599"]), "ValidationError", "too short"),
        Case("CreateRole", role(["MaxSessionDuration": "43201"]), "ValidationError", "too long"),
        Case("CreateRole", role(["MaxSessionDuration": "1h"]), "ValidationError", "no number"),
        Case(
            "CreateRole", role(["MaxSessionDuration": "99999999999999999999"]), "ValidationError",
            "no number that fits"),
        Case(
            "CreateRole", role(["MaxSigninSessionDuration": "3600"]), "InvalidInput",
            "what is not supported"),
        Case(
            "UpdateRole", ["RoleName": "R", "MaxSigninSessionDuration": "3600"], "InvalidInput",
            "what is not supported"),
        Case(
            "CreateRole", role(["PermissionsBoundary": "arn:aws:iam::111122223333:role/x"]),
            "InvalidInput", "boundary that is no policy"),
        Case(
            "CreateRole", role(["PermissionsBoundary": "short"]), "ValidationError",
            "boundary that is no ARN"),
        Case(
            "AttachRolePolicy", ["RoleName": "R", "PolicyArn": "arn:aws:s3:::bucket/policy/x"],
            "InvalidInput", "ARN of another service"),
        Case(
            "GetPolicy", ["PolicyArn": "arn:aws:iam::111122223333:policy/\u{7}"],
            "ValidationError", "control character in an ARN"),
        Case("TagRole", ["RoleName": "R"], "ValidationError", "no tags"),
        Case(
            "TagRole", ["RoleName": "R", "Tags.member.1.Key": "k"], "MissingParameter", "no value"),
        Case("TagRole", tags([("", "v")]), "ValidationError", "empty key"),
        Case("TagRole", tags([("k<", "v")]), "ValidationError", "key hostile to XML"),
        Case("TagRole", tags([("k", "v&")]), "ValidationError", "value hostile to XML"),
        Case("TagRole", tags([("K", "1"), ("k", "2")]), "InvalidInput", "equal keys"),
        Case("TagRole", tags([("AWS:x", "1")]), "InvalidInput", "reserved key"),
        Case(
            "TagRole", tags([(String(repeating: "k", count: 129), "v")]), "ValidationError",
            "key of 129 characters"),
        Case(
            "TagRole", tags([("k", String(repeating: "v", count: 257))]), "ValidationError",
            "value of 257 characters"),
        Case(
            "TagRole", tags((1...51).map { ("k\($0)", "v") }), "InvalidParameterValue", "51 tags"),
        Case("UntagRole", ["RoleName": "R"], "ValidationError", "no keys"),
        Case("ListRoles", ["MaxItems": "0"], "ValidationError", "no items"),
        Case("ListRoles", ["MaxItems": "1001"], "ValidationError", "1,001 items"),
        Case("ListRoles", ["Marker": ""], "ValidationError", "empty marker"),
        Case("ListRoles", ["Marker": "AAAA"], "ValidationError", "marker from nowhere"),
        Case("ListRoles", ["PathPrefix": "x"], "ValidationError", "prefix without slash"),
        Case("ListPolicies", ["Scope": "Mine"], "ValidationError", "unknown scope"),
        Case("ListPolicies", ["OnlyAttached": "maybe"], "ValidationError", "neither yes nor no"),
        Case("ListPolicies", ["PolicyUsageFilter": "x"], "ValidationError", "unknown usage"),
        Case(
            "ListEntitiesForPolicy", ["PolicyArn": local, "EntityFilter": "x"],
            "ValidationError", "unknown sort"),
        Case(
            "GetAccountAuthorizationDetails", ["Filter.member.1": "x"], "ValidationError",
            "unknown sort"),
        Case(
            "GetPolicyVersion", ["PolicyArn": local, "VersionId": "1"], "ValidationError",
            "version without v"),
        Case(
            "GetPolicyVersion", ["PolicyArn": local, "VersionId": "v0"], "ValidationError",
            "version zero"),
        Case("CreateServiceLinkedRole", [:], "ValidationError", "no service"),
        Case(
            "CreateServiceLinkedRole", ["AWSServiceName": "a/b"], "ValidationError",
            "no service's name"),
        Case(
            "CreateServiceLinkedRole", ["AWSServiceName": "nobody.amazonaws.com"], "InvalidInput",
            "unknown service"),
        Case(
            "CreateServiceLinkedRole", ["AWSServiceName": "CodeWhisperer.amazonaws.com"],
            "InvalidInput", "service in another case"),
        Case(
            "CreateServiceLinkedRole",
            ["AWSServiceName": Sample.service, "CustomSuffix": "x"], "InvalidInput",
            "suffix where none is allowed"),
        Case(
            "CreateServiceLinkedRole",
            ["AWSServiceName": Sample.service, "Tags.member.1.Key": "k"],
            "ValidationError", "tags, which come later"),
        Case(
            "GetServiceLinkedRoleDeletionStatus", ["DeletionTaskId": "task/x"], "InvalidInput",
            "no id of a task"),
    ]

    /// Documents that are none.
    static let documents: [Case] = [
        Case("CreateRole", role(["AssumeRolePolicyDocument": ""]), "ValidationError", "empty"),
        Case(
            "CreateRole", role(["AssumeRolePolicyDocument": "{\u{1}}"]), "ValidationError",
            "control character"),
        Case(
            "CreateRole", role(["AssumeRolePolicyDocument": "{"]), "MalformedPolicyDocument",
            "no JSON"),
        Case(
            "CreateRole", role(["AssumeRolePolicyDocument": Sample.policy]),
            "MalformedPolicyDocument", "identity policy as trust policy"),
        Case(
            "UpdateAssumeRolePolicy", ["RoleName": "R", "PolicyDocument": "[]"],
            "MalformedPolicyDocument", "an array"),
        Case(
            "PutRolePolicy",
            ["RoleName": "R", "PolicyName": "P", "PolicyDocument": Sample.trust],
            "MalformedPolicyDocument", "trust policy as identity policy"),
        Case(
            "PutUserPolicy",
            [
                "UserName": "U", "PolicyName": "P",
                "PolicyDocument": Sample.policy.replacing("Allow", with: "Permit"),
            ], "MalformedPolicyDocument", "unknown effect"),
        Case(
            "CreatePolicy",
            [
                "PolicyName": "P",
                "PolicyDocument": Sample.policy.replacing("2012-10-17", with: "2008-10-17"),
            ], "MalformedPolicyDocument", "old language"),
        Case(
            "CreatePolicyVersion",
            ["PolicyArn": local, "PolicyDocument": #"{"Version":"2012-10-17","Version":"x"}"#],
            "MalformedPolicyDocument", "equal members"),
        Case(
            "CreateRole",
            role(["AssumeRolePolicyDocument": String(repeating: " ", count: 131_073)]),
            "ValidationError", "longer than any document"),
    ]

    /// Parameters of `CreateRole`.
    static func role(_ more: [String: String] = [:]) -> [String: String] {
        ["RoleName": "New", "AssumeRolePolicyDocument": Sample.trust].merging(more) { $1 }
    }

    /// Parameters of `TagRole`.
    static func tags(_ tags: [(String, String)]) -> [String: String] {
        var parameters = ["RoleName": "R"]
        for (index, tag) in tags.enumerated() {
            parameters["Tags.member.\(index + 1).Key"] = tag.0
            parameters["Tags.member.\(index + 1).Value"] = tag.1
        }
        return parameters
    }
}
