import HTTPMessage

/// Why a request is not let in for the token that it carries, or lacks.
package enum TokenRefusal: Error, Sendable, Hashable {
    /// There is none.
    case missing
    /// There is one that is not good.
    case unknown
    /// It is good, but not for this: any of these scopes is needed.
    case insufficient(name: String, scopes: TokenScopes)

    /// What is wrong in one line.
    package var message: String {
        switch self {
        case .missing: "a bearer token is required"
        case .unknown: "the bearer token is not known"
        case .insufficient(let name, let scopes):
            "the token of `\(name)` lacks the scope "
                + scopes.words.map { "`\($0)`" }.joined(separator: " or ")
        }
    }

    /// The status code: 401 if nobody is known, 403 if somebody is who may not.
    package var status: Int {
        switch self {
        case .missing, .unknown: 401
        case .insufficient: 403
        }
    }

    /// What `www-authenticate` says (RFC 6750 section 3).
    private var challenge: String {
        switch self {
        case .missing: "Bearer"
        case .unknown: "Bearer error=\"invalid_token\""
        case .insufficient(_, let scopes):
            "Bearer error=\"insufficient_scope\", scope=\"\(scopes.words.joined(separator: " "))\""
        }
    }

    /// Answers a request in this sense.
    ///
    /// - Parameter isGRPC: Whether the caller speaks gRPC, which wants its own status in a response
    ///   of header fields alone: UNAUTHENTICATED or PERMISSION_DENIED.
    package func answer(_ response: inout HTTPResponse, isGRPC: Bool) {
        guard isGRPC else {
            response.setText(status: status, message)
            response.headers.append("www-authenticate", challenge)
            return
        }
        response.status = 200
        response.headers.append("content-type", fixed: "application/grpc")
        response.headers.append("grpc-status", status == 401 ? "16" : "7")
        response.headers.append("grpc-message", message)
    }
}
