import Directory
import FlatMemory
import PolicyModel
import RequestMapping
import Testing

@Suite("Request mapping")
struct MappingTests {
    private static let shop = """
        mapping:
          trusted-headers: [X-User, x-arn]
          claims: envoy.filters.http.jwt_authn/payload
          principal: "{header.x-user}"
          routes:
            - name: own order
              host: [shop.example.com, "*.shop.example.com"]
              method: [GET, HEAD]
              path: /orders/mine
              action: orders:GetOrder
              resource: arn:aws:orders:eu-west-1:111122223333:order/mine
            - host: shop.example.com
              method: GET
              path: /orders/{id}
              principal: "arn:aws:iam::111122223333:user/{claim.sub}"
              action: orders:GetOrder
              resource: arn:aws:orders:eu-west-1:111122223333:order/{path.id}
              context:
                aws:SourceIp: "{source.address}"
                orders:Groups: "{claim.groups}"
                orders:Tags: [fixed, "{header.x-tag?}"]
                orders:Agent: "{header.user-agent?}"
            - path: /files/{bucket}/{key...}
              principal-arn: "{header.x-arn}"
              action: s3:{method}Object
              resource: arn:aws:s3:::{path.bucket}/{path.key}
            - path: /
              principal: "{peer}"
              action: web:Start
              resource: arn:aws:web:::start/{host}
        """

    @Test("the first route that takes the request says what is asked")
    func orders() throws {
        var table = try MappingTable(Self.shop)
        var facts = RequestFacts(
            method: "GET", host: "SHOP.example.com:443", target: "/orders/7?x=1")
        facts.add(.claim, "sub", "ada")
        facts.add(.claim, "groups", "a", isElement: true)
        facts.add(.claim, "groups", "b", isElement: true)
        facts.setSourceAddress(Array("10.0.0.1".utf8).span)
        let (outcome, asked) = table.question(&facts)
        #expect(outcome == .mapped(route: 1))
        #expect(
            asked
                == .init(
                    principal: "arn:aws:iam::111122223333:user/ada", action: "orders:getorder",
                    resource: "arn:aws:orders:eu-west-1:111122223333:order/7",
                    context: [
                        "aws:sourceip": ["10.0.0.1"], "orders:groups": ["list", "a", "b"],
                        "orders:tags": ["list", "fixed"],
                    ]))
    }

    @Test("an earlier route wins over a later one, however literal")
    func order() throws {
        var table = try MappingTable(Self.shop)
        var facts = RequestFacts(
            method: "HEAD", host: "eu.shop.example.com", target: "/orders/mine")
        facts.add(.header, "X-User", "arn:aws:iam::1:user/x")
        let (outcome, asked) = table.question(&facts)
        #expect(outcome == .mapped(route: 0))
        // What is no template of an ARN never becomes one.
        #expect(asked?.principal == "arn:verdict:iam::000000000000:user/arn:aws:iam::1:user/x")

        var swapped = try MappingTable(
            """
            routes:
              - {path: "/a/{b}", principal: x, action: "s:One", resource: "arn:a:s:::{path.b}"}
              - {path: /a/b, principal: x, action: "s:Two", resource: "arn:a:s:::b"}
            """)
        #expect(swapped.question("GET", "/a/b").1?.action == "s:one")
    }

    @Test("captures of the rest, the method, the host and the peer")
    func places() throws {
        var table = try MappingTable(Self.shop)
        var facts = RequestFacts(method: "PUT", target: "/files/b/x%20y/z/")
        facts.add(.header, "x-arn", "arn:aws:iam::111122223333:role/R")
        let (_, asked) = table.question(&facts)
        #expect(asked?.principal == "arn:aws:iam::111122223333:role/R")
        #expect(asked?.action == "s3:putobject")
        #expect(asked?.resource == "arn:aws:s3:::b/x y/z/")

        facts = RequestFacts(method: "GET", host: "A.b.", target: "/")
        facts.setPeerName(Array("spiffe://x/ns/y".utf8).span)
        let (_, start) = table.question(&facts)
        #expect(start?.principal == "arn:verdict:iam::000000000000:user/spiffe://x/ns/y")
        #expect(start?.resource == "arn:aws:web:::start/a.b")
    }

    @Test(
        "what is missing, there twice, or would move a border denies",
        arguments: [
            ([], [], .part(.principal, .missing, route: 1)),
            ([], [("sub", "")], .part(.principal, .missing, route: 1)),
            ([], [("sub", "a"), ("sub", "b")], .part(.principal, .several, route: 1)),
            ([], [("sub", "a/b")], .part(.principal, .separator, route: 1)),
            ([], [("sub", "a")], .part(.context, .missing, route: 1)),
            (
                [("x-tag", "1"), ("X-Tag", "2")], [("sub", "a"), ("groups", "g")],
                .part(.context, .several, route: 1)
            ),
        ] as [([(String, String)], [(String, String)], MappingDenial)])
    func flaws(
        headers: [(String, String)], claims: [(String, String)], denial: MappingDenial
    ) throws {
        var table = try MappingTable(Self.shop)
        var facts = RequestFacts(method: "GET", host: "shop.example.com", target: "/orders/7")
        facts.setSourceAddress(Array("10.0.0.1".utf8).span)
        for (name, value) in headers { facts.add(.header, name, value) }
        for (name, value) in claims { facts.add(.claim, name, value) }
        #expect(table.question(&facts).0 == .denied(denial))
    }

    @Test("borders of an ARN stay where the template has them")
    func borders() throws {
        var table = try MappingTable(
            """
            trusted-headers: [x-arn]
            routes:
              - path: /{account}/{id}
                principal-arn: "{header.x-arn}"
                action: "s:{path.id}"
                resource: "arn:a:s::{path.account}:r/{path.id}"
            """)
        func ask(_ target: String, _ arn: String) -> MappingOutcome {
            var facts = RequestFacts(method: "GET", target: target)
            facts.add(.header, "x-arn", arn)
            return table.question(&facts).0
        }
        #expect(ask("/1/a", "arn:aws:iam::1:user/a") == .mapped(route: 0))
        #expect(ask("/1/a", "user/a") == .denied(.part(.principal, .malformed, route: 0)))
        #expect(ask("/1/a:b", "arn:x") == .denied(.part(.action, .separator, route: 0)))
        #expect(ask("/1:2/a", "arn:x") == .denied(.part(.resource, .separator, route: 0)))
    }

    @Test("hosts: ports and case do not count, a star takes labels, rubbish is none")
    func hosts() throws {
        var table = try MappingTable(
            """
            routes:
              - {host: "*.a.b", principal: x, action: "s:One", resource: "arn:a:s:::b"}
              - {host: "[::1]", principal: x, action: "s:Two", resource: "arn:a:s:::b"}
            """)
        func takes(_ host: String) -> Int? {
            if case .mapped(let route) = table.question("GET", "/", host: host).0 { return route }
            return nil
        }
        for host in ["x.a.b", "x.y.A.B", "x.a.b:80", "x.a.b.", "x.a.b.:80"] {
            #expect(takes(host) == 0, "\(host)")
        }
        for host in ["[::1]", "[::1]:8080"] { #expect(takes(host) == 1, "\(host)") }
        for host in ["a.b", ".a.b", "xa.b", "x.a.b:y", "x.a.b/", "x.a.b x", "[::1", "", ":80", "."]
        {
            #expect(takes(host) == nil, "\(host)")
        }
    }

    @Test("a gateway's own configuration says what a route means, if that is allowed")
    func extensions() throws {
        var table = try MappingTable("context-extensions: true\ntrusted-headers: [x-user]\n")
        func facts(_ more: [(String, String)] = []) -> [(String, String)] {
            [
                ("verdict.path", "/orders/{id}"), ("verdict.principal", "{header.x-user}"),
                ("verdict.action", "orders:Get"), ("other", "x"),
                ("verdict.resource", "arn:a:orders:::{path.id}"),
                ("verdict.context.orders:Via", "{method}"),
            ] + more
        }
        func ask(
            _ target: String, _ extensions: [(String, String)]
        ) -> (MappingOutcome, MappingTable.Asked?) {
            var facts = RequestFacts(method: "GET", target: target)
            facts.add(.header, "x-user", "ada")
            for (name, value) in extensions { facts.add(.extension, name, value) }
            return table.question(&facts)
        }
        for _ in 0..<2 {
            let (outcome, asked) = ask("/orders/7", facts())
            #expect(outcome == .mapped(route: nil))
            #expect(asked?.resource == "arn:a:orders:::7")
            #expect(asked?.context == ["orders:via": ["GET"]])
        }
        #expect(ask("/order", facts()).0 == .denied(.noRoute))
        #expect(ask("/orders/7", [("other", "x")]).0 == .denied(.noRoute))
        for wrong in [
            ("verdict.unknown", "x"), ("verdict.action", "x"), ("verdict.principal", "y"),
            ("verdict.resource", "arn:a:orders:::{path.id}"),
            ("verdict.context.verdict:CallerName", "x"),
        ] {
            #expect(ask("/orders/7", facts([wrong])).0 == .denied(.badExtensions), "\(wrong)")
        }
        var strict = try MappingTable(
            "routes: [{principal: x, action: \"s:A\", resource: \"arn:a:s:::b\"}]")
        var both = RequestFacts(method: "GET", target: "/")
        both.add(.extension, "verdict.action", "s:B")
        #expect(strict.question(&both).0 == .denied(.extensionsNotAllowed))
    }

    @Test("so many facts are taken, and not one more")
    func factCount() throws {
        var table = try MappingTable(
            "routes: [{principal: x, action: \"s:A\", resource: \"arn:a:s:::b\"}]")
        var facts = RequestFacts(method: "GET", target: "/")
        for number in 0..<RequestFacts.factCountMax { facts.add(.header, "x-\(number)", "") }
        #expect(table.question(&facts).0 == .mapped(route: 0))
        facts.add(.header, "y", "")
        #expect(table.question(&facts).0 == .denied(.tooManyFacts))
        facts.removeAll()
        #expect(table.question(&facts).0 == .denied(.unclear))
        #expect(table.question("GET", "").0 == .denied(.path))
    }

    @Test("so many configurations of gateways are remembered, and further ones work")
    func extensionCount() throws {
        var table = try MappingTable("context-extensions: true")
        for number in 0...RequestMapper.extensionMapCountMax + 1 {
            var facts = RequestFacts(method: "GET", target: "/")
            facts.add(.extension, "verdict.principal", "u\(number)")
            facts.add(.extension, "verdict.action", "s:A")
            facts.add(.extension, "verdict.resource", "arn:a:s:::b")
            #expect(table.question(&facts).1?.principal.hasSuffix("user/u\(number)") == true)
        }
    }

    @Test("a table without routes denies")
    func empty() {
        var mapper = RequestMapper(RequestMap())
        var facts = RequestFacts(method: "GET", target: "/")
        var question = Question(hash: KeyedHash(key: 1))
        #expect(mapper.map(&facts, into: &question) == .denied(.noRoute))
    }
}
