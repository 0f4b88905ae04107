import HTTPMessage
import Testing

@testable import DecisionAPI

/// The header by which a client waits for a change that it has just made.
@Suite("Verdict-At-Least")
struct AtLeastTests {
    /// Asks a source at revision 42.
    private static func ask(
        _ revision: String, waited: Duration = .zero, mayWait: Bool = true
    ) -> HTTPResponse {
        let api = API()
        var request = HTTPRequest(
            method: .post, target: "/access/v1/evaluation",
            headers: [
                HTTPField("content-type", "application/json"),
                HTTPField("verdict-at-least", revision),
            ],
            body: Array(
                #"{"subject":{"type":"u","id":"a"},"action":{"name":"x:y"},"#.utf8)
                + Array(#""resource":{"type":"x","id":"z"}}"#.utf8))
        request.waited = waited
        request.mayWait = mayWait
        var response = HTTPResponse()
        api.router.turnWillBegin()
        api.router.respond(to: request, with: &response)
        api.router.turnDidEnd()
        return response
    }

    @Test("a revision that serves is no reason to wait", arguments: ["0", "41", "42", "0042"])
    func served(revision: String) {
        let response = Self.ask(revision)
        #expect(!response.isDeferred)
        #expect(response.status == 200)
        #expect(response.header("verdict-revision") == "42")
    }

    @Test("a later revision is waited for, up to the limit")
    func later() {
        let limit = DecisionRouterLimits.waitMax
        #expect(Self.ask("43").isDeferred)
        #expect(Self.ask("18446744073709551615").isDeferred)
        #expect(Self.ask("43", waited: limit - .milliseconds(1)).isDeferred)
        for response in [
            Self.ask("43", waited: limit), Self.ask("43", mayWait: false),
        ] {
            #expect(!response.isDeferred)
            #expect(response.status == 503)
            #expect(response.header("retry-after") == "1")
            #expect(response.header("verdict-revision") == "42")
            #expect(response.text.contains("revision 43 is not served yet"))
        }
    }

    @Test(
        "what is no revision is refused",
        arguments: ["", "x", "-1", "+43", "4 3", "18446744073709551616", "٤٢"])
    func malformed(revision: String) {
        let response = Self.ask(revision)
        #expect(!response.isDeferred)
        #expect(response.status == 400)
        #expect(response.text.contains("verdict-at-least"))
    }
}
