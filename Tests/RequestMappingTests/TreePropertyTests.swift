import RequestMapping
import TestSupport
import Testing

/// The tree of paths against a matcher that looks at one route after the other.
@Suite("The tree of paths")
struct TreePropertyTests {
    @Test("finds the route that a plain search finds", arguments: 0..<200)
    func agreement(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let words = ["a", "b", "ab", ""]
        let patterns = (0..<Int.random(in: 1...24, using: &random)).map { _ in
            Self.pattern(words, &random)
        }
        let routes = patterns.map {
            "  - {path: '\($0.pattern)', method: \($0.method), principal: x, action: 's:A', "
                + "resource: 'arn:a:s:::b'}\n"
        }
        var table = try MappingTable("routes:\n" + routes.joined())
        for _ in 0..<100 {
            let count = Int.random(in: 1...4, using: &random)
            let segments = (0..<count).map { index in
                let word = words[Int.random(in: 0..<4, using: &random)]
                return index < count - 1 && word.isEmpty ? "c" : word
            }
            let method = ["GET", "PUT"].randomElement(using: &random) ?? "GET"
            let expected = patterns.firstIndex {
                $0.method == method && Self.matches($0.pattern, segments)
            }
            let path = "/" + segments.joined(separator: "/")
            let outcome = table.question(method, path).0
            #expect(
                outcome == (expected.map { .mapped(route: $0) } ?? .denied(.noRoute)),
                "seed \(seed): \(path)")
        }
    }

    private static func pattern(
        _ words: [String], _ random: inout SplitMix64
    ) -> (pattern: String, method: String) {
        let count = Int.random(in: 1...4, using: &random)
        let segments = (0..<count).map { index -> String in
            let isLast = index == count - 1
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1: return "{n\(index)}"
            case 2 where isLast: return "{n\(index)...}"
            default:
                let word = words[Int.random(in: 0..<4, using: &random)]
                return word.isEmpty && !isLast ? "a" : word
            }
        }
        let method = Bool.random(using: &random) ? "GET" : "PUT"
        return ("/" + segments.joined(separator: "/"), method)
    }

    /// The rule in its plainest form.
    private static func matches(_ pattern: String, _ segments: [String]) -> Bool {
        let parts = pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if part.hasSuffix("...}") { return index < segments.count && !segments[index].isEmpty }
            guard index < segments.count else { return false }
            if part.hasPrefix("{") ? segments[index].isEmpty : part != segments[index] {
                return false
            }
        }
        return parts.count == segments.count
    }
}
