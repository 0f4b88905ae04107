import DecisionAPI
import HTTPMessage
import Testing

/// Paths, methods, media types, sizes and headers: everything before an entity is read.
@Suite("Decision router")
struct DecisionRouterTests {
    static let good = #"""
        {"subject":{"type":"user","id":"alice"},"action":{"name":"read"},
         "resource":{"type":"record","id":"record-1"}}
        """#

    @Test("an allow and a deny are both 200 in JSON")
    func decisions() {
        for (decision, text) in [(true, #"{"decision":true}"#), (false, #"{"decision":false}"#)] {
            let api = API(FakeSource { _ in Answer(decision ? .allow : .explicitDeny) })
            let response = api.post(Self.good)
            #expect(response.status == 200)
            #expect(response.text == text)
            #expect(response.header("content-type") == "application/json")
            #expect(response.header("verdict-revision") == "42")
        }
    }

    @Test("an unknown path is 404", arguments: ["/", "/access/v1/evaluation/", "/access/v1", "/x"])
    func unknownPath(path: String) {
        let response = API().post(Self.good, to: path)
        #expect(response.status == 404)
        #expect(response.text == "no such path\n")
        #expect(response.header("verdict-revision") == "42")
    }

    @Test(
        "another method is 405 and names the right one",
        arguments: [
            (HTTPMethod.get, "/access/v1/evaluation", "POST"),
            (.put, "/access/v1/evaluations", "POST"),
            (.post, "/.well-known/authzen-configuration", "GET"),
        ])
    func wrongMethod(method: HTTPMethod, path: String, allowed: String) {
        let response = API().respond(method, path)
        #expect(response.status == 405)
        #expect(response.header("allow") == allowed)
        #expect(response.text == "only \(allowed) is allowed here\n")
    }

    @Test(
        "JSON is read under its own media type alone",
        arguments: [
            ("application/json", 200), ("application/json; charset=utf-8", 200),
            ("Application/JSON ;charset=utf-8", 200), ("text/plain", 400), ("", 400),
            ("application/jsonp", 400), ("application/json, text/plain", 400),
        ])
    func contentType(type: String, status: Int) {
        #expect(API().post(Self.good, contentType: type).status == status)
    }

    @Test("no media type at all is 400")
    func noContentType() {
        let response = API().post(Self.good, contentType: nil)
        #expect(response.status == 400)
        #expect(response.text == "header `content-type` must be `application/json`\n")
    }

    @Test("a body at the limit is read, one byte more is 413")
    func bodyLimit() {
        let padding = String(repeating: " ", count: (64 << 10) - Self.good.utf8.count)
        #expect(API().post(Self.good + padding).status == 200)
        let response = API().post(Self.good + padding + " ")
        #expect(response.status == 413)
        #expect(response.text == "the body is longer than 65536 bytes\n")
    }

    @Test(
        "a request id comes back unchanged, unless it is unfit to be sent",
        arguments: [
            ("7f3c-1", true), ("a/b+c=d:~", true), (String(repeating: "x", count: 128), true),
            (String(repeating: "x", count: 129), false), ("", false), ("two words", false),
            ("tab\t", false), ("ünïcode", false), ("line\nbreak", false),
        ])
    func requestID(id: String, echoed: Bool) {
        let headers = [HTTPField("x-request-id", id)]
        for body in [Self.good, "{"] {
            let response = API().post(body, headers: headers)
            #expect(response.header("x-request-id") == (echoed ? id : nil))
        }
    }

    @Test("the discovery document is made from the configured base, not from the host")
    func discovery() {
        let response = API(baseURL: "https://pdp.example").respond(
            .get, "/.well-known/authzen-configuration",
            headers: [HTTPField("host", "evil.example")])
        #expect(response.status == 200)
        #expect(response.header("content-type") == "application/json")
        #expect(
            response.json == [
                "policy_decision_point": "https://pdp.example",
                "access_evaluation_endpoint": "https://pdp.example/access/v1/evaluation",
                "access_evaluations_endpoint": "https://pdp.example/access/v1/evaluations",
            ])
        #expect(
            API().respond(.get, "/.well-known/authzen-configuration")
                .text.hasPrefix(#"{"policy_decision_point":"http://127.0.0.1:8180","#))
    }
}
