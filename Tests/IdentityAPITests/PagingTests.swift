import Foundation
import Identities
import IdentityAPI
import Testing

/// Lists in parts.
@Suite("Paging")
struct PagingTests {
    static func world() throws -> Sandbox {
        var sandbox = StoryTests.start()
        for number in 0..<7 {
            try sandbox.createRole("R\(number)")
            try sandbox.perform("CreateUser", ["UserName": "u\(number)"])
            try sandbox.perform(
                "CreatePolicy", ["PolicyName": "P\(number)", "PolicyDocument": Sample.policy])
            let arn = "arn:aws:iam::111122223333:policy/P\(number)"
            try sandbox.perform("AttachRolePolicy", ["RoleName": "R0", "PolicyArn": arn])
            try sandbox.perform(
                "AttachRolePolicy", ["RoleName": "R\(number)", "PolicyArn": Story.aws])
            try sandbox.perform(
                "PutRolePolicy",
                ["RoleName": "R0", "PolicyName": "I\(number)", "PolicyDocument": Sample.policy])
            try sandbox.perform(
                "TagRole",
                [
                    "RoleName": "R0", "Tags.member.1.Value": "",
                    "Tags.member.1.Key": String(repeating: "é", count: 127) + String(number),
                ])
        }
        return sandbox
    }

    static let lists: [(String, [String: String], [String])] = [
        ("ListRoles", [:], ["Roles.member.RoleName"]),
        ("ListUsers", [:], ["Users.member.UserName"]),
        ("ListPolicies", [:], ["Policies.member.Arn"]),
        (
            "ListAttachedRolePolicies", ["RoleName": "R0"], ["AttachedPolicies.member.PolicyArn"]
        ),
        ("ListRolePolicies", ["RoleName": "R0"], ["PolicyNames.member"]),
        ("ListRoleTags", ["RoleName": "R0"], ["Tags.member.Key"]),
        ("ListEntitiesForPolicy", ["PolicyArn": Story.aws], ["PolicyRoles.member.RoleName"]),
        (
            "GetAccountAuthorizationDetails", [:],
            [
                "UserDetailList.member.Arn", "GroupDetailList.member.Arn",
                "RoleDetailList.member.Arn", "Policies.member.Arn",
            ]
        ),
    ]

    @Test("pages make up the whole list, in its order", arguments: 0..<lists.count, [1, 2, 3, 7])
    func pages(list: Int, size: Int) throws {
        var sandbox = try Self.world()
        let (action, parameters, paths) = Self.lists[list]
        func names(_ answer: Sandbox.Answer) throws -> [String] {
            try paths.flatMap { try answer.texts($0) }
        }
        let whole = try sandbox.perform(action, parameters)
        #expect(try whole.text("IsTruncated") == "false")
        #expect(try names(whole).count >= 7)

        var found: [String] = []
        var page = parameters.merging(["MaxItems": String(size)]) { $1 }
        while true {
            let answer = try sandbox.perform(action, page)
            let part = try names(answer)
            #expect(part.count <= size)
            found += part
            let marker = try answer.text("Marker")
            #expect(try answer.text("IsTruncated") == (marker == nil ? "false" : "true"))
            guard let marker else { break }
            #expect(part.count == size)
            #expect(marker.count <= 320)
            page["Marker"] = marker
        }
        #expect(found == (try names(whole)))
    }

    @Test("what comes and goes between two pages moves nothing else")
    func changes() throws {
        var sandbox = try Self.world()
        let first = try sandbox.perform("ListUsers", ["MaxItems": "3"])
        #expect(try first.texts("Users.member.UserName") == ["admin", "u0", "u1"])
        try sandbox.perform("DeleteUser", ["UserName": "u1"])
        try sandbox.perform("DeleteUser", ["UserName": "u2"])
        try sandbox.perform("CreateUser", ["UserName": "U00"])
        let marker = try #require(try first.text("Marker"))
        let rest = try sandbox.perform("ListUsers", ["Marker": marker])
        #expect(try rest.texts("Users.member.UserName") == ["u3", "u4", "u5", "u6"])
    }

    @Test("a marker serves its list alone, and in no other spelling")
    func foreignMarkers() throws {
        var sandbox = try Self.world()
        let answer = try sandbox.perform("ListRoles", ["MaxItems": "1"])
        let marker = try #require(try answer.text("Marker"))
        let last = marker.last == "0" ? "1" : "0"
        let bad: [(String, [String: String])] = [
            ("ListUsers", ["Marker": marker]),
            ("ListRoles", ["Marker": marker, "PathPrefix": "/x/"]),
            ("ListRoles", ["Marker": marker.uppercased() + "A"]),
            ("ListRoles", ["Marker": marker.dropLast() + last]),
            ("ListRoles", ["Marker": String(marker.dropLast(2))]),
            ("ListRoles", ["Marker": String(marker.dropFirst(2))]),
            ("ListRoles", ["Marker": marker + " "]),
        ]
        for (action, parameters) in bad {
            let error = try sandbox.failure(action, parameters)
            #expect(error?.code == "ValidationError", "\(action) \(parameters)")
            #expect(error?.status == 400)
        }
        sandbox.caller.account = "444455556666"
        #expect(try sandbox.failure("ListRoles", ["Marker": marker])?.code == "ValidationError")
    }

    @Test("without a number a page has 100 items, and 1,000 at most")
    func sizes() throws {
        var sandbox = Sandbox()
        for number in 0..<150 { try sandbox.createRole("R\(number)") }
        let standard = try sandbox.perform("ListRoles")
        #expect(try standard.texts("Roles.member.RoleName").count == 100)
        #expect(try standard.text("IsTruncated") == "true")
        let greatest = try sandbox.perform("ListRoles", ["MaxItems": "1000"])
        #expect(try greatest.texts("Roles.member.RoleName").count == 150)
    }
}
