import DecisionAPI
import Directory
import Foundation
import HTTPMessage
import PolicyModel

/// A source that answers from a closure and remembers what it was asked.
final class FakeSource: DecisionSource {
    let revision: UInt64 = 42
    var queries: [Query] = []
    var explained: [Bool] = []
    let answer: (Query) -> Answer

    init(_ answer: @escaping (Query) -> Answer = { _ in Answer(.allow) }) {
        self.answer = answer
    }

    func decide(_ query: Query, explain: Bool) -> Answer {
        queries.append(query)
        explained.append(explain)
        return answer(query)
    }
}

/// The decision API over a fake source, asked with JSON texts.
struct API {
    let source: FakeSource
    let router: DecisionRouter

    init(
        _ source: FakeSource = FakeSource(), mapping: EntityMapping = EntityMapping(),
        baseURL: String = "http://127.0.0.1:8180"
    ) {
        self.source = source
        self.router = DecisionRouter(source: source, mapping: mapping, baseURL: baseURL)
    }

    func post(
        _ body: String, to path: String = "/access/v1/evaluation",
        contentType: String? = "application/json", headers: [HTTPField] = []
    ) -> HTTPResponse {
        var headers = headers
        if let contentType { headers.append(HTTPField("content-type", contentType)) }
        return respond(.post, path, headers: headers, body: body)
    }

    /// Sends any request.
    func respond(
        _ method: HTTPMethod, _ path: String, headers: [HTTPField] = [], body: String = ""
    ) -> HTTPResponse {
        var response = HTTPResponse()
        router.turnWillBegin()
        defer { router.turnDidEnd() }
        router.respond(
            to: HTTPRequest(
                method: method, target: path, headers: HTTPFields(headers), body: Array(body.utf8)),
            with: &response)
        return response
    }

    /// The question that one evaluation turns into.
    func query(_ body: String) -> Query? {
        _ = post(body)
        return source.queries.last
    }
}

extension HTTPResponse {
    var text: String { String(decoding: body, as: UTF8.self) }

    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// The body as Foundation reads it, a second opinion on what the writer wrote.
    var json: NSDictionary? {
        (try? JSONSerialization.jsonObject(with: Data(body))) as? NSDictionary
    }
}
