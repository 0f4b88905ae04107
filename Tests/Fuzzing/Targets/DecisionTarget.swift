import DecisionAPI
import Directory
import HTTPMessage

/// Bodies of questions. An input is a path and a body, with a line end between.
///
/// Where everything is denied, no body may be answered with an allow.
final class DecisionTarget: FuzzTarget {
    private final class Denial: DecisionSource {
        let revision: UInt64 = 1
        func decide(_ query: Query, explain: Bool) -> Answer { Answer(.implicitDeny) }
    }

    private let router: DecisionRouter

    init() {
        let source = Denial()
        router = DecisionRouter(source: source, protocols: [OPAData(source: source)])
    }

    func take(_ input: [UInt8]) -> String? {
        let parts = input.split(
            separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        var response = HTTPResponse()
        router.respond(
            to: HTTPRequest(
                method: .post, target: String(decoding: parts[0], as: UTF8.self),
                headers: [HTTPField("content-type", "application/json")], body: Array(parts[1])),
            with: &response)
        guard (200...599).contains(response.status) else { return "status \(response.status)" }
        let text = String(decoding: response.body, as: UTF8.self)
        let allows = [#""decision":true"#, #""result":true"#, #""allow":true"#]
        return text == "true" || allows.contains(where: text.contains) ? "an allow" : nil
    }
}
