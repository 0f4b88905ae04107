import Identities
import IdentityAPI
import QueryProtocol
import Testing

/// Limits, on both sides.
@Suite("Quotas")
struct QuotaTests {
    @Test("a managed policy may have 6,144 characters, space between tokens not counted")
    func policySize() throws {
        var sandbox = Sandbox()
        var parameters = ["PolicyName": "P", "PolicyDocument": Sample.policy(ofSize: 6_145)]
        #expect(try sandbox.failure("CreatePolicy", parameters)?.code == "LimitExceeded")
        parameters["PolicyDocument"] = Sample.policy(ofSize: 6_144)
        try sandbox.perform("CreatePolicy", parameters)
    }

    @Test("a trust policy may have 2,048 characters")
    func trustSize() throws {
        var sandbox = Sandbox()
        var parameters = ["RoleName": "R", "AssumeRolePolicyDocument": Sample.trust(ofSize: 2_049)]
        #expect(try sandbox.failure("CreateRole", parameters)?.code == "LimitExceeded")
        parameters["AssumeRolePolicyDocument"] = Sample.trust(ofSize: 2_048)
        try sandbox.perform("CreateRole", parameters)
        let update = ["RoleName": "R", "PolicyDocument": Sample.trust(ofSize: 2_049)]
        #expect(try sandbox.failure("UpdateAssumeRolePolicy", update)?.code == "LimitExceeded")
    }

    @Test(
        "all inline policies of an owner together have a greatest size",
        arguments: [("User", 2_048), ("Group", 5_120), ("Role", 10_240)])
    func inlineSize(noun: String, sizeMax: Int) throws {
        var sandbox = StoryTests.start()
        try sandbox.createRole("G")
        try sandbox.perform("CreateUser", ["UserName": "G"])
        func put(_ name: String, _ size: Int) -> [String: String] {
            [
                "\(noun)Name": "G", "PolicyName": name,
                "PolicyDocument": Sample.policy(ofSize: size),
            ]
        }
        let action = "Put\(noun)Policy"
        try sandbox.perform(action, put("A", 1_000))
        let error = try sandbox.failure(action, put("B", sizeMax - 999))
        #expect(error?.code == "LimitExceeded")
        #expect(error?.status == 409)
        try sandbox.perform(action, put("B", sizeMax - 1_000))
        try sandbox.perform(action, put("a", 1_000))
        #expect(try sandbox.failure(action, put("a", 1_001))?.code == "LimitExceeded")
    }

    @Test("ten managed policies may be attached, and five versions kept")
    func counts() throws {
        var sandbox = Sandbox()
        try sandbox.createRole("R")
        func arn(_ number: Int) -> String { "arn:aws:iam::111122223333:policy/P\(number)" }
        for number in 0...10 {
            try sandbox.perform(
                "CreatePolicy", ["PolicyName": "P\(number)", "PolicyDocument": Sample.policy])
            let parameters = ["RoleName": "R", "PolicyArn": arn(number)]
            if number < 10 {
                try sandbox.perform("AttachRolePolicy", parameters)
            } else {
                let error = try sandbox.failure("AttachRolePolicy", parameters)
                #expect(error?.code == "LimitExceeded")
            }
        }
        try sandbox.perform("AttachRolePolicy", ["RoleName": "R", "PolicyArn": arn(0)])

        let version = ["PolicyArn": arn(0), "PolicyDocument": Sample.policy]
        for _ in 2...5 { try sandbox.perform("CreatePolicyVersion", version) }
        #expect(try sandbox.failure("CreatePolicyVersion", version)?.code == "LimitExceeded")
        try sandbox.perform("DeletePolicyVersion", ["PolicyArn": arn(0), "VersionId": "v3"])
        let next = try sandbox.perform("CreatePolicyVersion", version)
        #expect(try next.text("PolicyVersion.VersionId") == "v6")
        try sandbox.perform("DetachRolePolicy", ["RoleName": "R", "PolicyArn": arn(0)])
        #expect(
            try sandbox.failure("DeletePolicy", ["PolicyArn": arn(0)])?.code == "DeleteConflict")
    }

    @Test("fifty tags may be set, at once or one after another")
    func tags() throws {
        var sandbox = Sandbox()
        try sandbox.createRole("R")
        var parameters = ["RoleName": "R"]
        for number in 1...50 {
            parameters["Tags.member.\(number).Key"] = "k\(number)"
            parameters["Tags.member.\(number).Value"] = "v"
        }
        try sandbox.perform("TagRole", parameters)
        func one(_ key: String) -> [String: String] {
            ["RoleName": "R", "Tags.member.1.Key": key, "Tags.member.1.Value": "w"]
        }
        try sandbox.perform("TagRole", one("K50"))
        #expect(try sandbox.failure("TagRole", one("k51"))?.code == "LimitExceeded")
        #expect(sandbox.role("R")?.head.tags.count == 50)
        #expect(sandbox.role("R")?.head.tags.last == Tag(key: "K50", value: "w"))
    }

    @Test("an account has room for so many roles, users and policies, and for services' roles")
    func perAccount() throws {
        var quotas = Quotas()
        (quotas.roles, quotas.users, quotas.policies) = (2, 2, 1)
        var sandbox = Sandbox(quotas: quotas)
        try sandbox.createRole("A")
        try sandbox.createRole("B")
        try sandbox.perform("CreateUser", ["UserName": "B"])
        try sandbox.perform(
            "CreatePolicy", ["PolicyName": "A", "PolicyDocument": Sample.policy])
        let calls: [(String, [String: String])] = [
            ("CreateRole", RefusalTests.role()), ("CreateUser", ["UserName": "C"]),
            ("CreatePolicy", ["PolicyName": "B", "PolicyDocument": Sample.policy]),
        ]
        for (action, parameters) in calls {
            #expect(try sandbox.failure(action, parameters)?.code == "LimitExceeded")
        }
        try sandbox.perform("CreateServiceLinkedRole", ["AWSServiceName": Sample.service])
    }

    @Test("texts may be as long as the API reference says")
    func lengths() throws {
        var sandbox = Sandbox()
        let name = String(repeating: "n", count: 64)
        let path = "/" + String(repeating: "p", count: 510) + "/"
        try sandbox.createRole(
            name,
            [
                "Path": path, "Description": String(repeating: "ÿ", count: 1_000),
                "MaxSessionDuration": "3600",
                "Tags.member.1.Key": String(repeating: "k", count: 128),
                "Tags.member.1.Value": String(repeating: "é", count: 256),
            ])
        let policy = String(repeating: "n", count: 128)
        try sandbox.perform(
            "PutRolePolicy",
            ["RoleName": name, "PolicyName": policy, "PolicyDocument": Sample.policy])
        let longer = ["RoleName": name, "PolicyName": policy + "n"]
        #expect(try sandbox.failure("GetRolePolicy", longer)?.code == "ValidationError")
    }
}
