import Foundation
import GRPC
import HTTPMessage
import PolicyModel
import RequestMapping
import Testing

@Suite("Envoy's external authorization")
struct ExternalAuthorizationTests {
    private static let mapping = """
        mapping:
          claims: jwt/payload
          context-extensions: true
          principal: "{peer}"
          routes:
            - path: /x
              action: web:Get
              resource: "arn:a:web:::{host}"
              context:
                aws:SourceIp: "{source.address?}"
                web:Tag: "{header.x-tag?}"
                web:Sub: "{claim.sub?}"
                web:Age: "{claim.age?}"
                web:Admin: "{claim.admin?}"
                web:Groups: "{claim.groups?}"
        """
    private static let peer = Wire.field(
        1, Wire.field(1, Wire.field(1, Wire.field(2, "10.0.0.1"))) + Wire.field(4, "spiffe://a/b"))

    /// From the official descriptors: source 10.0.0.1:1234, GET /x, header `:path`, extension k=v.
    private static let golden =
        "0a350a110a0f0a0d120831302e302e302e3118d2092218121612034745541a0b0a053a7061746812022f78"
        + "22022f7852060a016b120176"

    @Test("official bytes are read, and answered with official bytes")
    func goldenBytes() throws {
        let rig = try Rig(
            Self.mapping.replacing("principal: \"{peer}\"", with: "principal: somebody")
                .replacing("{host}", with: "x"))
        let allowed = rig.check(Wire.hex(Self.golden))
        #expect(allowed.message == "0a001a00")
        #expect(allowed.trailers["grpc-status"] == "0")
        #expect(allowed.header("content-type") == "application/grpc")
        #expect(rig.queries.first?.context["aws:sourceip"] == .single("10.0.0.1"))
        #expect(rig.queries.first?.resource == "arn:a:web:::x")
        rig.allows = false
        // status 7 "denied", denied_response 403 with a body.
        #expect(
            rig.check(Wire.hex(Self.golden)).message
                == "0a0a0807120664656e696564120e0a030893031a0764656e6965640a")
        #expect(rig.counters.count(status: 200, by: .extAuthz) == 2)
    }

    @Test("every fact arrives")
    func facts() throws {
        let rig = try Rig(Self.mapping)
        func value(_ number: Int, _ bytes: [UInt8]) -> [UInt8] { Wire.field(number, bytes) }
        // 42.5 as eight bytes, the lowest first.
        let number: [UInt8] = [2 << 3 | 1, 0, 0, 0, 0, 0, 0x40, 0x45, 0x40]
        let list = value(6, Wire.field(1, Wire.field(3, "a")) + Wire.field(1, Wire.field(3, "b")))
        let claims =
            Wire.entry(1, "sub", Wire.field(3, "ada")) + Wire.entry(1, "age", number)
            + Wire.entry(1, "admin", [4 << 3, 1]) + Wire.entry(1, "groups", list)
        let payload = Wire.entry(1, "payload", Wire.field(5, claims))
        let metadata = Wire.field(11, Wire.entry(1, "other", [1]) + Wire.entry(1, "jwt", payload))
        let answer = rig.check(
            Wire.check(
                "GET", "/x?q", host: "h", headers: [("x-tag", "t")],
                attributes: Self.peer + metadata))
        #expect(answer.message == "0a001a00")
        let query = try #require(rig.queries.first)
        #expect(query.principal == "arn:verdict:iam::000000000000:user/spiffe://a/b")
        #expect(query.resource == "arn:a:web:::h")
        #expect(
            query.context == [
                "aws:sourceip": .single("10.0.0.1"), "web:tag": .single("t"),
                "web:sub": .single("ada"), "web:age": .single("42.5"),
                "web:admin": .single("true"), "web:groups": .multiple(["a", "b"]),
            ])
    }

    @Test("raw header fields are read, and one that is there twice is no fact")
    func rawHeaders() throws {
        let rig = try Rig(Self.mapping)
        func map(_ fields: [(String, String)]) -> [UInt8] {
            Wire.field(
                13, fields.flatMap { Wire.field(1, Wire.field(1, $0.0) + Wire.field(3, $0.1)) })
        }
        _ = rig.check(
            Wire.check("GET", "/x", host: "h", http: map([("X-Tag", "t")]), attributes: Self.peer))
        #expect(rig.queries.last?.context["web:tag"] == .single("t"))
        let twice = rig.check(
            Wire.check(
                "GET", "/x", host: "h", http: map([("x-tag", "t"), ("x-tag", "t")]),
                attributes: Self.peer))
        #expect(twice.message.hasPrefix("0a0a0807") && rig.queries.count == 1)
    }

    @Test("a zero byte does not end a text")
    func zeroByte() throws {
        let rig = try Rig(Self.mapping)
        _ = rig.check(
            Wire.check("GET", "/x", host: "h", headers: [("x-tag", "a\0b")], attributes: Self.peer))
        #expect(rig.queries.last?.context["web:tag"] == .single("a\0b"))
        #expect(
            rig.check(Wire.check("GET", "/x\0", host: "h", attributes: Self.peer)).message
                .hasPrefix("0a0a0807"))
    }

    @Test("what says nothing is denied, and never answered with nothing")
    func empty() throws {
        let rig = try Rig(Self.mapping)
        for message in [[], Wire.field(1, []), Wire.check("GET", "/x")] as [[UInt8]] {
            let answer = rig.check(message)
            #expect(answer.message.hasPrefix("0a0a0807") && answer.grpcStatus == "0")
        }
        #expect(rig.queries.isEmpty)
    }

    @Test("extensions of a route say what it means")
    func extensions() throws {
        let rig = try Rig(Self.mapping)
        let extensions =
            Wire.entry(10, "verdict.action", "a:B") + Wire.entry(10, "verdict.principal", "p")
            + Wire.entry(10, "verdict.resource", "arn:a:b:::c")
        #expect(rig.check(Wire.check("PUT", "/y", attributes: extensions)).message == "0a001a00")
        #expect(rig.queries.last?.resource == "arn:a:b:::c")
    }

    @Test("allowed requests are changed as configured")
    func mutations() throws {
        let rig = try Rig(
            Self.mapping + "\next-authz: {principal-header: X-Who, remove-headers: [x-user, x-b]}\n"
        )
        let answer = rig.check(Wire.check("GET", "/x", host: "h", attributes: Self.peer))
        let principal = "arn:verdict:iam::000000000000:user/spiffe://a/b"
        let header = Wire.field(1, Wire.field(1, "x-who") + Wire.field(2, principal)) + [3 << 3, 2]
        let ok = Wire.field(2, header) + Wire.field(5, "x-user") + Wire.field(5, "x-b")
        #expect(answer.body == GRPCCall.framed(Wire.field(1, []) + Wire.field(3, ok)))
        rig.allows = false
        #expect(
            rig.check(Wire.check("GET", "/x", host: "h", attributes: Self.peer)).message
                .hasPrefix("0a0a0807"))
    }

    @Test("a new configuration counts from the next request on")
    func reload() throws {
        let rig = try Rig(Self.mapping)
        let message = Wire.check("GET", "/x", host: "h", attributes: Self.peer)
        #expect(rig.check(message).message == "0a001a00")
        try? FileManager.default.createDirectory(
            atPath: (rig.store.path as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true)
        try (Self.mapping + "\next-authz: {remove-headers: a}\n").write(
            toFile: rig.store.path, atomically: true, encoding: .utf8)
        rig.store.reload(isAsked: true)
        #expect(rig.check(message).message == "0a001a032a0161")
    }

    @Test(
        "what can't be read fails as a call", arguments: ["0a", "0aff", "08", "0a0522", "ffffffff"])
    func malformed(hex: String) throws {
        let rig = try Rig(Self.mapping)
        let answer = rig.check(Wire.hex(hex))
        #expect(answer.grpcStatus == "3" && answer.body.isEmpty && rig.queries.isEmpty)
    }

    @Test("a message of many tiny fields is refused for the memory that it needs")
    func memory() throws {
        let rig = try Rig(Self.mapping)
        func message(_ count: Int) -> [UInt8] {
            Wire.check(
                "GET", "/x", http: [[UInt8]](repeating: [26, 0], count: count).flatMap(\.self))
        }
        #expect(rig.check(message(100)).grpcStatus == "0")
        #expect(rig.check(message(20_000)).grpcStatus == "3")
    }

    @Test("other calls, and half calls")
    func calls() throws {
        let rig = try Rig(Self.mapping)
        #expect(rig.call("/envoy.service.auth.v3.Authorization/Other", []).grpcStatus == "12")
        #expect(rig.call("/envoy.service.auth.v3.Authorization/Check", [0, 0]).grpcStatus == "3")
        #expect(rig.call("/envoy.service.auth.v2.Authorization/Check", []).status == 404)
    }
}

extension HTTPResponse {
    func header(_ name: String) -> String? { headers[name] }
}
