import BearerTokens
import DecisionAPI
import HTTPMessage

/// Who may read what the admin plane says about the daemon, and ask it for decisions.
///
/// Calls that are signed prove who makes them by themselves, and probes learn nothing; everything
/// else needs a client certificate or a bearer token where other machines reach the plane. One value
/// serves the plane's thread.
package struct AdminAccess {
    private let isOpen: Bool
    private let gate: TokenGate?

    /// Lets in everybody who reaches the plane, as on loopback and Unix sockets.
    package static var open: AdminAccess { AdminAccess(isOpen: true, gate: nil) }

    /// Lets in who has a client certificate, which the transport has verified, or a token.
    ///
    /// - Parameter tokens: `nil` if there are none, and then certificates alone count.
    package static func proven(tokens: TokenGate?) -> AdminAccess {
        AdminAccess(isOpen: false, gate: tokens)
    }

    /// Lets a request in.
    ///
    /// - Parameter scopes: What a token must be good for, any of them.
    /// - Throws: Why it may not.
    func admit(
        _ request: borrowing HTTPRequest, for scopes: TokenScopes
    ) throws(TokenRefusal) {
        guard !isOpen, request.peer?.certificateName == nil else { return }
        guard let gate else { throw .missing }
        _ = try gate.admit(
            request, for: scopes, acceptsAuthorization: !request.isForwarded)
    }
}
