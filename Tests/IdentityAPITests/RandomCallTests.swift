import Identities
import IdentityAPI
import QueryProtocol
import TestSupport
import Testing

/// What stays true whatever is called in whatever order.
@Suite("Random calls")
struct RandomCallTests {
    @Test("keep what holds for every account", arguments: 1...6 as ClosedRange<UInt64>)
    func invariants(seed: UInt64) throws {
        print("seed \(seed)")
        var random = SplitMix64(seed: seed)
        var sandbox = StoryTests.start()
        try sandbox.perform("CreateServiceLinkedRole", ["AWSServiceName": Sample.service])
        let linked = try #require(sandbox.role(Sample.linkedRole))
        var successes = 0
        for _ in 0..<1_500 {
            let (action, parameters) = Self.call(&random)
            let call = try sandbox.call(action, parameters)
            sandbox.now += 1
            guard let outcome = try? IdentityAPI.perform(call, in: sandbox.view) else { continue }
            successes += 1
            for change in outcome.changes { sandbox.view.own.apply(change) }
        }
        #expect(successes > 300, "seed \(seed)")
        try Self.check(sandbox, linked: linked)
    }

    /// A call that may make sense.
    private static func call(_ random: inout SplitMix64) -> (String, [String: String]) {
        let nouns = ["Role", "User", "Group"]
        let noun = random.pick(nouns)
        let names = ["a", "A", "b", "c", "G", Sample.linkedRole]
        let owner = ["\(noun)Name": random.pick(names)]
        let arns =
            ["P", "Q", "q"].map { "arn:aws:iam::111122223333:policy/\($0)" }
            + [Story.aws, Sample.linkedPolicy]
        let arn = ["PolicyArn": random.pick(arns)]
        let name = ["PolicyName": random.pick(["P", "p", "Q"])]
        let document = ["PolicyDocument": random.chance(90) ? Sample.policy : "{}"]
        let tag = [
            "Tags.member.1.Key": random.pick(["t", "T", "u"]), "Tags.member.1.Value": "v",
        ]
        func with(_ parts: [String: String]...) -> [String: String] {
            parts.reduce(into: [:]) { $0.merge($1) { $1 } }
        }
        switch random.below(16) {
        case 0:
            return ("CreateRole", with(["RoleName": random.pick(names)], trust))
        case 1: return ("CreateUser", ["UserName": random.pick(names)])
        case 2: return ("CreatePolicy", with(name, document))
        case 3, 4: return ("Attach\(noun)Policy", with(owner, arn))
        case 5: return ("Detach\(noun)Policy", with(owner, arn))
        case 6: return ("Put\(noun)Policy", with(owner, name, document))
        case 7: return ("Delete\(noun)Policy", with(owner, name))
        case 8: return ("Delete\(noun)", owner)
        case 9: return ("DeletePolicy", arn)
        case 10: return ("CreatePolicyVersion", with(arn, document))
        case 11:
            let boundary = ["PermissionsBoundary": random.pick(arns)]
            return ("Put\(noun)PermissionsBoundary", with(owner, boundary))
        case 12: return ("Delete\(noun)PermissionsBoundary", owner)
        case 13: return ("Tag\(noun)", with(owner, tag))
        case 14:
            return (
                "UpdateRole",
                with(
                    ["RoleName": random.pick(names)],
                    [
                        random.pick(["Description", "MaxSessionDuration"]): "4000"
                    ])
            )
        default: return ("DeletePolicyVersion", with(arn, ["VersionId": "v\(random.below(9))"]))
        }
    }

    private static let trust = ["AssumeRolePolicyDocument": Sample.trust]

    private static func check(_ sandbox: Sandbox, linked: RoleRecord) throws {
        var sandbox = sandbox
        let own = sandbox.view.own
        let roles = own.all(RoleRecord.self)
        let users = own.all(UserRecord.self)
        let policies = own.all(ManagedPolicyRecord.self)
        for names in [roles.map(\.head.name), users.map(\.head.name), policies.map(\.arn)] {
            #expect(Set(names.map { $0.lowercased() }).count == names.count)
        }
        // Of the service's role nothing has changed but what may.
        var now = try #require(sandbox.role(Sample.linkedRole))
        now.description = linked.description
        now.head.tags = linked.head.tags
        #expect(now == linked)

        let all =
            roles.map(\.policies) + users.map(\.policies)
            + own.all(GroupRecord.self).map(\.policies)
        for policies in all where policies != now.policies {
            #expect(!policies.managed.contains(Sample.linkedPolicy))
            #expect(policies.boundary != Sample.linkedPolicy)
            #expect(Set(policies.managed).count == policies.managed.count)
        }
        let known = Set(policies.map(\.arn) + [Sample.linkedPolicy])
        #expect(known.isSuperset(of: all.flatMap(\.managed)))
        #expect(known.isSuperset(of: all.compactMap(\.boundary)))
        for arn in known {
            let answer = try sandbox.perform("GetPolicy", ["PolicyArn": arn])
            let attachments = all.count { $0.managed.contains(arn) }
            let boundaries = all.count { $0.boundary == arn }
            #expect(try answer.text("Policy.AttachmentCount") == String(attachments))
            #expect(
                try answer.text("Policy.PermissionsBoundaryUsageCount") == String(boundaries))
        }
        for policy in policies {
            #expect((1...5).contains(policy.versions.count))
            #expect(policy.versions.contains { $0.number == policy.defaultVersion })
            #expect(policy.versions.allSatisfy { $0.number < policy.nextVersion })
        }
    }
}
