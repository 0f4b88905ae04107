import Identities
import ServiceLinkedRoles
import Testing

@Suite("Creation of service-linked roles")
struct RoleCreationTests {
    @Test("a role is what its service says")
    func create() throws {
        var rig = Rig()
        let role = try rig.create()
        let definition = try #require(Rig.catalogue.definition(service: Rig.service))
        #expect(
            role.arn
                == "arn:aws:iam::111122223333:role/aws-service-role/lex.amazonaws.com/"
                + "AWSServiceRoleForLex")
        #expect(role.linkedService == Rig.service)
        #expect(role.head.id == "AROA1" && role.head.created == 1_000)
        #expect(role.description == "For tests")
        #expect(role.trustPolicy == definition.trustPolicy.text)
        #expect(
            role.policies
                == PolicyAttachments(managed: ["arn:aws:iam::aws:policy/aws-service-role/LexPolicy"]
                )
        )
        #expect(role.sessionSecondsMax == 3_600)
        #expect(rig.roles == [role])
    }

    static let suffixes: [(service: String, suffix: String, kind: LifeCycleError.Kind?)] = [
        (Rig.service, "a", nil),
        (Rig.service, "a_b+=,.@-9", nil),
        (Rig.service, String(repeating: "s", count: 43), nil),
        (Rig.service, String(repeating: "s", count: 44), .invalidSuffix),
        (Rig.service, String(repeating: "s", count: 65), .invalidSuffix),
        (Rig.service, "", .invalidSuffix),
        (Rig.service, "a b", .invalidSuffix),
        (Rig.service, "a/b", .invalidSuffix),
        (Rig.service, "<&>", .invalidSuffix),
        (Rig.service, "ä", .invalidSuffix),
        ("polly.amazonaws.com", "a", .invalidSuffix),
        ("none.amazonaws.com", "a", .unknownService),
        ("Lex.amazonaws.com", "a", .unknownService),
    ]

    @Test("a suffix makes another role, where the service allows it", arguments: suffixes)
    func suffix(service: String, suffix: String, kind: LifeCycleError.Kind?) {
        var rig = Rig()
        let error = refusal { () throws(LifeCycleError) in
            try rig.create(service, suffix: suffix)
        }
        #expect(error?.kind == kind)
        #expect(
            rig.roles.map(\.head.name) == (kind == nil ? ["AWSServiceRoleForLex_\(suffix)"] : []))
        if let error { #expect(error.code == .invalidInput) }
    }

    static let descriptions: [(text: String, isValid: Bool)] = [
        ("", true), ("tab\tline\nreturn\r ~¡ÿ", true),
        (String(repeating: "é", count: 1_000), true), (String(repeating: "e", count: 1_001), false),
        ("\u{0}", false), ("\u{1F}", false), ("\u{7F}", false), ("\u{A0}", false), ("Ā", false),
        ("😀", false), ("e\u{301}", false),
    ]

    @Test("a description is Latin-1, up to 1,000 characters", arguments: descriptions)
    func description(text: String, isValid: Bool) {
        var rig = Rig()
        let error = refusal { () throws(LifeCycleError) in try rig.create(description: text) }
        #expect(error?.kind == (isValid ? nil : .invalidDescription))
        #expect(rig.roles.map(\.description) == (isValid ? [text] : []))
    }

    @Test("a name is taken in every case, by a record or by a bundle's role")
    func taken() throws {
        var rig = Rig()
        try rig.create()
        #expect(refusal { () throws(LifeCycleError) in try rig.create() }?.kind == .nameTaken)
        try rig.create(suffix: "a")
        let error = refusal { () throws(LifeCycleError) in try rig.create(suffix: "A") }
        #expect(error?.kind == .nameTaken && error?.code == .invalidInput)
        rig.bundled["awsserviceroleforlex_b"] = "arn:aws:iam::111122223333:role/x"
        #expect(
            refusal { () throws(LifeCycleError) in try rig.create(suffix: "B") }?.kind == .nameTaken
        )
    }
}

@Suite("Set-up of services")
struct ServiceSetupTests {
    @Test("creates the role and keeps the settings; what is so already changes nothing")
    func idempotent() throws {
        var rig = Rig()
        let state = try rig.setUp(settings: #"{"a":1}"#)
        #expect(state.roleARN == rig.roles.first?.arn && state.roleARN != nil)
        #expect(state.setup?.settings == #"{"a":1}"#)
        #expect(state.setup?.region == "us-east-1" && state.setup?.updated == 1_000)
        let before = rig.lifeCycle
        let again = try before.setUp(
            service: Rig.service, account: Rig.account, region: "us-east-1",
            settings: #"{"a":1}"#, now: 2_000, makeID: { "AROA" })
        #expect(again.changes.isEmpty && again.value == state)

        rig.now = 2_000
        let moved = try rig.setUp(region: "eu-west-1")
        #expect(moved.setup?.region == "eu-west-1" && moved.setup?.updated == 2_000)
        #expect(rig.roles.count == 1)
        #expect(
            try rig.lifeCycle.state(service: Rig.service, account: Rig.account, now: 2_000) == moved
        )
    }

    @Test("the same call creates a role that was deleted anew, under another id")
    func recreation() throws {
        var rig = Rig()
        try rig.setUp()
        let first = try #require(rig.roles.first)
        #expect(rig.finish(try rig.delete()).status == .succeeded)
        let gone = try rig.lifeCycle.state(service: Rig.service, account: Rig.account, now: 0)
        #expect(gone.roleARN == nil && gone.setup != nil)
        #expect(try rig.setUp().roleARN == first.arn)
        #expect(rig.roles.first?.head.id != first.head.id)
    }

    @Test("is refused in regions without support, with those that have it")
    func regions() {
        var rig = Rig()
        for region in ["me-1", "us-east-2", ""] {
            let error = refusal { () throws(LifeCycleError) in try rig.setUp(region: region) }
            #expect(error?.kind == .unsupportedRegion(supported: ["us-east-1", "eu-west-1"]))
            #expect(error?.message.hasSuffix("supported: us-east-1, eu-west-1") == true)
            #expect(error?.code == .invalidInput)
        }
        #expect(rig.registry.all(ServiceSetupRecord.self).isEmpty && rig.roles.isEmpty)
    }

    static let settings: [(text: String, isValid: Bool)] = [
        ("{}", true), (#"{"a":{"b":[1,null]}}"#, true), ("[]", false), ("", false), ("{", false),
        (#"{"a":1,"a":1}"#, false), ("null", false),
        ("{\"a\":\"\(String(repeating: "x", count: (64 << 10) - 8))\"}", true),
        ("{\"a\":\"\(String(repeating: "x", count: (64 << 10) - 7))\"}", false),
    ]

    @Test("takes settings that are a JSON object of at most 64 KiB")
    func settings() {
        for (text, isValid) in Self.settings {
            var rig = Rig()
            let error = refusal { () throws(LifeCycleError) in try rig.setUp(settings: text) }
            #expect(error?.kind == (isValid ? nil : .invalidSettings), "\(text.prefix(20))")
        }
    }

    @Test("is refused while the role is being deleted, since it would be gone soon after")
    func deletion() throws {
        var rig = Rig()
        try rig.setUp()
        var task = try rig.delete()
        for _ in 0..<2 {
            let error = refusal { () throws(LifeCycleError) in try rig.setUp() }
            #expect(error?.kind == .deletionInProgress(task: task.id))
            #expect(error?.code == .conflict)
            task = rig.step(task)
        }
        #expect(try rig.setUp().openTask == nil)
    }

    @Test("finds a bundle's own role in place, and is refused where another role has the name")
    func bundle() throws {
        var rig = Rig()
        let arn =
            "arn:aws:iam::111122223333:role/aws-service-role/lex.amazonaws.com/AWSServiceRoleForLex"
        rig.bundled["awsserviceroleforlex"] = arn
        #expect(try rig.setUp().roleARN == arn)
        #expect(rig.roles.isEmpty)
        try rig.register(Rig.use())
        rig.bundled["awsserviceroleforlex"] = "arn:aws:iam::111122223333:role/AWSServiceRoleForLex"
        #expect(refusal { () throws(LifeCycleError) in try rig.setUp() }?.kind == .nameTaken)
    }

    @Test("of an unknown service there is no set-up, and no state")
    func unknown() {
        var rig = Rig()
        let error = refusal { () throws(LifeCycleError) in try rig.setUp("none.amazonaws.com") }
        #expect(error?.kind == .unknownService)
        let lifeCycle = rig.lifeCycle
        #expect(
            refusal { () throws(LifeCycleError) in
                try lifeCycle.state(service: "none.amazonaws.com", account: Rig.account, now: 0)
            }?.kind == .unknownService)
    }
}
