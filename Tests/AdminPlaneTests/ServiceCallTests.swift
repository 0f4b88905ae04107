import HTTPMessage
import Testing

@Suite("JSON API for services")
struct ServiceCallTests {
    static let state = "/v1/services/\(Rig.service)/accounts/\(Rig.account)"
    static let use =
        state + "/resources/arn%3Aaws%3Acodewhisperer%3Aus-east-1%3A111122223333%3Aprofile%2FA"

    @Test("the whole life of a role")
    func life() throws {
        let rig = try Rig()
        #expect(rig.call(.get, Self.state).status == 200)
        let settings = #"{"region":"us-east-1","settings":{"a":[1]}}"#
        #expect(rig.call(.put, Self.state, settings).status == 201)
        #expect(rig.call(.put, Self.state, settings).status == 200)
        #expect(rig.call(.put, Self.use, #"{"region":"us-east-1"}"#).status == 201)
        let state = rig.call(.get, Self.state)
        #expect(state.contentType == "application/json")
        #expect(
            state.text == #"{"service":"codewhisperer.amazonaws.com","account":"111122223333","#
                + #""region":"us-east-1","settings":{"a":[1]},"role":"\#(Rig.role)","resources":"#
                + #"[{"arn":"arn:aws:codewhisperer:us-east-1:111122223333:profile/A","#
                + #""region":"us-east-1"}]}"#)
        #expect(rig.call(.delete, Self.use).text == #"{"wasRegistered":true}"#)
        #expect(rig.call(.delete, Self.use).text == #"{"wasRegistered":false}"#)
    }

    @Test("an unsupported region is refused with those that are supported")
    func region() throws {
        let answer = try Rig().call(.put, Self.state, #"{"region":"eu-west-1"}"#)
        #expect(answer.status == 400)
        #expect(answer.text.contains(#""supportedRegions":["us-east-1"]"#))
    }

    @Test(
        "bad calls are refused, and nothing changes",
        arguments: [
            (.put, state, "", 400, "InvalidInput"),
            (.put, state, "[]", 400, "InvalidInput"),
            (.put, state, "{}", 400, "InvalidInput"),
            (.put, state, #"{"region":1}"#, 400, "InvalidInput"),
            (.put, state, #"{"region":"us-east-1","x":1}"#, 400, "InvalidInput"),
            (.put, state, #"{"region":"us-east-1","settings":[]}"#, 400, "InvalidInput"),
            (.put, use, #"{"region":"us-east-1"}"#, 404, "NoSuchEntity"),
            (.put, use, #"{"region":"us-east-1","expires":"soon"}"#, 400, "InvalidInput"),
            (.put, use, #"{"region":"us-east-1","expires":1.5}"#, 400, "InvalidInput"),
            (.post, state, "{}", 405, "MethodNotAllowed"),
            (.delete, state, "", 405, "MethodNotAllowed"),
            (.get, "/v1/services/x.amazonaws.com", "", 400, "InvalidInput"),
            (.get, "/v1/services/\(Rig.service)/accounts/999999999999", "", 403, "AccessDenied"),
            (.get, "/v1/services/\(Rig.service)/users/\(Rig.account)", "", 404, "NoSuchPath"),
            (.get, "/v1/services/\(Rig.service)/accounts", "", 404, "NoSuchPath"),
            (.get, "/v1/services/%FF", "", 404, "NoSuchPath"),
            (.get, "/v1/services/%zz", "", 404, "NoSuchPath"),
        ] as [(HTTPMethod, String, String, Int, String)])
    func refusals(
        method: HTTPMethod, path: String, body: String, status: Int, code: String
    ) throws {
        let rig = try Rig()
        let answer = rig.call(method, path, body)
        #expect(answer.status == status, "\(answer.text)")
        #expect(answer.code == code, "\(answer.text)")
        #expect(rig.store.commitCount == 0)
    }

    @Test("a service says what depends on its own role, and on no other's")
    func services() throws {
        let rig = try Rig(principals: [Rig.service, "lex.amazonaws.com"])
        #expect(rig.call(.put, Self.state, #"{"region":"us-east-1"}"#).status == 201)
        let use = #"{"region":"us-east-1"}"#
        #expect(rig.call(.put, Self.use, use, by: "lex.amazonaws.com").code == "AccessDenied")
        #expect(rig.call(.put, Self.use, use, by: Rig.service).status == 201)
        #expect(rig.call(.delete, Self.use, by: "lex.amazonaws.com").code == "AccessDenied")
        #expect(rig.query("Action=ListRoles", by: Rig.service).code == "AccessDenied")
    }

    @Test("other paths and methods are told so")
    func others() throws {
        let rig = try Rig()
        #expect(rig.call(.get, "/v1/servicesx").status == 404)
        #expect(rig.call(.get, "/").status == 405)
    }
}
