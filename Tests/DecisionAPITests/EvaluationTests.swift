import DecisionAPI
import Directory
import PolicyModel
import Testing

/// One evaluation: what is wrong with it, and what it turns into.
@Suite("Evaluation")
struct EvaluationTests {
    /// The body with one part replaced.
    static func body(
        subject: String = #"{"type":"user","id":"alice"}"#,
        action: String = #"{"name":"read"}"#,
        resource: String = #"{"type":"record","id":"record-1"}"#, more: String = ""
    ) -> String {
        #"{"subject":\#(subject),"action":\#(action),"resource":\#(resource)\#(more)}"#
    }

    static let bad: [(body: String, message: String)] = [
        (
            #"{"action":{"name":"read"},"resource":{"type":"r","id":"1"}}"#,
            "missing member `subject`"
        ),
        (
            #"{"subject":{"type":"u","id":"a"},"resource":{"type":"r","id":"1"}}"#,
            "missing member `action`"
        ),
        (
            #"{"subject":{"type":"u","id":"a"},"action":{"name":"read"}}"#,
            "missing member `resource`"
        ),
        (body(subject: #"{"id":"alice"}"#), "missing member `subject.type`"),
        (body(subject: #"{"type":"user"}"#), "missing member `subject.id`"),
        (body(action: "{}"), "missing member `action.name`"),
        (body(resource: #"{"id":"1"}"#), "missing member `resource.type`"),
        (body(resource: #"{"type":"record"}"#), "missing member `resource.id`"),
        (body(subject: #""alice""#), "member `subject` must be an object"),
        (body(action: #"{"name":123}"#), "member `action.name` must be a string"),
        (
            body(subject: #"{"type":"user","id":""}"#),
            "member `subject.id` must be a string that is not empty"
        ),
        (body(resource: "null"), "member `resource` must be an object"),
        ("", "the body is empty"),
        ("[]", "the body must be a JSON object"),
        (#""text""#, "the body must be a JSON object"),
        (body(more: #","context":[]"#), "member `context` must be an object"),
        (
            body(more: #","context":{"a":null}"#),
            "member `context.a` must be a string, a number, a boolean or a list of these"
        ),
        (
            body(more: #","context":{"a":{"b":1}}"#),
            "member `context.a` must be a string, a number, a boolean or a list of these"
        ),
        (
            body(more: #","context":{"a":[["b"]]}"#),
            "member `context.a` must be a string, a number, a boolean or a list of these"
        ),
        (
            body(more: #","context":{"aws:SourceIp":"1","AWS:sourceip":"2"}"#),
            "members `context.aws:SourceIp` and `context.AWS:sourceip` are the same key"
        ),
        (
            body(more: #","context":{"verdict:explain":"yes"}"#),
            "member `context.verdict:explain` must be a boolean"
        ),
        (
            body(subject: #"{"type":"u","id":"a","properties":1}"#),
            "member `subject.properties` must be an object"
        ),
        (
            body(subject: #"{"type":"u","id":"a","properties":{"x":null}}"#),
            "member `subject.properties.x` must be a string, a number, a boolean or a list of these"
        ),
        (
            body(subject: #"{"type":"u","id":"a","properties":{"tags":[]}}"#),
            "member `subject.properties.tags` must be an object"
        ),
        (
            body(subject: #"{"type":"u","id":"a","properties":{"tags":{"t":[]}}}"#),
            "member `subject.properties.tags.t` must be a string, a number or a boolean"
        ),
        (
            body(action: #"{"name":"x","properties":{"A":1,"a":2}}"#),
            "members `action.properties.A` and `action.properties.a` are the same key"
        ),
        (
            body(resource: #"{"type":"r","id":"1","properties":{"account":5}}"#),
            "member `resource.properties.account` must be an account id in a string"
        ),
        (
            body(resource: #"{"type":"r:e","id":"1"}"#),
            "member `resource.type` must not contain `:` when it is the action's service"
        ),
        (
            body(action: #"{"name":"r:x"}"#, resource: #"{"type":"r:e","id":"1"}"#),
            "member `resource.type` must not contain `:`"
        ),
        (
            body(resource: #"{"type":"r","id":"arn:aws:s3"}"#),
            "member `resource.id` begins with `arn:` but has fewer than six parts"
        ),
    ]

    @Test("a bad request is 400 and names the member", arguments: bad)
    func badRequest(body: String, message: String) {
        let api = API()
        let response = api.post(body)
        #expect(response.status == 400)
        #expect(response.text == message + "\n")
        #expect(api.source.queries.isEmpty)
    }

    @Test(
        "malformed JSON is 400 with its place",
        arguments: [
            ("{", "line 1, column 2"), ("{\n  \"subject\": }", "line 2, column 14"),
            (#"{"subject":1,"subject":2}"#, "line 1, column 14"), ("{} {}", "line 1, column 4"),
        ])
    func malformed(body: String, place: String) {
        let response = API().post(body)
        #expect(response.status == 400)
        #expect(response.text.hasPrefix("malformed JSON at \(place): "), "\(response.text)")
        #expect(response.text.utf8.count { $0 == 10 } == 1)
    }

    @Test("a message quotes no endless name and no control character")
    func quoting() {
        let name = String(repeating: "n", count: 5_000)
        let response = API().post(Self.body(more: #","context":{"\u000a\#(name)":null}"#))
        #expect(response.text.utf8.count < 400)
        #expect(response.text.hasPrefix("member `context.?nnn"))
        #expect(response.text.utf8.count { $0 == 10 } == 1)
    }

    static let principals: [(id: String, principal: String)] = [
        ("alice", "arn:verdict:iam::000000000000:user/alice"),
        ("alice@example.com", "arn:verdict:iam::000000000000:user/alice@example.com"),
        ("arn:aws:iam::111122223333:user/a", "arn:aws:iam::111122223333:user/a"),
        ("codewhisperer.amazonaws.com", "codewhisperer.amazonaws.com"),
        ("accounts.google.com", "accounts.google.com"),
        ("anonymous", "anonymous"),
        ("x@y.amazonaws.com", "arn:verdict:iam::000000000000:user/x@y.amazonaws.com"),
    ]

    @Test("a subject's id becomes a principal", arguments: principals)
    func principal(id: String, principal: String) {
        let query = API().query(Self.body(subject: #"{"type":"user","id":"\#(id)"}"#))
        #expect(query?.principal == principal)
    }

    @Test("actions and resources are named by type where they are not named in full")
    func actionAndResource() {
        let short = API().query(Self.body())
        #expect(short?.action == "record:read")
        #expect(short?.resource == "arn:verdict:record:::record-1")
        let full = API().query(
            Self.body(
                action: #"{"name":"s3:GetObject"}"#,
                resource: #"{"type":"s3","id":"arn:aws:s3:::bucket/a:b"}"#))
        #expect(full?.action == "s3:GetObject")
        #expect(full?.resource == "arn:aws:s3:::bucket/a:b")
        let star = API().query(Self.body(resource: #"{"type":"s3","id":"*"}"#))
        #expect(star?.resource == "*")
    }

    @Test("templates can be configured")
    func templates() throws {
        let mapping = EntityMapping(
            subject: try ARNTemplate("arn:aws:iam::111122223333:user/{type}/{id}"),
            resource: try ARNTemplate("arn:acme:{type}:eu:1:{type}/{id}/x"))
        let api = API(mapping: mapping)
        #expect(api.query(Self.body())?.principal == "arn:aws:iam::111122223333:user/user/alice")
        #expect(api.query(Self.body())?.resource == "arn:acme:record:eu:1:record/record-1/x")
    }

    @Test(
        "a template that is none is refused",
        arguments: [
            "", "arn:aws:iam::1:user/x", "{id}", "arn:a:b:c:d:{name}", "arn:a:b:c:d:{id",
            "arn:a:{id}:c:d:e", "arn:a:b:c:{id}:e",
        ])
    func badTemplate(text: String) {
        #expect(throws: ARNTemplate.Malformed.self) { try ARNTemplate(text) }
    }

    @Test("properties and context become condition keys, lower-cased")
    func context() {
        let query = API().query(
            Self.body(
                subject: #"""
                    {"type":"user","id":"alice","properties":
                     {"role":"admin","tags":{"Team":"red","Level":3}}}
                    """#,
                action: #"{"name":"delete","properties":{"soft":true}}"#,
                resource: #"""
                    {"type":"record","id":"1","properties":
                     {"Status":"archived","account":"111122223333","tags":{"env":"prod"}}}
                    """#,
                more: #"""
                    ,"context":{"aws:SourceIp":"10.0.0.1","n":1.50,"flag":false,"list":["a",2,true],
                     "none":[],"subject:role":"guest","verdict:later":{"a":null}}
                    """#))
        #expect(query?.sessionTags == ["Team": "red", "Level": "3"])
        #expect(query?.resourceTags == ["env": "prod"])
        #expect(query?.resourceAccount == "111122223333")
        #expect(
            query?.context == [
                "subject:role": .single("admin"), "action:soft": .single("true"),
                "resource:status": .single("archived"), "aws:sourceip": .single("10.0.0.1"),
                "n": .single("1.50"), "flag": .single("false"),
                "list": .multiple(["a", "2", "true"]), "none": .multiple([]),
            ])
    }

    /// The body with these session policies.
    static func session(_ policies: String) -> String {
        body(subject: #"{"type":"u","id":"a","properties":{"sessionPolicies":\#(policies)}}"#)
    }

    static let document =
        #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#

    @Test("session policies are documents, documents as text, or ARNs")
    func sessionPolicies() throws {
        let text = "\"" + Self.document.replacing("\"", with: "\\\"") + "\""
        let arn = #""arn:aws:iam::111122223333:policy/p""#
        let policies = try #require(
            API().query(Self.session("[\(Self.document),\(text),\(arn)]"))?.sessionPolicies)
        #expect(policies.count == 3)
        for policy in policies[..<2] {
            guard case .document(let document) = policy else {
                Issue.record("\(policy)")
                continue
            }
            #expect(document.statements.map(\.action) == [Clause(["*"])])
        }
        #expect(policies[2] == .managed("arn:aws:iam::111122223333:policy/p"))
        #expect(API().query(Self.session(Self.document))?.sessionPolicies.count == 1)
        #expect(API().query(Self.session("[]"))?.sessionPolicies == [])
        let many = Array(repeating: arn, count: 12).joined(separator: ",")
        #expect(API().query(Self.session("[\(many.dropLast(arn.count + 1))]")) != nil)
        #expect(
            API().post(Self.session("[\(many)]")).text
                == "member `subject.properties.sessionPolicies` has more than 11 policies\n")
    }

    @Test(
        "a bad session policy is 400 and says why",
        arguments: [
            ("7", "must be a policy document or a managed policy's ARN"),
            ("null", "must be a policy document or a managed policy's ARN"),
            (#"{"Statement":1}"#, ": `Statement` is a number, expected an object or an array"),
            (#""{""#, ": "),
            (#""s3:GetObject""#, ": "),
        ])
    func badSessionPolicy(policy: String, message: String) {
        for (policies, member) in [(policy, ""), ("[\(policy)]", "[0]")] {
            let response = API().post(Self.session(policies))
            #expect(response.status == 400)
            let start = "member `subject.properties.sessionPolicies\(member)`"
            #expect(response.text.hasPrefix(start), "\(response.text)")
            #expect(response.text.contains(message), "\(response.text)")
        }
    }

    @Test("unknown members are ignored, and their order does not matter")
    func unknownMembers() {
        let body = #"""
            {"x":null,"resource":{"id":"1","type":"record","y":[{}]},"action":{"z":1,"name":"read"},
             "subject":{"id":"alice","type":"user"},"options":{"unknown":1}}
            """#
        #expect(API().post(body).status == 200)
        #expect(API().query(body)?.action == "record:read")
    }

    @Test("an explanation is sent when asked for, with every part escaped")
    func explanation() {
        let reference = StatementReference(
            policyType: .serviceControl, policy: "Deny\"Leave\\", sid: "No\u{1}tab\tü", index: 2,
            effect: .deny)
        let api = API(
            FakeSource { _ in
                Answer(
                    .explicitDeny,
                    reason: DecisionReason(
                        statements: [reference, reference], refusal: .unknownPrincipal,
                        limit: "depthMax"))
            })
        let response = api.post(Self.body(more: #","context":{"verdict:explain":true}"#))
        #expect(api.source.explained == [true])
        let statement: [String: Any] = [
            "policyType": "scp", "policy": "Deny\"Leave\\", "sid": "No\u{1}tab\tü", "index": 2,
            "effect": "Deny",
        ]
        #expect(
            response.json == [
                "decision": false,
                "context": [
                    "reason": [
                        "decision": "explicitDeny", "refusal": "unknown-principal",
                        "limit": "depthMax", "statements": [statement, statement],
                    ]
                ],
            ])
        _ = api.post(Self.body(more: #","context":{"verdict:explain":false}"#))
        _ = api.post(Self.body())
        #expect(api.source.explained == [true, false, false])
    }
}
