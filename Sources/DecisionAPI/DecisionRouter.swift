import HTTPMessage

/// Answers the requests of the decision API, for a transport.
///
/// A router belongs to one event loop; it keeps memory between requests and is not to be shared.
package final class DecisionRouter: HTTPHandler {
    // One value, so that a request takes one check that nobody else uses it.
    private var responder: DecisionResponder

    /// Creates a router.
    ///
    /// - Parameters:
    ///   - mapping: How ids become ARNs.
    ///   - baseURL: Where clients reach the API, without a slash at the end. It goes into the
    ///     discovery document, which must never repeat what a request's host says.
    package init(
        source: any DecisionSource, mapping: EntityMapping = EntityMapping(),
        baseURL: String = "http://127.0.0.1:8180"
    ) {
        responder = DecisionResponder(source: source, mapping: mapping, baseURL: baseURL)
    }

    package func turnWillBegin() { responder.beginTurn() }

    package func turnDidEnd() { responder.endTurn() }

    package var headerInterest: HeaderInterest {
        HeaderInterest(["content-type", "verdict-at-least", "x-request-id"])
    }

    package func respond(to request: borrowing HTTPRequest, with response: inout HTTPResponse) {
        responder.respond(to: request, with: &response)
    }
}
