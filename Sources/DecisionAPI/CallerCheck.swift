import BearerTokens
import HTTPMessage

/// Finds out who sends the requests of one event loop, and turns down those that have no right to
/// ask.
struct CallerCheck {
    private let gate: TokenGate?

    /// What was found last, and for whom: nearly always the next request is of the same caller.
    private var recent: (owner: TokenOwner?, peer: Peer?, facts: CallerFacts?)?

    init(gate: TokenGate?) { self.gate = gate }

    /// Whether every request must be looked at, for it needs a token.
    var needsTokens: Bool { gate != nil }

    /// Finds out who sends a request.
    ///
    /// - Returns: What is proven.
    /// - Throws: Why the request is not let in.
    mutating func facts(
        about request: borrowing HTTPRequest
    ) throws(TokenRefusal) -> CallerFacts? {
        var owner: TokenOwner?
        if let gate, !request.isHealthCheck {
            owner = try gate.admit(
                request, for: .decide, acceptsAuthorization: !request.isForwarded)
        }
        if let recent, recent.owner === owner, recent.peer === request.peer {
            return recent.facts
        }
        let facts = CallerFacts(
            callerName: owner?.name, peerName: request.peer?.certificateName,
            peerUserID: request.peer?.process?.userID)
        recent = (owner, request.peer, facts)
        return facts
    }
}

extension HTTPRequest {
    /// Whether the caller speaks gRPC.
    var isGRPC: Bool {
        var isGRPC = false
        withHeader("content-type") { type in
            let prefix: StaticString = "application/grpc"
            isGRPC =
                type.count >= prefix.utf8CodeUnitCount
                && type.extracting(first: prefix.utf8CodeUnitCount).equals(prefix)
        }
        return isGRPC
    }

    /// Whether this is a probe, which has no token and learns nothing but that we are well.
    fileprivate var isHealthCheck: Bool { hasPathPrefix("/grpc.health.v1.Health/") }

    /// Whether the header fields are those of a gateway's user, and so is `authorization`.
    package var isForwarded: Bool { hasPathPrefix("/forward-auth") }

    private func hasPathPrefix(_ prefix: StaticString) -> Bool {
        var isPrefix = false
        withTarget { target in
            isPrefix =
                target.count >= prefix.utf8CodeUnitCount
                && target.extracting(first: prefix.utf8CodeUnitCount).equals(prefix)
        }
        return isPrefix
    }
}
