import BearerTokens
import DecisionPoint
import Directory
import FlatMemory
import Foundation
import HTTPMessage
import LockFree
import PolicyModel
import TestSupport
import Testing

@testable import DecisionAPI

/// Who may ask for decisions, and what policies learn of the caller.
@Suite("Callers")
struct CallerTests {
    static let tokens = ["one", "two"].enumerated().map { index, name in
        NewToken(
            name: name, scopes: .decide,
            randomBytes: Array(repeating: UInt8(index), count: NewToken.randomByteCount))
    }

    static func gate() throws -> TokenGate {
        let directory = try TemporaryDirectory()
        try directory.write(tokens.map(\.line).joined(separator: "\n"), to: "tokens")
        return TokenGate(
            try TokenStore(
                path: directory.path("tokens"), counters: ReloadCounters(), log: { _ in }))
    }

    /// A source over a policy that lets alice do what the caller's facts allow, with a cache that
    /// knows bodies.
    static func source(counters: DecisionCounters = DecisionCounters()) throws -> LoopSource {
        let directory = try TemporaryDirectory()
        try directory.write(
            #"""
            {"UserDetailList": [{
              "Path": "/", "UserName": "alice", "UserId": "AIDAEXAMPLEALICE00001",
              "Arn": "arn:verdict:iam::000000000000:user/alice",
              "UserPolicyList": [{"PolicyName": "p", "PolicyDocument": {
                "Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Action": "record:read", "Resource": "*",
                   "Condition": {"StringEquals": {"verdict:CallerName": "one"}}},
                  {"Effect": "Allow", "Action": "record:write", "Resource": "*",
                   "Condition": {"StringEquals": {"verdict:PeerName": "spiffe://x/y"}}},
                  {"Effect": "Allow", "Action": "record:touch", "Resource": "*",
                   "Condition": {"NumericEquals": {"verdict:PeerUserId": "1000"}}},
                  {"Effect": "Allow", "Action": "record:list", "Resource": "*",
                   "Condition": {"Null": {"verdict:CallerName": "true",
                                          "verdict:PeerName": "true"}}}]}}]}]}
            """#, to: "accounts/000000000000/authorization-details.json")
        let bundle = try BundleLoader().load(path: directory.path(""))
        let cell = PublishedCell(
            PublishedSnapshot(try Snapshot(bundle, hash: KeyedHash(key: 1)), revision: 1),
            readerCountMax: 1)
        var random = SystemRandomBlocks()
        let cache = try #require(DecisionCache(entryCount: 1_024))
        let bodies = try #require(DecisionCache(entryCount: 1_024))
        let access = CacheAccess(
            cache, bodies: bodies, key: FingerprintKey(using: &random), counters: CacheCounters(),
            auditInterval: 0)
        return LoopSource(
            DecisionPoint(cell, cache: access), counters: counters,
            epochSeconds: { 1_800_000_000 })
    }

    static func body(_ action: String, context: String = "{}", subject: String = "alice") -> String
    {
        #"""
        {"subject":{"type":"user","id":"\#(subject)"},"action":{"name":"\#(action)"},
         "resource":{"type":"record","id":"record-1"},"context":\#(context)}
        """#
    }

    static func answer(
        _ router: DecisionRouter, _ body: String, token: String? = nil, peer: Peer? = nil,
        path: String = "/access/v1/evaluation", extra: [HTTPField] = []
    ) -> HTTPResponse {
        var fields = [HTTPField("content-type", "application/json")] + extra
        if let token { fields.append(HTTPField("authorization", "Bearer \(token)")) }
        var request = HTTPRequest(
            method: .post, target: path, headers: HTTPFields(fields), body: Array(body.utf8))
        request.peer = peer
        var response = HTTPResponse()
        router.turnWillBegin()
        router.respond(to: request, with: &response)
        router.turnDidEnd()
        return response
    }

    @Test("what is remembered for one caller is not answered to another")
    func callers() throws {
        let router = DecisionRouter(source: try Self.source(), tokens: try Self.gate())
        // Each twice, so that bodies are remembered; explained, and in a batch, too.
        let bodies = [
            Self.body("read"), Self.body("read", context: #"{"verdict:explain":true}"#),
            #"{"evaluations":[\#(Self.body("read"))]}"#,
        ]
        for body in bodies {
            let path =
                body.contains("evaluations") ? "/access/v1/evaluations" : "/access/v1/evaluation"
            for _ in 0..<3 {
                for (token, isAllowed) in [(Self.tokens[0], true), (Self.tokens[1], false)] {
                    let answer = Self.answer(router, body, token: token.text, path: path)
                    #expect(answer.status == 200)
                    #expect(answer.text.contains("\"decision\":\(isAllowed)"), "\(body)")
                }
            }
        }
    }

    @Test("a client certificate is a fact of its own, and none is left over for the next request")
    func peers() throws {
        let router = DecisionRouter(source: try Self.source())
        let peer = Peer(certificateName: "spiffe://x/y")
        let stranger = Peer(certificateName: "spiffe://x/z")
        for _ in 0..<3 {
            for (other, isAllowed) in [(peer, true), (stranger, false), (nil, false)] {
                let answer = Self.answer(router, Self.body("write"), peer: other)
                #expect(answer.text.contains("\"decision\":\(isAllowed)"))
                let absence = Self.answer(router, Self.body("list"), peer: other)
                #expect(absence.text.contains("\"decision\":\(other == nil)"))
            }
        }
        let address = Peer(address: "127.0.0.1")
        #expect(Self.answer(router, Self.body("list"), peer: address).text.contains("true"))
    }

    @Test("the user of a process is a fact of its own")
    func users() throws {
        let router = DecisionRouter(source: try Self.source())
        func user(_ number: UInt32) -> Peer {
            Peer(process: Peer.Process(processID: 1, userID: number, groupID: 1))
        }
        let (one, other) = (user(1000), user(1000 << 8))
        for _ in 0..<3 {
            for (peer, isAllowed) in [(one, true), (other, false), (nil, false)] {
                let context = peer == nil ? #"{"verdict:PeerUserId":"1000"}"# : "{}"
                let answer = Self.answer(
                    router, Self.body("touch", context: context), peer: peer)
                #expect(answer.text.contains("\"decision\":\(isAllowed)"))
            }
        }
    }

    @Test(
        "nobody can claim to be a caller",
        arguments: [
            #"{"verdict:CallerName":"one"}"#, #"{"verdict:callername":["one"]}"#,
            #"{"VERDICT:CALLERNAME":"one","verdict:explain":true}"#,
            #"{"verdict:\u0043allerName":"one"}"#,
        ])
    func forged(context: String) throws {
        for gate in [nil, try Self.gate()] {
            let router = DecisionRouter(source: try Self.source(), tokens: gate)
            let answer = Self.answer(
                router, Self.body("read", context: context),
                token: gate == nil ? nil : Self.tokens[1].text)
            #expect(answer.status == 200)
            #expect(answer.text.contains("\"decision\":false"))
        }
    }

    @Test("without a good token nothing is answered but health checks")
    func refused() throws {
        let router = DecisionRouter(source: try Self.source(), tokens: try Self.gate())
        for path in ["/access/v1/evaluation", "/.well-known/authzen-configuration", "/x"] {
            let answer = Self.answer(
                router, Self.body("read"), path: path, extra: [HTTPField("x-request-id", "r1")])
            #expect(answer.status == 401)
            #expect(answer.text == "a bearer token is required\n")
            #expect(answer.header("www-authenticate") == "Bearer")
            #expect(answer.header("verdict-revision") == "1")
            #expect(answer.header("x-request-id") == "r1")
        }
        let wrong = Self.answer(router, Self.body("read"), token: "verdict_0")
        #expect(wrong.status == 401)
        #expect(wrong.header("www-authenticate") == "Bearer error=\"invalid_token\"")
        // No such protocol is mounted here, but it is let in.
        let health = Self.answer(router, "", path: "/grpc.health.v1.Health/Check")
        #expect(health.status == 404)
        let other = Self.answer(router, "", path: "/grpc.health.v1.Healthy/Check")
        #expect(other.status == 401)
    }

    @Test("behind a gateway the user's authorization is no token")
    func forwarded() throws {
        let router = DecisionRouter(source: try Self.source(), tokens: try Self.gate())
        let token = Self.tokens[0].text
        #expect(Self.answer(router, "", token: token, path: "/forward-auth/x").status == 401)
        let answer = Self.answer(
            router, "", token: "user", path: "/forward-auth/x",
            extra: [HTTPField("verdict-token", token)])
        // Let in, though no such protocol is mounted here.
        #expect(answer.status == 404)
    }

    @Test("decisions and answers are counted by protocol")
    func counts() throws {
        let counters = DecisionCounters()
        let router = DecisionRouter(
            source: try Self.source(counters: counters), counters: counters,
            tokens: try Self.gate())
        for _ in 0..<3 {
            _ = Self.answer(router, Self.body("read"), token: Self.tokens[0].text)
        }
        _ = Self.answer(router, Self.body("read"), token: Self.tokens[1].text)
        _ = Self.answer(router, Self.body("read", subject: "nobody"), token: Self.tokens[0].text)
        _ = Self.answer(router, "{", token: Self.tokens[0].text)
        _ = Self.answer(router, "", token: Self.tokens[0].text, path: "/x")
        _ = Self.answer(router, "")
        _ = Self.answer(router, "", extra: [HTTPField("content-type", "application/grpc")])
        #expect(counters.count(isAllowed: true, by: .authzen) == 3)
        #expect(counters.count(isAllowed: false, by: .authzen) == 2)
        #expect(counters.count(of: .refused) == 1)
        #expect(counters.count(of: .overLimit) == 0)
        #expect(counters.count(status: 200, by: .authzen) == 5)
        #expect(counters.count(status: 400, by: .authzen) == 1)
        #expect(counters.count(status: 404, by: .other) == 1)
        #expect(counters.count(status: 401, by: .other) == 2)
        #expect(counters.count(status: nil, by: .authzen) == 0)
    }
}
