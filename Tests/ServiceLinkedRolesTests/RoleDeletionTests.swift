import Identities
import ServiceLinkedRoles
import Testing

@Suite("Deletion of service-linked roles")
struct RoleDeletionTests {
    @Test("goes from not started through in progress to success, and takes expired uses along")
    func success() throws {
        var rig = Rig()
        try rig.create()
        try rig.register(Rig.use(expires: 1_001))
        var task = try rig.delete("awsserviceroleforlex")
        #expect(
            task.id
                == "task/aws-service-role/lex.amazonaws.com/AWSServiceRoleForLex/"
                + "00000000-0000-4000-8000-000000000002")
        #expect(task.status == .notStarted && task.created == 1_000 && task.ended == nil)
        rig.now = 1_001
        task = rig.step(task)
        #expect(task.status == .inProgress && rig.roles.count == 1)
        rig.now = 1_002
        task = rig.step(task)
        #expect(task.status == .succeeded && task.ended == 1_002)
        #expect(task.reason.isEmpty && task.usage.isEmpty)
        #expect(rig.roles.isEmpty && rig.registry.all(RoleUseRecord.self).isEmpty)
        #expect(try rig.lifeCycle.task(task.id, account: Rig.account) == task)
        #expect(rig.lifeCycle.step(task, now: 1_003).changes.isEmpty)
    }

    @Test("fails while something depends on the role, with the list; a retry then succeeds")
    func failure() throws {
        var rig = Rig()
        try rig.create()
        for (name, region) in [("b", "us-east-1"), ("a", "us-east-1"), ("z", "eu-west-1")] {
            try rig.register(Rig.use(name, region: region))
        }
        let task = rig.finish(try rig.delete())
        #expect(task.status == .failed && task.ended == 1_000)
        #expect(
            task.reason
                == "service lex.amazonaws.com has 3 resources in 2 regions that depend on the role")
        #expect(
            task.usage == [
                .init(region: "eu-west-1", resources: ["arn:aws:lex:eu-west-1:111122223333:z"]),
                .init(
                    region: "us-east-1",
                    resources: [
                        "arn:aws:lex:us-east-1:111122223333:a",
                        "arn:aws:lex:us-east-1:111122223333:b",
                    ]),
            ])
        #expect(rig.roles.count == 1)

        for (name, region) in [("b", "us-east-1"), ("a", "us-east-1"), ("z", "eu-west-1")] {
            try rig.release(Rig.use(name, region: region))
        }
        let retry = try rig.delete()
        #expect(retry.id != task.id)
        #expect(rig.finish(retry).status == .succeeded)
    }

    @Test("lists at most 50 resources, and says so")
    func longList() throws {
        for count in [50, 51] {
            var rig = Rig()
            try rig.create()
            for number in 0..<count { try rig.register(Rig.use("bot/\(number)")) }
            let task = rig.finish(try rig.delete())
            #expect(task.usage.map(\.resources.count) == [50])
            #expect(task.reason.contains("\(count) resources in 1 region"))
            #expect(task.reason.hasSuffix("not all of them listed") == (count == 51))
        }
    }

    @Test("of what is no service-linked role is refused")
    func unknown() throws {
        var rig = Rig()
        let plain = RoleRecord(
            head: EntityHead(account: Rig.account, name: "plain", id: "AROA0", created: 0),
            trustPolicy: "{}")
        rig.registry.apply(plain.put)
        rig.bundled = [
            "bundled": "arn:aws:iam::111122223333:role/bundled",
            "linked": "arn:aws:iam::111122223333:role/aws-service-role/lex.amazonaws.com/linked",
        ]
        for name in ["none", "plain", "PLAIN", "bundled", ""] {
            let error = refusal { () throws(LifeCycleError) in try rig.delete(name) }
            #expect(error?.kind == .noSuchRole && error?.code == .noSuchEntity)
        }
        let error = refusal { () throws(LifeCycleError) in try rig.delete("Linked") }
        #expect(error?.kind == .readOnlyRole && error?.code == .unmodifiableEntity)
        #expect(rig.tasks.isEmpty)
    }

    @Test("asked for again while it goes on is the same task")
    func again() throws {
        var rig = Rig()
        try rig.create()
        let task = try rig.delete()
        #expect(try rig.delete() == task)
        let started = rig.step(task)
        #expect(try rig.delete("AWSSERVICEROLEFORLEX") == started)
        #expect(rig.tasks == [started])
    }

    @Test("leaves a role alone that has taken the name meanwhile, and is content if none has")
    func recreated() throws {
        for isRecreated in [true, false] {
            var rig = Rig()
            try rig.create()
            let task = rig.step(try rig.delete())
            rig.registry.apply(rig.roles[0].remove)
            if isRecreated { try rig.create() }
            rig.registry.apply(Rig.use().put)
            #expect(rig.step(task).status == .succeeded)
            #expect(rig.roles.count == (isRecreated ? 1 : 0))
            #expect(rig.registry.all(RoleUseRecord.self).count == 1)
        }
    }

    @Test("is stepped on from the records, whatever the caller remembers")
    func stale() throws {
        var rig = Rig()
        try rig.create()
        let task = try rig.delete()
        rig.step(task)
        rig.step(task)
        #expect(rig.step(task).status == .succeeded)
        rig.registry.apply(task.remove)
        #expect(rig.lifeCycle.step(task, now: 0).changes.isEmpty)
    }

    @Test("is limited to 100 at a time in an account")
    func openLimit() throws {
        var rig = Rig()
        for number in 0...RoleLifeCycle.openTaskCountMax { try rig.create(suffix: "\(number)") }
        for number in 0..<RoleLifeCycle.openTaskCountMax {
            try rig.delete("AWSServiceRoleForLex_\(number)")
        }
        let last = "AWSServiceRoleForLex_\(RoleLifeCycle.openTaskCountMax)"
        let error = refusal { () throws(LifeCycleError) in try rig.delete(last) }
        #expect(error?.kind == .tooManyTasks && error?.code == .limitExceeded)
        #expect(rig.lifeCycle.openTasks().count == RoleLifeCycle.openTaskCountMax)
        #expect(rig.lifeCycle.openTasks(account: "444455556666").isEmpty)
        rig.finish(rig.lifeCycle.openTasks()[0])
        try rig.delete(last)
    }

    @Test("is remembered for a week, and the last 500 are")
    func memory() throws {
        var rig = Rig()
        try rig.create()
        try rig.register(Rig.use())
        let first = rig.finish(try rig.delete())
        rig.now += RoleLifeCycle.endedTaskSecondsMax
        let second = rig.finish(try rig.delete())
        #expect(rig.tasks.contains(first))
        rig.now += 1
        rig.finish(try rig.delete())
        #expect(!rig.tasks.contains(first) && rig.tasks.contains(second))
        for number in rig.tasks.count..<RoleLifeCycle.endedTaskCountMax {
            var task = second
            task.id += "/\(number)"
            task.ended = rig.now
            rig.registry.apply(task.put)
        }
        #expect(rig.tasks.contains(second))
        rig.now += 1
        rig.finish(try rig.delete())
        #expect(rig.tasks.count == RoleLifeCycle.endedTaskCountMax)
        #expect(!rig.tasks.contains(second))
    }

    static let uuid = "00000000-0000-4000-8000-00000000000a"
    static let ids: [(id: String, kind: LifeCycleError.Kind)] = [
        ("task/aws-service-role/lex.amazonaws.com/AWSServiceRoleForLex/\(uuid)", .noSuchTask),
        (
            "task/aws-service-role/lex.amazonaws.com/AWSServiceRoleForLex/\(uuid.uppercased())",
            .noSuchTask
        ),
        ("", .malformedTaskID), ("task", .malformedTaskID), (uuid, .malformedTaskID),
        ("task/aws-service-role/lex.amazonaws.com/AWSServiceRoleForLex/", .malformedTaskID),
        ("task/aws-service-role/lex.amazonaws.com/AWSServiceRoleForLex/\(uuid)/", .malformedTaskID),
        ("task/aws-service-role/lex.amazonaws.com/AWSServiceRoleForLex/\(uuid)0", .malformedTaskID),
        ("task/aws-service-role/<>/AWSServiceRoleForLex/\(uuid)", .malformedTaskID),
        ("task/aws-service-role/lex.amazonaws.com//\(uuid)", .malformedTaskID),
        ("task/other/lex.amazonaws.com/AWSServiceRoleForLex/\(uuid)", .malformedTaskID),
        (
            "task/aws-service-role/lex.amazonaws.com/\(String(repeating: "r", count: 64))/\(uuid)",
            .noSuchTask
        ),
        (
            "task/aws-service-role/lex.amazonaws.com/\(String(repeating: "r", count: 65))/\(uuid)",
            .malformedTaskID
        ),
        (String(repeating: "t", count: 1_001), .malformedTaskID),
    ]

    @Test("an id is told from one that is none", arguments: ids)
    func status(id: String, kind: LifeCycleError.Kind) {
        let lifeCycle = Rig().lifeCycle
        let error = refusal { () throws(LifeCycleError) in
            try lifeCycle.task(id, account: Rig.account)
        }
        #expect(error?.kind == kind)
        #expect(error?.code == (kind == .noSuchTask ? .noSuchEntity : .invalidInput))
    }

    @Test("a task is its account's alone")
    func otherAccount() throws {
        var rig = Rig()
        try rig.create()
        let task = try rig.delete()
        let lifeCycle = rig.lifeCycle
        #expect(
            refusal { () throws(LifeCycleError) in
                try lifeCycle.task(task.id, account: "444455556666")
            }?.kind == .noSuchTask)
    }
}

@Suite("Protection of service-linked roles")
struct RoleProtectionTests {
    @Test("of a role its description may be edited, if its service allows it, and nothing else")
    func changes() throws {
        var rig = Rig()
        let lex = try rig.create()
        let polly = try rig.create("polly.amazonaws.com")
        var stranger = lex
        stranger.head.path = "/aws-service-role/none.amazonaws.com/"
        var plain = lex
        plain.head.path = "/"
        let lifeCycle = rig.lifeCycle
        for (role, isEditable, isPlain) in [
            (lex, true, false), (polly, false, false), (stranger, false, false),
            (plain, true, true),
        ] {
            #expect(lifeCycle.isEditable(.description, of: role) == isEditable)
            let edit = refusal { () throws(LifeCycleError) in
                try lifeCycle.checkChange(of: .description, to: role)
            }
            #expect(edit?.kind == (isEditable ? nil : .protectedRole))
            let other = refusal { () throws(LifeCycleError) in
                try lifeCycle.checkChange(of: nil, to: role)
            }
            #expect(other?.code == (isPlain ? nil : .unmodifiableEntity))
            if let other { #expect(other.message.contains(role.linkedService ?? "?")) }
        }
    }

    static let policies: [(arn: String, isAttachable: Bool)] = [
        ("arn:aws:iam::aws:policy/aws-service-role/LexPolicy", false),
        ("arn:aws:iam::aws:policy/aws-service-role/Unknown", false),
        ("arn:aws-cn:iam::aws:policy/aws-service-role/LexPolicy", false),
        ("ARN:AWS:IAM::AWS:POLICY/AWS-SERVICE-ROLE/LEXPOLICY", false),
        ("arn:aws:iam::aws:policy/ReadOnlyAccess", true),
        ("arn:aws:iam::aws:policy/service-role/X", true),
        ("arn:aws:iam::111122223333:policy/aws-service-role/LexPolicy", true),
        ("LexPolicy", true),
    ]

    @Test("a service's policy is attached to nothing else", arguments: policies)
    func policy(arn: String, isAttachable: Bool) {
        let lifeCycle = Rig().lifeCycle
        #expect(lifeCycle.isAttachable(policyARN: arn) == isAttachable)
        let error = refusal { () throws(LifeCycleError) in
            try lifeCycle.checkAttachable(policyARN: arn)
        }
        #expect(error?.code == (isAttachable ? nil : .policyNotAttachable))
    }
}
