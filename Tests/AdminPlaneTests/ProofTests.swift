import AdminPlane
import BearerTokens
import HTTPMessage
import LockFree
import TestSupport
import Testing

/// Who gets an answer where other machines reach the admin plane.
@Suite("Proof of callers")
struct ProofTests {
    static func token(_ byte: UInt8, _ scopes: TokenScopes) -> NewToken {
        NewToken(
            name: "n\(byte)", scopes: scopes,
            randomBytes: Array(repeating: byte, count: NewToken.randomByteCount))
    }

    static let decide = token(1, .decide)
    static let admin = token(2, .admin)
    static let metrics = token(3, .metrics)

    static func rig(withTokens: Bool = true) throws -> Rig {
        guard withTokens else { return try Rig(access: .proven(tokens: nil)) }
        let directory = try TemporaryDirectory()
        let lines = [decide, admin, metrics].map(\.line).joined(separator: "\n")
        try directory.write(lines, to: "tokens")
        let store = try TokenStore(
            path: directory.path("tokens"), counters: ReloadCounters(), log: { _ in })
        return try Rig(access: .proven(tokens: TokenGate(store)))
    }

    @Test(
        "every path wants its scope",
        arguments: [
            (HTTPMethod.get, "/healthz", [200, 200, 200, 200]),
            (.get, "/readyz", [200, 200, 200, 200]),
            (.get, "/version", [401, 403, 200, 200]),
            (.get, "/metrics", [401, 403, 200, 200]),
            (.post, "/metrics", [401, 403, 405, 405]),
            (.get, "/config", [401, 403, 200, 403]),
            (.post, "/access/v1/evaluation", [401, 200, 403, 403]),
            (.get, "/.well-known/authzen-configuration", [401, 200, 403, 403]),
        ])
    func scopes(method: HTTPMethod, path: String, statuses: [Int]) throws {
        let rig = try Self.rig()
        let tokens = [nil, Self.decide, Self.admin, Self.metrics]
        for (token, status) in zip(tokens, statuses) {
            let answer = rig.call(method, path, by: nil, token: token?.text)
            #expect(answer.status == status, "\(path) with \(token?.line ?? "none")")
            if status == 401 {
                #expect(answer.challenge == "Bearer")
                #expect(answer.text == "a bearer token is required\n")
            }
        }
    }

    @Test("a client certificate is a proof for everything", arguments: [true, false])
    func certificate(withTokens: Bool) throws {
        let rig = try Self.rig(withTokens: withTokens)
        let peer = Peer(certificateName: "CN=operator")
        for path in ["/version", "/metrics", "/config"] {
            #expect(rig.call(.get, path, by: nil, peer: peer).status == 200)
            #expect(rig.call(.get, path, by: nil, peer: Peer(address: "::1")).status == 401)
            #expect(rig.call(.get, path, by: nil).status == 401)
        }
        #expect(rig.call(.post, "/access/v1/evaluation", by: nil, peer: peer).status == 200)
    }

    @Test("who signs needs nothing else, and whoever has only a token can't sign")
    func signed() throws {
        let rig = try Self.rig()
        #expect(rig.query("Action=ListUsers").status == 200)
        #expect(rig.call(.get, "/v1/services").status == 200)
        let answer = rig.call(.get, "/v1/services", by: nil, token: Self.admin.text)
        #expect(answer.status == 403 || answer.status == 401)
    }
}
