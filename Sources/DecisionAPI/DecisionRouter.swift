import BearerTokens
import HTTPMessage

/// Answers the requests of the decision API, for a transport.
///
/// A router belongs to one event loop; it keeps memory between requests and is not to be shared.
package final class DecisionRouter: HTTPHandler {
    // One value, so that a request takes one check that nobody else uses it.
    private var responder: DecisionResponder

    package let headerInterest: HeaderInterest

    /// Creates a router.
    ///
    /// - Parameters:
    ///   - mapping: How ids become ARNs.
    ///   - baseURL: Where clients reach the API, without a slash at the end. It goes into the
    ///     discovery document, which must never repeat what a request's host says.
    ///   - protocols: What else is served, asked in this order.
    ///   - counters: Get every answer; the loop's own.
    ///   - tokens: Lets in who has a token for decisions, and nobody else; `nil` lets in anybody.
    package init(
        source: any DecisionSource, mapping: EntityMapping = EntityMapping(),
        baseURL: String = "http://127.0.0.1:8180", protocols: [any MountedProtocol] = [],
        counters: DecisionCounters = DecisionCounters(), tokens: TokenGate? = nil
    ) {
        responder = DecisionResponder(
            source: source, mapping: mapping, baseURL: baseURL, protocols: protocols,
            callers: CallerCheck(gate: tokens), counters: counters)
        let names =
            ["content-type", "verdict-at-least", "x-request-id"]
            + protocols.flatMap(\.headerNames) + (tokens == nil ? [] : TokenGate.headerNames)
        headerInterest =
            protocols.contains(where: \.wantsAllHeaders) ? .all : HeaderInterest(names)
    }

    package func turnWillBegin() { responder.beginTurn() }

    package func turnDidEnd() { responder.endTurn() }

    package func respond(to request: borrowing HTTPRequest, with response: inout HTTPResponse) {
        responder.respond(to: request, with: &response)
    }
}
