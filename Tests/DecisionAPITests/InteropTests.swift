import DecisionAPI
import DecisionPoint
import Directory
import FlatMemory
import Foundation
import HTTPMessage
import PolicyModel
import TestSupport
import Testing

/// The decisions that implementations of AuthZEN agreed on at interop events, against a bundle that
/// is written for them: by the engine as it serves, and by the definition.
@Suite(
    "AuthZEN interop",
    .enabled(if: SharedData.url("authzen") != nil, "skipped: the interop vectors are absent"))
struct InteropTests {
    static let files: [(name: String, count: Int)] = [
        ("todo-decisions", 40), ("todo-decisions-authorization-api-1_0-00", 40),
        ("todo-decisions-authorization-api-1_0-01", 40),
        ("todo-decisions-authorization-api-1_0-02", 43), ("gateway-decisions", 25),
    ]

    @Test("each decision is as agreed, and so is each batch", arguments: files)
    func decisions(name: String, count: Int) throws {
        let folder = try Self.bundle()
        let bundle = try BundleLoader().load(path: folder.path)
        let publisher = try Publisher(
            bundle, hash: KeyedHash(key: 7), readerCountMax: 1, epochSeconds: { 0 })
        let sources: [any DecisionSource] = [
            CertificationTests.ReferenceSource(bundle: bundle),
            LoopSource(DecisionPoint(publisher.cell), epochSeconds: { 0 }),
        ]
        let vectors = try Self.vectors(of: name)
        #expect(vectors.count == count)
        for source in sources {
            let router = DecisionRouter(source: source)
            for vector in vectors {
                let request = try #require(vector["request"] as? NSDictionary)
                let answer = try Self.ask(router, request)
                if let expected = vector["expected"] as? Bool {
                    #expect(answer["decision"] as? Bool == expected, "\(request)")
                } else {
                    #expect(answer["evaluations"] as? NSArray == vector["expected"] as? NSArray)
                }
            }
        }
    }

    /// The vectors of a file, whatever it calls its lists.
    private static func vectors(of name: String) throws -> [NSDictionary] {
        let url = try #require(SharedData.url("authzen/\(name).json"))
        let file = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
        return try #require(file as? [String: [NSDictionary]]).values.flatMap { $0 }
    }

    private static func ask(_ router: DecisionRouter, _ request: NSDictionary) throws
        -> NSDictionary
    {
        let body = try JSONSerialization.data(withJSONObject: request)
        let path = request["evaluations"] == nil ? "evaluation" : "evaluations"
        var response = HTTPResponse()
        router.turnWillBegin()
        defer { router.turnDidEnd() }
        router.respond(
            to: HTTPRequest(
                method: .post, target: "/access/v1/" + path,
                headers: [HTTPField("content-type", "application/json")], body: Array(body)),
            with: &response)
        #expect(response.status == 200)
        return try #require(response.json)
    }
}

extension InteropTests {
    /// Somebody in the story of the vectors, with the todo that is theirs.
    private struct Person {
        let email: String
        /// What their ids in the later vectors begin with.
        let prefix: String
        let groups: String
        let todo: String
    }

    private static let people = [
        Person(
            email: "rick@the-citadel.com", prefix: "CiRmZDA2", groups: #""Admins""#, todo: "b92"),
        Person(
            email: "morty@the-citadel.com", prefix: "CiRmZDE2", groups: #""Editors""#, todo: "b91"),
        Person(
            email: "summer@the-smiths.com", prefix: "CiRmZDI2", groups: #""Editors""#, todo: "b93"),
        Person(email: "beth@the-smiths.com", prefix: "CiRmZDM2", groups: "", todo: "b94"),
        Person(email: "jerry@the-smiths.com", prefix: "CiRmZDQ2", groups: "", todo: "b95"),
    ]

    /// The todo application's users and rules. The first vectors say a todo's owner where AuthZEN now
    /// has no member, so that users have the names of their own todos in a tag as well. AWS has no `_` in
    /// actions, and policies none either, so that a wildcard stands for it.
    private static func bundle() throws -> TemporaryDirectory {
        func statement(_ actions: String, _ resource: String = "*", _ condition: String = "")
            -> String
        {
            #"{"Effect":"Allow","Action":[\#(actions)],"Resource":"\#(resource)"\#(condition)}"#
        }
        func group(_ name: String, _ statements: String...) -> String {
            #"""
            {"Path":"/","GroupName":"\#(name)","GroupId":"AGPA\#(name.uppercased())",
             "Arn":"arn:verdict:iam::000000000000:group/\#(name)","AttachedManagedPolicies":[],
             "GroupPolicyList":[{"PolicyName":"p","PolicyDocument":{"Version":"2012-10-17",
              "Statement":[\#(statements.joined(separator: ","))]}}]}
            """#
        }
        func user(_ name: String, _ person: Person) -> String {
            #"""
            {"Path":"/","UserName":"\#(name)","UserId":"AIDA\#(name.prefix(8))",
             "Arn":"arn:verdict:iam::000000000000:user/\#(name)","AttachedManagedPolicies":[],
             "GroupList":["Viewers"\#(person.groups.isEmpty ? "" : "," + person.groups)],
             "Tags":[{"Key":"email","Value":"\#(person.email)"},
              {"Key":"todo","Value":"7240d0db-8ff0-41ec-98b2-34a096273\#(person.todo)"}]}
            """#
        }
        let own = #""todo:can?update?todo","todo:can?delete?todo""#
        let isOwner =
            #","Condition":{"StringEquals":{"resource:ownerID":"${aws:PrincipalTag/email}"}}"#
        let groups = [
            group(
                "Viewers", statement(#""user:can?read?user","todo:can?read?todos","route:GET""#)),
            group(
                "Editors", statement(#""todo:can?create?todo""#), statement(own, "*", isOwner),
                statement(own, "arn:verdict:todo:::${aws:PrincipalTag/todo}"),
                statement(#""route:POST""#, "arn:verdict:route:::/todos"),
                statement(#""route:PUT","route:DELETE""#, "arn:verdict:route:::/todos/*")),
            group("Admins", statement(#""todo:*","route:*""#)),
        ]
        let users = people.flatMap { person in
            [
                user(person.email, person),
                user(
                    person.prefix + "MTRkMy1jMzlhLTQ3ODEtYjdiZC04Yjk2ZjVhNTEwMGQSBWxvY2Fs", person),
            ]
        }
        let folder = try TemporaryDirectory()
        let account = folder.path("accounts/000000000000")
        try FileManager.default.createDirectory(
            atPath: account, withIntermediateDirectories: true)
        try folder.write(
            #"""
            {"UserDetailList":[\#(users.joined(separator: ","))],
             "GroupDetailList":[\#(groups.joined(separator: ","))],"RoleDetailList":[],"Policies":[]}
            """#, to: "accounts/000000000000/authorization-details.json")
        return folder
    }
}
