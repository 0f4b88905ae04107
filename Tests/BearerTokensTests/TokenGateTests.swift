import Foundation
import HTTPMessage
import LockFree
import Synchronization
import TestSupport
import Testing

@testable import BearerTokens

/// Who is let in, and what is said to others; and how the file comes to be read again.
@Suite("Gate of tokens")
struct TokenGateTests {
    static let gateway = NewToken(name: "gateway", scopes: .decide, randomBytes: bytes(1))
    static let scraper = NewToken(name: "scraper", scopes: .metrics, randomBytes: bytes(2))

    static func bytes(_ byte: UInt8) -> [UInt8] {
        Array(repeating: byte, count: NewToken.randomByteCount)
    }

    /// What is said about a file.
    final class Lines: Sendable {
        private let lines = Mutex<[String]>([])

        func add(_ line: String) { lines.withLock { $0.append(line) } }

        var all: [String] { lines.withLock { $0 } }
    }

    /// A file of tokens and what is said about it.
    final class Rig {
        let directory: TemporaryDirectory
        let path: String
        let counters = ReloadCounters()
        let lines = Lines()
        let store: TokenStore

        init(_ text: String, mode: Int = 0o600) throws {
            directory = try TemporaryDirectory()
            path = directory.path("tokens")
            try Self.write(text, to: path, mode: mode)
            let lines = lines
            store = try TokenStore(path: path, counters: counters) { lines.add($0) }
        }

        func write(_ text: String) throws { try Self.write(text, to: path, mode: 0o600) }

        private static func write(_ text: String, to path: String, mode: Int) throws {
            try Data(text.utf8).write(to: URL(filePath: path))
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        }
    }

    static func outcome(_ gate: TokenGate, _ fields: [HTTPField]) -> String {
        let request = HTTPRequest(method: .post, target: "/", headers: HTTPFields(fields))
        do throws(TokenRefusal) {
            return try gate.admit(request, for: .decide).name
        } catch {
            return "\(error.status) \(error.message)"
        }
    }

    @Test("either field may carry the token, and the daemon's own goes first")
    func fields() throws {
        let gate = TokenGate(try Rig("\(Self.gateway.line)\n\(Self.scraper.line)").store)
        let token = Self.gateway.text
        let cases: [(fields: [HTTPField], outcome: String)] = [
            ([], "401 a bearer token is required"),
            ([HTTPField("authorization", "Bearer \(token)")], "gateway"),
            ([HTTPField("authorization", "bEARER   \(token)")], "gateway"),
            ([HTTPField("verdict-token", token)], "gateway"),
            (
                [HTTPField("authorization", "Basic dXNlcg=="), HTTPField("verdict-token", token)],
                "gateway"
            ),
            (
                [HTTPField("authorization", "Bearer \(token)"), HTTPField("verdict-token", "x")],
                "401 the bearer token is not known"
            ),
            ([HTTPField("authorization", "Basic \(token)")], "401 a bearer token is required"),
            ([HTTPField("authorization", token)], "401 a bearer token is required"),
            ([HTTPField("authorization", "Bearer")], "401 a bearer token is required"),
            ([HTTPField("authorization", "Bearer ")], "401 the bearer token is not known"),
            ([HTTPField("authorization", "Bearer \(token) ")], "401 the bearer token is not known"),
            ([HTTPField("verdict-token", "")], "401 the bearer token is not known"),
            (
                [HTTPField("verdict-token", Self.scraper.text)],
                "403 the token of `scraper` lacks the scope `decide`"
            ),
        ]
        for (fields, outcome) in cases {
            // Twice, since good tokens are remembered.
            #expect(Self.outcome(gate, fields) == outcome)
            #expect(Self.outcome(gate, fields) == outcome)
        }
    }

    @Test("a change of the file counts from the next request on")
    func reload() throws {
        let rig = try Rig(Self.gateway.line)
        let gate = TokenGate(rig.store)
        let fields = [HTTPField("verdict-token", Self.gateway.text)]
        #expect(Self.outcome(gate, fields) == "gateway")
        try rig.write(Self.scraper.line)
        rig.store.reload(isAsked: false)
        #expect(Self.outcome(gate, fields) == "401 the bearer token is not known")
        #expect(rig.counters.successCount(of: .tokens) == 1)
        #expect(rig.lines.all == ["reloaded `\(rig.path)`: 1 tokens"])
        rig.store.reload(isAsked: false)
        #expect(rig.counters.successCount(of: .tokens) == 1)
        rig.store.reload(isAsked: true)
        #expect(rig.counters.successCount(of: .tokens) == 2)
    }

    @Test("a bad file leaves the tokens before, and is told and counted")
    func badReload() throws {
        let rig = try Rig(Self.gateway.line)
        let gate = TokenGate(rig.store)
        let fields = [HTTPField("verdict-token", Self.gateway.text)]
        try rig.write("\(Self.scraper.line)\nbad")
        rig.store.reload(isAsked: false)
        #expect(Self.outcome(gate, fields) == "gateway")
        #expect(
            rig.lines.all == [
                "\(rig.path):2:4: expected `sha256:` and a digest after `bad`",
                "reloading `\(rig.path)` failed: the tokens before stay good",
            ])
        try FileManager.default.removeItem(atPath: rig.path)
        rig.store.reload(isAsked: false)
        #expect(Self.outcome(gate, fields) == "gateway")
        #expect(rig.counters.failureCount(of: .tokens) == 2)
        #expect(rig.counters.hasLastFailed(.tokens))
        try rig.write(Self.scraper.line)
        rig.store.reload(isAsked: false)
        #expect(!rig.counters.hasLastFailed(.tokens))
    }

    @Test("a file that everybody may change is refused, one that everybody may read is warned of")
    func permissions() throws {
        #expect(throws: TokenFileError.self) { try Rig(Self.gateway.line, mode: 0o602) }
        #expect(throws: TokenFileError.self) { try Rig(Self.gateway.line, mode: 0o666) }
        let rig = try Rig(Self.gateway.line, mode: 0o644)
        #expect(rig.lines.all.count == 1)
        #expect(try Rig(Self.gateway.line, mode: 0o640).lines.all.count == 0)
    }

    @Test("more tokens than are remembered are all known")
    func crowd() throws {
        let tokens = (0..<200).map { number in
            NewToken(
                name: "n\(number)", scopes: .decide,
                randomBytes: Array(repeating: UInt8(number), count: NewToken.randomByteCount))
        }
        let gate = TokenGate(try Rig(tokens.map(\.line).joined(separator: "\n")).store)
        for _ in 0..<3 {
            for (number, token) in tokens.enumerated() {
                let name = gate.owner(of: Array(token.text.utf8).span)?.name
                #expect(name == "n\(number)")
            }
        }
    }

    @Test("who is refused reads why, in the words of the protocol")
    func answers() {
        let cases: [(refusal: TokenRefusal, status: Int, challenge: String, grpc: String)] = [
            (.missing, 401, "Bearer", "16"),
            (.unknown, 401, "Bearer error=\"invalid_token\"", "16"),
            (
                .insufficient(name: "n", scopes: [.metrics, .admin]), 403,
                "Bearer error=\"insufficient_scope\", scope=\"admin metrics\"", "7"
            ),
        ]
        for (refusal, status, challenge, grpc) in cases {
            var response = HTTPResponse()
            refusal.answer(&response, isGRPC: false)
            #expect(response.status == status)
            #expect(response.headers["www-authenticate"] == challenge)
            #expect(String(decoding: response.body, as: UTF8.self) == refusal.message + "\n")
            response = HTTPResponse()
            refusal.answer(&response, isGRPC: true)
            #expect(response.status == 200)
            #expect(response.headers["content-type"] == "application/grpc")
            #expect(response.headers["grpc-status"] == grpc)
            #expect(response.headers["grpc-message"] == refusal.message)
            #expect(response.body.isEmpty)
        }
    }
}
