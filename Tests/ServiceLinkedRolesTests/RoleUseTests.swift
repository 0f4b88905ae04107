import Identities
import ServiceLinkedRoles
import Testing

@Suite("Uses of service-linked roles")
struct RoleUseTests {
    static func rig() throws -> Rig {
        var rig = Rig()
        try rig.create()
        return rig
    }

    @Test("are registered, replaced by resource, and listed by region and ARN while they count")
    func register() throws {
        var rig = try Self.rig()
        try rig.register(Rig.use("bot/2"))
        try rig.register(Rig.use("bot/1", expires: 1_100))
        try rig.register(Rig.use("bot/9", region: "eu-west-1"))
        func names(_ now: Int64) -> [String] {
            rig.lifeCycle.activeUses(of: Rig.service, account: Rig.account, now: now)
                .map { String($0.resource.split(separator: ":").last ?? "") }
        }
        #expect(names(1_099) == ["bot/9", "bot/1", "bot/2"])
        #expect(names(1_100) == ["bot/9", "bot/2"])
        try rig.register(Rig.use("bot/1", expires: 1_200))
        #expect(names(1_199) == ["bot/9", "bot/1", "bot/2"])
        #expect(rig.registry.count(RoleUseRecord.self, account: Rig.account) == 3)
        let again = try rig.lifeCycle.register(Rig.use("bot/2"), now: 1_000)
        #expect(again.changes.isEmpty)
    }

    @Test("are released as often as one likes")
    func release() throws {
        var rig = try Self.rig()
        try rig.register(Rig.use())
        #expect(try rig.release(Rig.use()))
        #expect(try !rig.release(Rig.use()))
        #expect(rig.registry.all(RoleUseRecord.self).isEmpty)
        let stranger = Rig.use(service: "none.amazonaws.com")
        let error = refusal { () throws(LifeCycleError) in try rig.release(stranger) }
        #expect(error?.kind == .unknownService)
        // The service's definition may be gone, but not what it has reported.
        rig.registry.apply(stranger.put)
        #expect(try rig.release(stranger))
    }

    static let resources: [(resource: String, isValid: Bool)] = [
        ("arn:aws:lex:us-east-1:111122223333:bot/1", true),
        ("arn:aws:lex:::bot", true),
        ("arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForLex/s:1", true),
        ("arn:aws:lex:us-east-1:111122223333:bot/ä😀", true),
        ("arn:aws:lex:::" + String(repeating: "b", count: 2_034), true),
        ("arn:aws:lex:::" + String(repeating: "b", count: 2_035), false),
        ("arn:aws:lex:eu-west-1:111122223333:bot/1", false),
        ("", false), ("bot", false), ("arn:aws:lex::", false), ("arn:aws:lex:::", false),
        ("arn::lex:::bot", false), ("arn:aws::::bot", false), ("ARN:aws:lex:::bot", false),
        ("arn:aws:lex:::b ot", false), ("arn:aws:lex:::b\not", false),
        ("arn:aws:lex:::b\u{0}", false), ("arn:aws:lex:::b\u{85}", false),
        ("arn:aws:lex:::b\u{FFFE}", false),
    ]

    @Test("have the ARN of something in their region", arguments: resources)
    func resource(resource: String, isValid: Bool) throws {
        var rig = try Self.rig()
        var use = Rig.use()
        use.resource = resource
        let error = refusal { () throws(LifeCycleError) in try rig.register(use) }
        #expect(error?.kind == (isValid ? nil : .invalidResource))
    }

    @Test("are refused for what makes no sense")
    func refusals() throws {
        var rig = try Self.rig()
        func kind(_ use: RoleUseRecord) -> LifeCycleError.Kind? {
            refusal { () throws(LifeCycleError) in try rig.register(use) }?.kind
        }
        #expect(kind(Rig.use(service: "none.amazonaws.com")) == .unknownService)
        #expect(
            kind(Rig.use(region: "me-1"))
                == .unsupportedRegion(supported: ["us-east-1", "eu-west-1"]))
        #expect(kind(Rig.use(expires: 1_000)) == .expired)
        #expect(kind(Rig.use(expires: 1_001)) == nil)
        #expect(kind(Rig.use(service: "polly.amazonaws.com")) == .noSuchRole)
    }

    @Test("need a role of the service, be it one with a suffix")
    func suffix() throws {
        var rig = Rig()
        #expect(
            refusal { () throws(LifeCycleError) in try rig.register(Rig.use()) }?.code
                == .noSuchEntity)
        try rig.create(suffix: "a")
        try rig.register(Rig.use())
        // It may be this one that the use depends on.
        #expect(rig.finish(try rig.delete("AWSServiceRoleForLex_a")).status == .failed)
    }

    @Test("are refused while a deletion looks at them, and make it fail before")
    func deletion() throws {
        var rig = try Self.rig()
        let task = try rig.delete()
        try rig.register(Rig.use("bot/1"))
        rig.step(task)
        let error = refusal { () throws(LifeCycleError) in try rig.register(Rig.use("bot/2")) }
        #expect(error?.kind == .deletionInProgress(task: task.id))
        #expect(rig.step(task).status == .failed)
        try rig.register(Rig.use("bot/2"))
    }

    @Test("are at most 10,000 in an account, not counting what has expired")
    func limit() throws {
        var rig = try Self.rig()
        for number in 1..<RoleLifeCycle.useCountMax {
            rig.registry.apply(Rig.use("bot/\(number)", expires: 1_100).put)
        }
        try rig.register(Rig.use("bot/last"))
        let error = refusal { () throws(LifeCycleError) in try rig.register(Rig.use("more")) }
        #expect(error?.kind == .tooManyUses && error?.code == .limitExceeded)
        try rig.register(Rig.use("bot/last", expires: 9_999))
        rig.now = 1_100
        try rig.register(Rig.use("more"))
        #expect(rig.registry.count(RoleUseRecord.self, account: Rig.account) == 2)
    }
}
