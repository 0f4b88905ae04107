import RequestMapping
import Testing
import YAML

@Suite("Mistakes of a mapping")
struct MistakeTests {
    private static func route(_ more: String) -> String {
        "routes:\n  - principal: x\n    action: s:A\n    resource: arn:a:s:::b\n    \(more)\n"
    }

    @Test(
        "are said with their places",
        arguments: [
            ("routes: x", "1:9: `routes` must be a list"),
            ("{}", "1:1: `routes` is missing, so every request would be denied"),
            ("[]", "1:1: `mapping` must have members"),
            ("routes: []\nroute: 1", "2:1: unknown member `route`"),
            ("routes: [x]", "1:10: a route must have members"),
            (
                "routes:\n  - path: /\n    action: s:A\n    resource: arn:a:s:::b",
                "2:5: `principal` or `principal-arn` is missing"
            ),
            ("routes:\n  - principal: x\n    resource: arn:a:s:::b", "2:5: `action` is missing"),
            ("routes:\n  - principal: x\n    action: s:A", "2:5: `resource` is missing"),
            (route("pth: /"), "5:5: unknown member `pth`"),
            (route("path: a"), "5:11: a path must begin with `/`"),
            (route("path: /a//b"), "5:11: `/a//b` has an empty segment, which no path has"),
            (route("path: /{a}/{a}"), "5:11: `{a}` comes twice"),
            (route("path: /{a...}/b"), "5:11: `{a...}` must be the last segment"),
            (route("path: /{}"), "5:11: `{}` has no name of letters, digits, `-` and `_`"),
            (route("method: get"), "5:13: `get` is no method: they are in upper case"),
            (
                route("host: a b"),
                "5:11: `a b` is no host: give a name or an address without a port, or `*.` and a name"
            ),
            (route("context: {a: \"{path.x}\"}"), "2:5: `path` has no `{x}`"),
            (
                route("context: {\"aws:PrincipalArn\": x}"),
                "5:15: `aws:PrincipalArn` is known to the daemon and can't be given"
            ),
            (
                route("context: {\"Verdict:x\": x}"),
                "5:15: `Verdict:x` is known to the daemon and can't be given"
            ),
            (route("context: {a: x, A: y}"), "5:21: `A` comes twice"),
            (route("context: []"), "5:14: `context` must have members"),
            (
                route("principal-arn: \"{peer}\""),
                "5:20: give `principal` or `principal-arn`, not both"
            ),
        ])
    func mistakes(text: String, message: String) throws {
        let error = try #require(throws: RequestMap.Mistakes.self) { try MappingTable.map(text) }
        #expect(error.mistakes.map(\.description) == ["verdict.yaml:\(message)"])
    }

    @Test(
        "who asks must not depend on what anybody can send",
        arguments: ["principal: \"{header.x}\"", "principal-arn: \"{header.x}\""])
    func trust(line: String) throws {
        let text = "routes:\n  - \(line)\n    action: s:A\n    resource: arn:a:s:::b\n"
        let error = try #require(throws: RequestMap.Mistakes.self) { try MappingTable.map(text) }
        #expect(error.mistakes.count == 1)
        #expect(error.mistakes.first?.message.contains("`trusted-headers`") == true)
        #expect(try MappingTable.map("trusted-headers: x\n" + text).routeCount == 1)
    }

    @Test("what AWS says of a request must not either, save for two keys")
    func awsKeys() throws {
        func text(_ key: String) -> String { Self.route("context: {'\(key)': '{header.x?}'}") }
        for key in ["aws:SourceIp", "AWS:MultiFactorAuthPresent"] {
            let error = try #require(throws: RequestMap.Mistakes.self) {
                try MappingTable.map(text(key))
            }
            #expect(error.mistakes.first?.message.contains("`trusted-headers`") == true)
            #expect(try MappingTable.map("trusted-headers: [X]\n" + text(key)).routeCount == 1)
        }
        for key in ["aws:UserAgent", "aws:Referer", "orders:Agent"] {
            #expect(try MappingTable.map(text(key)).routeCount == 1)
        }
    }

    @Test(
        "texts that are no templates",
        arguments: [
            "{", "{x}", "{path}x{", "{path.}", "", "{header}", "}", "{host}}", "{host}{method}",
        ])
    func templates(text: String) {
        #expect(throws: RequestMap.Mistakes.self) {
            try MappingTable.map(Self.route("context: {k: '\(text)'}"))
        }
    }

    @Test(
        "actions and resources that are none",
        arguments: [
            ("action: s:A", "action: A"), ("action: s:A", "action: s:A:B"),
            ("action: s:A", "action: 's:{method?}'"), ("resource: arn:a:s:::b", "resource: b"),
            ("resource: arn:a:s:::b", "resource: 'arn:a:s:{host}'"),
            ("resource: arn:a:s:::b", "resource: '*'"),
        ])
    func parts(good: String, bad: String) {
        #expect(throws: RequestMap.Mistakes.self) {
            try MappingTable.map(Self.route("path: /").replacing(good, with: bad))
        }
    }

    @Test("all mistakes are listed, in their order")
    func all() throws {
        let error = try #require(throws: RequestMap.Mistakes.self) {
            try MappingTable.map("x: 1\nroutes:\n  - path: a\n    method: b\nclaims: []\n")
        }
        #expect(error.mistakes.map { $0.position?.line } == [1, 3, 4, 5])
    }

    @Test("so many routes are taken, and not one more")
    func routeCount() throws {
        func text(_ count: Int) -> String {
            "principal: x\nroutes:\n"
                + String(
                    repeating: "  - {action: \"s:A\", resource: \"arn:a:s:::b\"}\n", count: count)
        }
        #expect(try MappingTable.map(text(10_000)).routeCount == 10_000)
        #expect(throws: RequestMap.Mistakes.self) { try MappingTable.map(text(10_001)) }
    }
}
