import RequestMapping
import TestSupport
import Testing

/// No two requests that differ in what a template takes from them give the same text.
@Suite("Borders between values")
struct BorderTests {
    private static func table(_ resource: String) throws -> MappingTable {
        try MappingTable(
            "routes: [{path: '/{a}/{b}/{rest...}', principal: x, action: 's:A', "
                + "resource: '\(resource)'}]")
    }

    @Test(
        "a value can't hold what stands between it and a later place",
        arguments: [
            ("arn:a:s:::t/{path.a}/d/{header.h}", "/a/b/c", "h/x", "t/a/d/h/x"),
            ("arn:a:s:::t/{header.h}/d/{path.a}", "/a/b/c", "h/x", nil),
            ("arn:a:s:::t/{header.h}/d/{path.a}", "/a/b/c", "h:x", "t/h:x/d/a"),
            ("arn:a:s:::{path.a}-{path.b}", "/a-b/c/x", "h", nil),
            ("arn:a:s:::{path.a}-{path.b}", "/a/b-c/x", "h", "a-b-c"),
            ("arn:a:s:::g:{path.a}:s:{path.b}", "/a:s:b/c/x", "h", nil),
            ("arn:a:s:::g:{path.a}:s:{path.b}", "/a/b:c/x", "h", "g:a:s:b:c"),
            ("arn:a:s:::g:{path.a}:*", "/a:s:b/c/x", "h", nil),
            ("arn:a:s:::{path.rest}/meta", "/a/b/c/d", "h", "c/d/meta"),
            ("arn:a:s:::{header.h}/meta", "/a/b/c", "c/d", nil),
            ("arn:a:s:::{path.rest}/{path.a}", "/a/b/c/d", "h", nil),
            ("arn:a:s:::{header.h}{path}", "/a/b/c", "h", "h/a/b/c"),
            ("arn:a:s:::{header.h}{path}", "/a/b/c", "h/x", nil),
            ("arn:a:s:::a-{path.a}", "/a-b/b/c", "h", "a-a-b"),
        ] as [(String, String, String, String?)])
    func values(template: String, target: String, header: String, id: String?) throws {
        var table = try Self.table(template)
        var facts = RequestFacts(method: "GET", target: target)
        facts.add(.header, "h", header)
        let (outcome, asked) = table.question(&facts)
        #expect(asked?.resource == id.map { "arn:a:s:::" + $0 })
        if id == nil { #expect(outcome == .denied(.part(.resource, .separator, route: 0))) }
    }

    @Test(
        "places need something between them",
        arguments: ["{path.a}{path.b}", "{path.a}x{path.b}", "{host}{header.h}", "{path}{path.a}"])
    func adjacency(template: String) {
        #expect(throws: RequestMap.Mistakes.self) {
            _ = try Self.table("arn:a:s:::\(template)")
        }
    }

    @Test("from what is asked one can tell the values", arguments: 0..<300)
    func injection(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let names = ["{header.h0}", "{header.h1}", "{header.h2}"]
        let literals = ["/", ":", "-", "x", "x-", "-a-", "/b", ":/", ""]
        func literal() -> String { literals.randomElement(using: &random) ?? "" }
        let places = names.prefix(Int.random(in: 1...3, using: &random))
        let prefixes = ["arn:a:s:::", "arn:a:s:", "arn:a:s:::t:"]
        let prefix = prefixes.randomElement(using: &random) ?? ""
        let template = prefix + places.map { literal() + $0 }.joined() + literal()
        // Places that can't be told apart, and too few colons, are refused at start.
        guard var table = try? Self.table(template) else { return }

        var seen: [String: [String]] = [:]
        for _ in 0..<400 {
            let values = places.map { _ in
                let letters: [Character] = ["a", "b", "x", ":", "/", "-"]
                return String(
                    (0..<Int.random(in: 1...3, using: &random)).map { _ in
                        letters.randomElement(using: &random) ?? "a"
                    })
            }
            var facts = RequestFacts(method: "GET", target: "/a/b/c")
            for (index, value) in values.enumerated() { facts.add(.header, "h\(index)", value) }
            guard let resource = table.question(&facts).1?.resource else { continue }
            let others = seen.updateValue(values, forKey: resource)
            #expect(others == nil || others == values, "seed \(seed): \(template): \(resource)")
            let parts = resource.split(separator: ":", omittingEmptySubsequences: false)
            let wanted = prefix.split(separator: ":", omittingEmptySubsequences: false)
            #expect(parts.prefix(3) == wanted.prefix(3), "seed \(seed): \(resource)")
        }
    }

    @Test(
        "an address is one, and IPv4 in one spelling",
        arguments: [
            ("10.0.0.1", "10.0.0.1"), ("::ffff:10.0.0.1", "10.0.0.1"),
            ("::FFFF:10.0.0.1", "10.0.0.1"), ("2001:db8::1", "2001:db8::1"), ("::1", "::1"),
            ("::10.0.0.1", "::10.0.0.1"), ("::ffff:a00:1", nil), ("0:0:0:0:0:ffff:10.0.0.1", nil),
            ("10.0.0.1:80", nil), ("10.0.0.01", nil), ("[::1]", nil), ("unknown", nil),
            ("10.0.0.1, 10.0.0.2", nil), ("10.0.0.0/8", nil), ("fe80::1%eth0", nil),
        ] as [(String, String?)])
    func addresses(given: String, read: String?) throws {
        var table = try MappingTable(
            "routes: [{principal: x, action: 's:A', resource: 'arn:a:s:::b', "
                + "context: {'aws:SourceIp': '{source.address?}'}}]")
        var facts = RequestFacts(method: "GET", target: "/")
        facts.setSourceAddress(Array(given.utf8).span)
        let (outcome, asked) = table.question(&facts)
        #expect(asked?.context["aws:sourceip"] == read.map { [$0] })
        if read == nil { #expect(outcome == .denied(.part(.context, .malformed, route: 0))) }
    }

    @Test("bytes that are no UTF-8 are no value")
    func encoding() throws {
        var table = try Self.table("arn:a:s:::{header.h}")
        var facts = RequestFacts(method: "GET", target: "/a/b/c")
        facts.add(.header, Array("h".utf8).span, [0x61, 0xFF].span)
        #expect(table.question(&facts).0 == .denied(.part(.resource, .malformed, route: 0)))
    }

    @Test(
        "a host that can't be read is not taken for none",
        arguments: [
            "a.b:x", "a.b/", "a.b x", "a.b,c.d", "u@a.b", "[::1", "[::1]x", "[g]", "[]", ".", ":80",
            ".a.b", "a..b", "a.b..", "a%2eb", "a.b:80:80", "\u{E9}.b", "a\\b",
        ])
    func hosts(host: String) throws {
        var table = try MappingTable(
            "routes: [{host: a.b, principal: x, action: 's:A', resource: 'arn:a:s:::one'}, "
                + "{principal: x, action: 's:A', resource: 'arn:a:s:::other'}]")
        #expect(table.question("GET", "/", host: host).0 == .denied(.host))
        #expect(table.question("GET", "/", host: "A.B.:443").0 == .mapped(route: 0))
        #expect(table.question("GET", "/", host: "").0 == .mapped(route: 1))
    }
}
