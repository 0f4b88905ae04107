import BearerTokens
import DecisionAPI
import HTTPMessage
import QueryProtocol
import RequestSigning

/// Answers the requests of the admin plane, for a transport.
///
/// | path | what |
/// |---|---|
/// | `/` | the IAM Query API, version 2010-05-08, and STS's GetCallerIdentity |
/// | `/v1/services…` | service-linked roles, see ``ServiceCall`` |
/// | `/healthz`, … | see ``StatusPages`` |
/// | `/access/…`, `/.well-known/…`, `/forward-auth…`, … | decisions, without HTTP/2 |
package final class AdminHandler: HTTPHandler {
    private let administration: Administration
    private let status: StatusPages
    private let decisions: any HTTPHandler
    private let access: AdminAccess

    /// Creates a handler for one thread.
    ///
    /// - Parameters:
    ///   - decisions: Answers the decision API. Its turns are as long as a request, so that it holds
    ///     on to no policies while others are published from here.
    ///   - access: Who may make calls that are not signed.
    package init(
        _ administration: Administration, status: StatusPages, decisions: any HTTPHandler,
        access: AdminAccess = .open
    ) {
        self.administration = administration
        self.status = status
        self.decisions = decisions
        self.access = access
    }

    package func respond(to request: borrowing HTTPRequest, with response: inout HTTPResponse) {
        let path = request.path
        if path == "/" {
            answerQuery(request, &response)
        } else if path == ServiceCall.root || path.hasPrefix(ServiceCall.root + "/") {
            answerNative(request, &response)
        } else if path.hasPrefix("/access/") || path.hasPrefix("/.well-known/")
            || path.hasPrefix(ForwardAuth.path) || OPAData.owns(path: path)
        {
            answerDecision(request, &response)
        } else if !status.respond(to: request, path: path, access: access, with: &response) {
            response.setText(status: 404, "no such path: `\(path.quotable)`")
        }
    }

    private func answerDecision(
        _ request: borrowing HTTPRequest, _ response: inout HTTPResponse
    ) {
        do throws(TokenRefusal) { try access.admit(request, for: .decide) } catch {
            error.answer(&response, isGRPC: false)
            return
        }
        decisions.turnWillBegin()
        decisions.respond(to: request, with: &response)
        decisions.turnDidEnd()
    }

    private func answerQuery(
        _ request: borrowing HTTPRequest, _ response: inout HTTPResponse
    ) {
        guard request.method == .post else {
            response.setText(status: 405, "the method must be POST")
            response.headers.append("allow", fixed: "POST")
            return
        }
        let requestID = Identifiers.uuid()
        let signed = SignedRequest(request)
        let body = request.body
        let answer = administration.withState { (state, now) in
            state.answer(signed, body: body, requestID: requestID, at: now)
        }
        response.status = answer.status
        response.headers.append("content-type", QueryAnswer.contentType)
        response.headers.append("x-amzn-requestid", requestID)
        response.body = answer.body
    }

    private func answerNative(
        _ request: borrowing HTTPRequest, _ response: inout HTTPResponse
    ) {
        let signed = SignedRequest(request)
        let body = request.body
        let method = request.method
        let answer = administration.withState { (state, now) in
            state.answerNative(signed, method: method, body: body, at: now)
        }
        response.status = answer.status
        response.headers.append("content-type", fixed: "application/json")
        response.body = answer.body
    }
}

extension String {
    /// The text cut to a length that fits into a message, without control characters.
    fileprivate var quotable: String {
        // LIMIT: 100 characters tell any path of ours from others.
        String(
            String.UnicodeScalarView(
                unicodeScalars.prefix(100).map { $0.value < 0x20 || $0.value == 0x7F ? "?" : $0 }))
    }
}
