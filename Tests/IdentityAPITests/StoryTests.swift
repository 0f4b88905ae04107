import Foundation
import Identities
import IdentityAPI
import QueryProtocol
import Testing

/// Every operation, where it succeeds.
@Suite("Story")
struct StoryTests {
    /// An account with a group and a policy of AWS, which no call can make.
    static func start() -> Sandbox {
        var sandbox = Sandbox()
        let group = GroupRecord(
            head: EntityHead(
                account: Sandbox.account, name: "G", id: "AGPA1234567890123", created: 0))
        sandbox.view.own.apply(group.put)
        sandbox.view.own.apply(Sample.awsPolicy().put)
        return sandbox
    }

    @Test("each call shows and changes what it should, and an account is left as it was")
    func story() throws {
        var sandbox = Self.start()
        let before = sandbox.view.own.all(UserRecord.self)
        for (number, step) in Story.steps.enumerated() {
            let answer = try sandbox.perform(step.action, step.parameters)
            #expect(answer.changes.count == step.changes, "step \(number), \(step.action)")
            for (path, text) in step.shows {
                let found = try answer.text(path)
                #expect(found == text, "step \(number), \(step.action): \(path)")
            }
            try keep(answer, step.action, number)
        }
        #expect(sandbox.view.own.all(UserRecord.self) == before)
        #expect(sandbox.view.own.all(RoleRecord.self).map(\.head.name) == [Sample.linkedRole])
        #expect(sandbox.view.own.all(ManagedPolicyRecord.self) == [Sample.awsPolicy()])
    }

    @Test("a deletion tells its status, and what stood in its way")
    func deletionStatus() throws {
        var sandbox = Self.start()
        try sandbox.perform("CreateServiceLinkedRole", ["AWSServiceName": Sample.service])
        let asked = try sandbox.perform(
            "DeleteServiceLinkedRole", ["RoleName": Sample.linkedRole])
        let id = try #require(try asked.text("DeletionTaskId"))
        let parameters = ["DeletionTaskId": id]
        let action = "GetServiceLinkedRoleDeletionStatus"
        let early = try sandbox.perform(action, parameters)
        #expect(try early.text("Status") == "NOT_STARTED")
        #expect(try early.text("Reason") == nil)

        var task = try #require(sandbox.view.own.all(DeletionTaskRecord.self).first)
        task.status = .failed
        task.reason = "in use <&>"
        task.usage = [
            .init(
                region: "us-east-1",
                resources: ["arn:aws:lex:us-east-1::bot/1", "arn:aws:lex:us-east-1::bot/2"])
        ]
        sandbox.view.own.apply(task.put)
        let late = try sandbox.perform(action, parameters)
        #expect(try late.text("Status") == "FAILED")
        #expect(try late.text("Reason.Reason") == "in use <&>")
        #expect(try late.text("Reason.RoleUsageList.member.Region") == "us-east-1")
        #expect(
            try late.texts("Reason.RoleUsageList.member.Resources.member")
                == ["arn:aws:lex:us-east-1::bot/1", "arn:aws:lex:us-east-1::bot/2"])
        try keep(late, action, 0)

        sandbox.caller.account = "444455556666"
        #expect(try sandbox.failure(action, parameters)?.code == "NoSuchEntity")
    }

    @Test("whoever calls learns who that is, a service and an account's root included")
    func callerIdentity() throws {
        var sandbox = Self.start()
        let answer = try sandbox.perform("GetCallerIdentity", version: "2011-06-15")
        #expect(try answer.text("Arn") == "arn:aws:iam::111122223333:user/admin")
        #expect(try answer.text("Account") == "111122223333")
        #expect(try answer.text("UserId") == "AIDAADMIN01234567")
        try keep(answer, "GetCallerIdentity", 0)
        #expect(try sandbox.permissions("GetCallerIdentity", version: "2011-06-15").isEmpty)

        sandbox.caller.arn = "arn:aws:iam::111122223333:root"
        let root = try sandbox.perform("GetUser")
        #expect(try root.text("User.Arn") == "arn:aws:iam::111122223333:root")
        sandbox.caller.arn = "arn:aws:iam::111122223333:role/R"
        #expect(try sandbox.failure("GetUser")?.code == "ValidationError")

        sandbox.caller = APICall.Caller(arn: Sample.service, account: "", userID: Sample.service)
        try sandbox.perform("GetCallerIdentity", version: "2011-06-15")
        #expect(try sandbox.failure("ListRoles")?.code == "AccessDenied")
        #expect(throws: QueryError.self) { _ = try sandbox.permissions("ListRoles") }
    }

    @Test("what is no operation of the version is none")
    func unknownOperations() throws {
        var sandbox = Self.start()
        #expect(try sandbox.failure("")?.code == "MissingAction")
        for version in [nil, "2011-06-15", "2010-05-09"] {
            #expect(try sandbox.failure("ListRoles", version: version)?.code == "InvalidAction")
        }
        for action in ["listRoles", "CreateAccessKey", "<List&Roles>", "GetCallerIdentity"] {
            let error = try #require(try sandbox.failure(action))
            #expect(error.code == "InvalidAction")
            #expect(error.status == 400)
        }
    }

    /// Keeps an answer for `check-answers.py`, if a folder for them is named.
    private func keep(_ answer: Sandbox.Answer, _ action: String, _ number: Int) throws {
        guard let folder = ProcessInfo.processInfo.environment["VERDICT_ANSWERS"] else { return }
        let url = URL(filePath: folder).appending(path: "\(action).\(number).xml")
        try Data(answer.body).write(to: url)
    }
}
