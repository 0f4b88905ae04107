import DecisionAPI
import Foundation
import HTTPMessage
import LockFree
import PolicyModel
import RequestMapping
import TestSupport
import Testing

@Suite("Forward authentication")
struct ForwardAuthTests {
    static let mapping = """
        mapping:
          trusted-headers: [x-user]
          principal: "{header.x-user}"
          routes:
            - path: /orders/{id}
              method: [GET, HEAD]
              host: shop.example.com
              action: orders:Get
              resource: arn:a:orders:::{path.id}
              context: {aws:SourceIp: "{source.address?}", orders:Peer: "{peer?}"}
        """

    /// A router with a configuration in a file.
    private struct Rig {
        let folder: TemporaryDirectory
        let source: FakeSource
        let store: ConfigurationStore
        let router: DecisionRouter
        let counters = DecisionCounters()
        let reloads = ReloadCounters()

        init(
            _ settings: String, mapping: String = ForwardAuthTests.mapping, allows: Bool = true
        ) throws {
            folder = try TemporaryDirectory()
            let path = folder.path("verdict.yaml")
            try (settings + "\n" + mapping).write(
                toFile: path, atomically: true, encoding: .utf8)
            let source = FakeSource { _ in Answer(allows ? .allow : .explicitDeny) }
            self.source = source
            store = try ConfigurationStore(path: path, counters: reloads, log: { _ in })
            let decider = MappedDecider(source: source, store: store, counters: counters)
            router = DecisionRouter(
                source: source, protocols: [ForwardAuth(source: source, decider: decider)],
                counters: counters)
        }

        func ask(
            to target: String = "/forward-auth", method: HTTPMethod = .get, host: String = "",
            _ headers: [HTTPField] = []
        ) -> HTTPResponse {
            var request = HTTPRequest(
                method: method, target: target, headers: HTTPFields(headers))
            request.authority.append(Array(host.utf8).span)
            var response = HTTPResponse()
            router.turnWillBegin()
            defer { router.turnDidEnd() }
            router.respond(to: request, with: &response)
            return response
        }
    }

    private static let forwarded = [
        HTTPField("x-forwarded-method", "GET"), HTTPField("x-forwarded-host", "shop.example.com"),
        HTTPField("x-forwarded-uri", "/orders/7?x"), HTTPField("x-user", "ada"),
    ]
    private static let original = [
        HTTPField("x-original-method", "HEAD"), HTTPField("x-original-uri", "/orders/7"),
        HTTPField("x-user", "ada"),
    ]

    @Test("each gateway's way of asking gives the same question")
    func styles() throws {
        let forwarded = try Rig("forward-auth: {request: forwarded}")
        #expect(forwarded.ask(to: "/forward-auth/x?y", method: .put, Self.forwarded).status == 200)
        let original = try Rig("forward-auth: {request: original}")
        #expect(original.ask(host: "shop.example.com", Self.original).status == 200)
        let path = try Rig("forward-auth: {request: path}")
        let user = [HTTPField("x-user", "ada")]
        #expect(
            path.ask(to: "/forward-auth/orders/7?x", host: "shop.example.com:80", user).status
                == 200)
        for rig in [forwarded, original, path] {
            #expect(rig.source.queries.map(\.resource) == ["arn:a:orders:::7"])
            #expect(rig.source.queries.map(\.action) == ["orders:get"])
            #expect(
                rig.source.queries.map(\.principal)
                    == ["arn:verdict:iam::000000000000:user/ada"])
            #expect(rig.counters.count(status: 200, by: .forwardAuth) == 1)
        }
    }

    @Test("a style reads its own fields alone, and none of them may be there twice")
    func ownFields() throws {
        let forwarded = try Rig("forward-auth: {request: forwarded}")
        #expect(forwarded.ask(host: "shop.example.com", Self.original).status == 403)
        for field in Self.forwarded {
            #expect(forwarded.ask(Self.forwarded + [field]).status == 403, "\(field.name) twice")
            #expect(
                forwarded.ask(Self.forwarded.filter { $0.name != field.name }).status == 403,
                "no \(field.name)")
        }
        let path = try Rig("forward-auth: {request: path}")
        #expect(path.ask(host: "shop.example.com", Self.forwarded).status == 403)
        #expect(
            path.ask(to: "/forward-auth?/orders/7", host: "shop.example.com", Self.forwarded).status
                == 403)
        #expect(forwarded.source.queries.isEmpty && path.source.queries.isEmpty)
        #expect(forwarded.counters.count(of: .unmapped) == 9)
    }

    @Test("a deny is 403, and 401 only where nobody is named and a challenge is configured")
    func statuses() throws {
        let denying = try Rig("forward-auth: {request: forwarded}", allows: false)
        let denied = denying.ask(Self.forwarded)
        #expect(denied.status == 403 && denied.text == "denied\n")
        #expect(denied.header("verdict-revision") == "42")
        let challenging = try Rig("forward-auth: {request: forwarded, challenge: Basic realm=x}")
        let answer = challenging.ask(Self.forwarded.filter { $0.name != "x-user" })
        #expect(answer.status == 401 && answer.header("www-authenticate") == "Basic realm=x")
        #expect(challenging.ask([HTTPField("x-user", "ada")]).status == 403)
        let closed = try Rig("")
        #expect(closed.ask(Self.forwarded).status == 503)
    }

    @Test("the paths of others are left alone", arguments: ["/forward-authx", "/forward", "/"])
    func others(path: String) throws {
        #expect(
            try Rig("forward-auth: {request: forwarded}").ask(to: path, Self.forwarded).status
                == 404)
    }

    @Test("address and peer come from the fields that are configured")
    func facts() throws {
        let rig = try Rig(
            "forward-auth: {request: forwarded, source-address: X-Forwarded-For, peer: x-peer}")
        let more = [
            HTTPField("x-forwarded-for", "1.1.1.1, 10.0.0.9"), HTTPField("x-peer", "spiffe://a/b"),
        ]
        _ = rig.ask(Self.forwarded + more)
        #expect(
            rig.source.queries.last?.context == [
                "aws:sourceip": .single("10.0.0.9"), "orders:peer": .single("spiffe://a/b"),
            ])
        // What the gateway adds as a field of its own counts, and not what its client sent.
        _ = rig.ask(Self.forwarded + [HTTPField("x-forwarded-for", "2.2.2.2")] + more)
        #expect(rig.source.queries.last?.context["aws:sourceip"] == .single("10.0.0.9"))
        #expect(rig.source.queries.count == 2)
        for flaw in [HTTPField("x-peer", "spiffe://a/c"), HTTPField("x-forwarded-for", "unknown")] {
            #expect(rig.ask(Self.forwarded + more + [flaw]).status == 403, "\(flaw.name)")
        }
        #expect(rig.source.queries.count == 2)
    }

    @Test("routes that name a host or a method are not passed over where that is unclear")
    func unclear() throws {
        for (style, method, host) in [
            ("forwarded", "x-forwarded-method", "x-forwarded-host"),
            ("original", "x-original-method", "x-none"),
        ] {
            let rig = try Rig(
                "forward-auth: {request: \(style)}",
                mapping:
                    "mapping: {routes: [{principal: x, action: 's:A', resource: 'arn:a:s:::b'}]}")
            let target = HTTPField(style == "original" ? "x-original-uri" : "x-forwarded-uri", "/")
            #expect(rig.ask([target, HTTPField(method, "GET")]).status == 200)
            for fields in [
                [], [HTTPField(method, "")], [HTTPField(method, "GET"), HTTPField(method, "GET")],
            ] {
                #expect(rig.ask([target] + fields).status == 403, "\(style): \(fields)")
            }
            guard style == "forwarded" else { continue }
            let hosts = [HTTPField(host, "a"), HTTPField(host, "a")]
            #expect(rig.ask([target, HTTPField(method, "GET")] + hosts).status == 403)
        }
    }

    @Test("a configuration is in force once it is read, and a bad one never")
    func reload() throws {
        let rig = try Rig("forward-auth: {request: forwarded}")
        #expect(rig.ask(Self.forwarded).status == 200)
        let path = rig.store.path
        for bad in ["mapping: x", "", "x: 1", "forward-auth: {request: guess}", "a: [\n"] {
            try bad.write(toFile: path, atomically: true, encoding: .utf8)
            rig.store.reload(isAsked: false)
            #expect(rig.ask(Self.forwarded).status == 200, "\(bad)")
        }
        #expect(rig.reloads.failureCount(of: .configuration) == 5)
        try "mapping: {routes: []}\n".write(toFile: path, atomically: true, encoding: .utf8)
        rig.store.reload(isAsked: false)
        rig.store.reload(isAsked: false)
        #expect(rig.ask(Self.forwarded).status == 503)
        #expect(rig.reloads.successCount(of: .configuration) == 1)
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: path)
        rig.store.reload(isAsked: true)
        #expect(rig.reloads.failureCount(of: .configuration) == 6)
    }

    @Test(
        "mistakes of a configuration have their places",
        arguments: [
            ("x: 1", "1:1: unknown member `x`"), ("[]", "1:1: a configuration must have members"),
            ("forward-auth: x", "1:15: `forward-auth` must have members"),
            (
                "forward-auth: {}",
                "1:15: `request` must be one of `forwarded`, `original`, `path`"
            ),
            ("forward-auth: {request: path, x: y}", "1:31: unknown member `x`"),
            ("forward-auth: {request: path, peer: []}", "1:37: `peer` must be a text in ASCII"),
        ])
    func mistakes(text: String, message: String) throws {
        let error = try #require(throws: RequestMap.Mistakes.self) {
            try SidecarConfiguration(Array(text.utf8), file: "v.yaml")
        }
        #expect(error.mistakes.map(\.description) == ["v.yaml:\(message)"])
    }
}
