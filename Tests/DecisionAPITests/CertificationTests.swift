import DecisionAPI
import Directory
import HTTPMessage
import PolicyModel
import TestSupport
import Testing

/// AuthZEN's certification scenario, spoken to the example bundle from request to response.
///
/// The decisions are the plain model's and the reference evaluator's.
@Suite("AuthZEN certification")
struct CertificationTests {
    static let source = Result { () throws(BundleErrors) in
        ReferenceSource(
            bundle: try BundleLoader().load(
                path: SharedData.packageRoot.appending(path: "deploy/example").path))
    }

    static func send(
        _ body: String, to path: String = "/access/v1/evaluation",
        type: String = "application/json", id: String? = nil
    ) throws -> HTTPResponse {
        let router = DecisionRouter(source: try source.get())
        var fields = [HTTPField("content-type", type)]
        if let id { fields.append(HTTPField("x-request-id", id)) }
        var response = HTTPResponse()
        router.respond(
            to: HTTPRequest(
                method: .post, target: path, headers: HTTPFields(fields), body: Array(body.utf8)),
            with: &response)
        return response
    }

    static func post(_ body: String, to path: String = "/access/v1/evaluation") throws -> String {
        let response = try send(body, to: path)
        #expect(response.status == 200)
        return response.text
    }

    static func entity(_ id: String, _ type: String, _ properties: String?) -> String {
        let more = properties.map { #","properties":{\#($0)}"# } ?? ""
        return #"{"type":"\#(type)","id":"\#(id)"\#(more)}"#
    }

    static let archived = #""status":"archived""#
    static let fixture: [Rule] = [
        Rule("alice", "read", "record-1", true), Rule("alice", "write", "record-1", true),
        Rule("bob", "read", "record-1", true), Rule("bob", "write", "record-1", false),
        Rule("alice", "write", "record-2", resource: archived, false),
        Rule("bob", "write", "record-2", subject: #""role":"admin""#, resource: archived, true),
        Rule("alice", "delete", "record-1", action: #""soft":true"#, true),
        Rule("alice", "delete", "record-1", action: #""soft":false"#, false),
    ]

    @Test(
        "the eight decisions hold, with and without context, once and again", arguments: fixture)
    func decisions(rule: Rule) throws {
        let context = #","context":{"time":"2025-06-27T18:03-07:00","ip":"192.168.1.1"}"#
        for more in ["", context, context, ""] {
            let body = rule.members + more
            #expect(try Self.post("{\(body)}") == #"{"decision":\#(rule.allowed)}"#)
        }
    }

    @Test("a batch evaluates properties item by item")
    func batch() throws {
        let items = Self.fixture.map { "{\($0.members)}" }.joined(separator: ",")
        let answers = Self.fixture.map { #"{"decision":\#($0.allowed)}"# }.joined(separator: ",")
        #expect(
            try Self.post(#"{"evaluations":[\#(items)]}"#, to: "/access/v1/evaluations")
                == #"{"evaluations":[\#(answers)]}"#)
    }

    @Test("defaults are replaced whole, never merged")
    func defaults() throws {
        // The second item's resource does not inherit the status of the first.
        let text = try Self.post(
            #"""
            {"subject":{"type":"user","id":"alice"},"action":{"name":"write"},
             "resource":{"type":"record","id":"record-2","properties":{"status":"archived"}},
             "evaluations":[{},{"resource":{"type":"record","id":"record-2"}}]}
            """#, to: "/access/v1/evaluations")
        #expect(text == #"{"evaluations":[{"decision":false},{"decision":true}]}"#)
    }

    @Test("an item without a resource anywhere is denied in its place")
    func incompleteItem() throws {
        let text = try Self.post(
            #"""
            {"subject":{"type":"user","id":"alice"},"action":{"name":"read"},
             "evaluations":[{"resource":{"type":"record","id":"record-1"}},{}]}
            """#, to: "/access/v1/evaluations")
        #expect(text.hasPrefix(#"{"evaluations":[{"decision":true},{"decision":false,"context""#))
    }

    @Test(
        "each error is 400", arguments: ["/access/v1/evaluation", "/access/v1/evaluations"],
        [
            "", "{", "[]", "{}", #"{"subject":"alice",\#(action),\#(resource)}"#,
            "{\(action),\(resource)}", "{\(subject),\(resource)}", "{\(subject),\(action)}",
            #"{"subject":{"id":"alice"},\#(action),\#(resource)}"#,
            #"{"subject":{"type":"user"},\#(action),\#(resource)}"#,
            #"{\#(subject),"action":{},\#(resource)}"#,
            #"{\#(subject),"action":{"name":123},\#(resource)}"#,
            #"{\#(subject),\#(action),"resource":{"id":"record-1"}}"#,
            #"{\#(subject),\#(action),"resource":{"type":"record"}}"#,
        ])
    func errors(path: String, body: String) throws {
        #expect(try Self.send(body, to: path).status == 400)
    }

    @Test("a body of another media type is 400, and the request's id is repeated")
    func headers() throws {
        let body = "{\(Self.subject),\(Self.action),\(Self.resource)}"
        for (type, status) in [("application/json", 200), ("text/plain", 400)] {
            let response = try Self.send(body, type: type, id: "r-1")
            #expect(response.status == status && response.header("x-request-id") == "r-1")
            #expect(try Self.send(body, type: type).header("x-request-id") == nil)
        }
    }

    static let subject = #""subject":{"type":"user","id":"alice"}"#
    static let action = #""action":{"name":"read"}"#
    static let resource = #""resource":{"type":"record","id":"record-1"}"#

    @Test("an unknown subject is denied, and the explanation says why")
    func unknownSubject() throws {
        let rule = Rule("mallory", "read", "record-1", false)
        let text = try Self.post("{\(rule.members),\"context\":{\"verdict:explain\":true}}")
        #expect(
            text
                == #"{"decision":false,"context":{"reason":{"decision":"implicitDeny","#
                + #""refusal":"unknown-principal","statements":[]}}}"#)
    }
}

extension CertificationTests {
    /// One decision of the scenario.
    struct Rule: Sendable {
        let members: String
        let allowed: Bool

        init(
            _ user: String, _ action: String, _ record: String, subject: String? = nil,
            action actionProperties: String? = nil, resource: String? = nil, _ allowed: Bool
        ) {
            let soft = actionProperties.map { #","properties":{\#($0)}"# } ?? ""
            self.members = #"""
                "subject":\#(entity(user, "user", subject)),
                "action":{"name":"\#(action)"\#(soft)},
                "resource":\#(entity(record, "record", resource))
                """#
            self.allowed = allowed
        }
    }

    /// Decides by the definition: plain model, reference evaluator.
    final class ReferenceSource: DecisionSource, Sendable {
        let bundle: Bundle
        let revision: UInt64 = 1

        init(bundle: Bundle) { self.bundle = bundle }

        func decide(_ query: Query, explain: Bool) -> Answer {
            do throws(Refusal) {
                let prepared = try bundle.applicablePolicies(to: query, epochSeconds: 0)
                let decision = ReferenceEvaluator.decide(prepared.request, under: prepared.policies)
                return Answer(decision)
            } catch {
                return Answer(
                    .implicitDeny, reason: explain ? DecisionReason(refusal: error) : nil)
            }
        }
    }
}
