import DecisionAPI
import HTTPMessage
import LockFree
import PolicyModel
import Testing

@Suite("Open Policy Agent's data API")
struct OPADataTests {
    static let plain = #"{"principal":"ada","action":"orders:Get","resource":"arn:a:o:::7"}"#
    static let authzen = #"""
        {"subject":{"type":"user","id":"ada"},"action":{"name":"orders:Get"},
         "resource":{"type":"x","id":"arn:a:o:::7"}}
        """#

    /// A router with the API mounted.
    private struct Rig {
        let source: FakeSource
        let router: DecisionRouter
        let counters = DecisionCounters()

        init(_ answer: Answer = Answer(.allow)) {
            source = FakeSource { _ in answer }
            router = DecisionRouter(
                source: source, protocols: [OPAData(source: source)], counters: counters)
        }

        func ask(_ path: String, _ body: String = "", by method: HTTPMethod = .post) -> HTTPResponse
        {
            var response = HTTPResponse()
            router.turnWillBegin()
            defer { router.turnDidEnd() }
            router.respond(
                to: HTTPRequest(method: method, target: path, body: Array(body.utf8)),
                with: &response)
            return response
        }
    }

    @Test(
        "each way of asking gives the same question, and its own form of answer",
        arguments: [
            ("/v1/data/verdict/allow", true, #"{"result":true}"#),
            ("/v1/data/allow?pretty=true&metrics", true, #"{"result":true}"#),
            ("/v1/data/httpapi/authz", true, #"{"result":{"allow":true}}"#),
            ("/v1/data/verdict", true, #"{"result":{"allow":true}}"#),
            ("/v0/data/verdict/allow", false, "true"),
            ("/v0/data/verdict", false, #"{"allow":true}"#),
            ("/", false, "true"),
        ])
    func ways(path: String, wraps: Bool, answer: String) {
        for input in [Self.plain, Self.authzen] {
            let rig = Rig()
            let response = rig.ask(path, wraps ? #"{"input":\#(input)}"# : input)
            #expect(response.status == 200 && response.text == answer)
            #expect(response.header("content-type") == "application/json")
            #expect(response.header("verdict-revision") == "42")
            #expect(
                rig.source.queries.map(\.principal) == ["arn:verdict:iam::000000000000:user/ada"])
            #expect(rig.source.queries.map(\.resource) == ["arn:a:o:::7"])
            #expect(rig.source.queries.map(\.action) == ["orders:Get"])
            #expect(rig.counters.count(status: 200, by: .opa) == 1)
        }
    }

    @Test("a deny is false in every form", arguments: [Decision.implicitDeny, .explicitDeny])
    func denied(decision: Decision) {
        let rig = Rig(Answer(decision))
        let wrapped = #"{"input":\#(Self.plain)}"#
        #expect(rig.ask("/v1/data/x/allow", wrapped).text == #"{"result":false}"#)
        #expect(rig.ask("/v1/data/x/authz", wrapped).text == #"{"result":{"allow":false}}"#)
        #expect(rig.ask("/v0/data/x/allow", Self.plain).text == "false")
        #expect(rig.ask("/", Self.plain).text == "false")
    }

    @Test("context becomes condition keys, and an explanation comes with the package")
    func context() {
        let rig = Rig(Answer(.explicitDeny, reason: DecisionReason()))
        let input =
            Self.plain.dropLast()
            + #","context":{"aws:SourceIp":"1.2.3.4","verdict:explain":true}}"#
        #expect(
            rig.ask("/v1/data/verdict", #"{"input":\#(input)}"#).text
                == #"{"result":{"allow":false,"reason":{"decision":"explicitDeny","statements":[]}}}"#
        )
        #expect(rig.source.queries.last?.context == ["aws:sourceip": .single("1.2.3.4")])
        #expect(rig.source.explained == [true])
    }

    @Test("GET has the input in its query, and what is not encoded well is refused")
    func get() {
        let rig = Rig()
        func ask(_ query: String) -> HTTPResponse {
            rig.ask("/v1/data/verdict/allow" + query, by: .get)
        }
        let encoded =
            "%7B%22principal%22:%22a+b%22,%22action%22:%22o:g%22,%22resource%22:%22*%22%7d"
        #expect(ask("?pretty&input=\(encoded)&x=1").text == #"{"result":true}"#)
        #expect(rig.source.queries.last?.principal == "arn:verdict:iam::000000000000:user/a b")
        for bad in ["?input=%7", "?input=%+1", "?input=%zz", "?input={}&input={}", "?input=x"] {
            #expect(ask(bad).status == 400, "\(bad)")
        }
        for none in ["", "?x=\(encoded)"] { #expect(ask(none).text == "{}") }
        #expect(rig.source.queries.count == 1)
    }

    @Test("without an input nothing is defined")
    func undefined() {
        let rig = Rig()
        for body in ["", "{}", #"{"inputs":1}"#] {
            let response = rig.ask("/v1/data/verdict/allow", body)
            #expect(response.status == 200 && response.text == "{}")
        }
        #expect(rig.source.queries.isEmpty)
    }

    @Test(
        "what is no question is refused, and nothing is decided",
        arguments: [
            "[]", "{", #"{"input":1}"#, #"{"input":null}"#, #"{"input":{}}"#,
            #"{"input":{"principal":1,"action":"a:b","resource":"*"}}"#,
            #"{"input":{"principal":"","action":"a:b","resource":"*"}}"#,
            #"{"input":{"principal":"a","action":"b","resource":"*"}}"#,
            #"{"input":{"principal":"a","action":"a:b","resource":"x"}}"#,
            #"{"input":{"principal":"a","action":"a:b","resource":"arn:x"}}"#,
            #"{"input":{"principal":"a","action":"a:b"}}"#,
            #"{"input":{"principal":"a","action":"a:b","resource":"*","subject":{}}}"#,
            #"{"input":{"principal":"a","action":"a:b","resource":"*","context":[]}}"#,
            #"{"input":{"principal":"a","principal":"b","action":"a:b","resource":"*"}}"#,
        ])
    func refused(body: String) {
        let rig = Rig()
        let response = rig.ask("/v1/data/verdict/allow", body)
        #expect(response.status == 400 && response.json?["code"] as? String == "invalid_parameter")
        #expect(rig.source.queries.isEmpty)
    }

    @Test(
        "other documents are not answered: what is undefined is an allow to who asks for `deny`",
        arguments: [
            "/v1/data", "/v1/data/", "/v1/data/deny", "/v1/data/authz/is_admin",
            "/v1/data/verdict/allow/", "/v1/data/verdict/Allow", "/v0/data/x",
        ])
    func otherDocuments(path: String) {
        let rig = Rig()
        let response = rig.ask(path, #"{"input":\#(Self.plain)}"#)
        #expect(response.status == 404 && response.json?["code"] as? String == "undefined_document")
        #expect(rig.source.queries.isEmpty)
    }

    @Test("other methods are refused, and other paths are left alone")
    func others() {
        let rig = Rig()
        for method in [HTTPMethod.put, .patch, .delete, .head] {
            let response = rig.ask("/v1/data/verdict/allow", Self.plain, by: method)
            #expect(response.status == 405 && response.header("allow") == "GET, POST")
        }
        #expect(rig.ask("/v0/data/verdict/allow", by: .get).header("allow") == "POST")
        #expect(rig.ask("/health", by: .get).text == "{}")
        #expect(rig.ask("/health?bundles", by: .get).status == 200)
        #expect(rig.ask("/health").status == 405)
        for path in ["/v1/datax/allow", "/v1/policies", "/healthy", "/v1"] {
            #expect(rig.ask(path, Self.plain).status == 404)
            #expect(rig.ask(path, Self.plain).json == nil)
        }
    }

    @Test("a body is read up to its limit")
    func longBody() {
        let rig = Rig()
        func ask(count: Int) -> Int {
            let body = #"{"input":\#(Self.plain)}"#
            let padding = String(repeating: " ", count: count - body.utf8.count)
            return rig.ask("/v1/data/verdict/allow", body + padding).status
        }
        #expect(ask(count: OPAData.inputByteCountMax) == 200)
        #expect(ask(count: OPAData.inputByteCountMax + 1) == 413)
    }
}
