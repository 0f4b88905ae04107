import RequestMapping
import Testing

@Suite("Paths that can be read in one way only")
struct PathTests {
    private static let table = """
        routes:
          - {path: "/{all...}", principal: x, action: "s:A", resource: "arn:a:s:::{path}"}
          - {path: /, principal: x, action: "s:A", resource: "arn:a:s:::{path}"}
        """

    @Test(
        "are decoded once",
        arguments: [
            ("/", "/"), ("/a", "/a"), ("/a/", "/a/"), ("/a%20b", "/a b"), ("/%C3%A9", "/é"),
            ("/a?b#", "/a"), ("/a?//..", "/a"), ("/a+b", "/a+b"), ("/...", "/..."),
            ("/a.b", "/a.b"),
            ("/%2a", "/*"), ("/100%25", "/100%"), ("/%24%7bx%7d", "/${x}"),
            ("/~@:!$&'()*,=", "/~@:!$&'()*,="),
        ])
    func decoded(target: String, path: String) throws {
        var table = try MappingTable(Self.table)
        #expect(table.question("GET", target).1?.resource == "arn:a:s:::\(path)", "\(target)")
    }

    @Test(
        "others are refused",
        arguments: [
            "", "*", "a", "http://h/a", "//", "//a", "/a//b", "/a//", "/.", "/..", "/./a", "/a/..",
            "/a/../b", "/%2e", "/%2E%2e", "/.%2e/b", "/a%2fb", "/a%2Fb", "/a%5cb", "/a\\b", "/a%00",
            "/a%0a", "/a%7f", "/a;b", "/a;b=c/d", "/a%3bb", "/a%3B", "/a#b", "/a b", "/a\u{7F}",
            "/é", "/%", "/%2",
            "/%2g",
            "/%%41", "/%252e", "/%25%32%65", "/%ff", "/%c0%ae", "/%ed%a0%80", "/a%c3", "/a\n",
            "/a\0",
        ])
    func refused(target: String) throws {
        var table = try MappingTable(Self.table)
        #expect(table.question("GET", target).0 == .denied(.path), "\(target)")
    }

    @Test("so many segments are read, and not one more")
    func segmentCount() throws {
        var table = try MappingTable(Self.table)
        let longest = String(repeating: "/a", count: 64)
        #expect(table.question("GET", longest).0 == .mapped(route: 0))
        #expect(table.question("GET", longest + "/").0 == .denied(.path))
        #expect(table.question("GET", longest + "/a").0 == .denied(.path))
    }

    @Test("case counts, and a slash at the end is a path of its own")
    func exact() throws {
        var table = try MappingTable(
            "routes: [{path: /a/b, principal: x, action: \"s:A\", resource: \"arn:a:s:::b\"}]")
        #expect(table.question("GET", "/a/b").0 == .mapped(route: 0))
        #expect(table.question("GET", "/%61/b").0 == .mapped(route: 0))
        for other in ["/A/b", "/a/b/", "/a", "/a/", "/a/b/c", "/"] {
            #expect(table.question("GET", other).0 == .denied(.noRoute), "\(other)")
        }
    }
}
