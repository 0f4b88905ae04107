import FlatMemory
import Testing
import WildcardAutomata

/// Checks that both kinds of automata agree with the definition of `*` and `?`.
///
/// The table holds what a person should read; the random tests what no person would think of.
@Suite("Wildcard matching")
struct WildcardMatchingTests {
    static let cases: [(pattern: String, text: String, isMatch: Bool, because: String)] = [
        ("", "", true, "the empty pattern matches the empty text"),
        ("", "a", false, "and nothing else"),
        ("*", "", true, "a star may match nothing"),
        ("?", "", false, "a mark needs a character"),
        ("?", "ü", true, "a mark takes a character, however many bytes it has"),
        ("??", "ü", false, "and not its bytes one by one"),
        ("?*", "ü", true, "the rest after a mark may be empty"),
        ("?ü?", "üüü", true, "marks and literals of several bytes mix"),
        ("Get*", "GetItem", true, "a trailing star takes the rest"),
        ("*a*b", "aab", true, "the first star has to give a byte back"),
        ("a*c", "abcc", true, "the first c is not the last"),
        ("**", "a", true, "adjacent stars are one star"),
        ("a?c", "a/c", true, "a mark matches a slash"),
        ("*Get", "ForGets", false, "patterns are anchored at both ends"),
    ]

    @Test("agrees with the table", arguments: cases)
    func table(pattern: String, text: String, isMatch: Bool, because reason: String) {
        #expect(globMatches(pattern, text) == isMatch, "\(pattern) on \(text): \(reason)")
        #expect(tableMatches([pattern], text) == (isMatch ? [0] : []), "\(reason)")
    }

    @Test(
        "single patterns agree with the reference matcher", arguments: 1...4 as ClosedRange<UInt64>)
    func singlePatterns(seed: UInt64) {
        var random = Pseudorandom(seed)
        for _ in 0..<5_000 {
            // A tiny alphabet makes near misses likely, and bugs live there.
            let pattern = random.string(of: ["a", "b", "a", "*", "?", "ü"], 0...7)
            let text = random.string(of: ["a", "b", "ü", "é"], 0...12)
            let expected = referenceMatches(
                Array(pattern.unicodeScalars)[...], Array(text.unicodeScalars)[...])
            if globMatches(pattern, text) != expected {
                Issue.record("seed \(seed): \(pattern) on \(text)")
            }
        }
    }

    @Test("sets agree with the reference matcher", arguments: 1...4 as ClosedRange<UInt64>)
    func patternSets(seed: UInt64) {
        var random = Pseudorandom(seed)
        for _ in 0..<300 {
            let patterns = (0..<random.below(12)).map { _ in
                random.string(of: ["a", "b", "a", "*", "?", "ü"], 0...7)
            }
            for _ in 0..<10 {
                let text = random.string(of: ["a", "b", "ü", "é"], 0...12)
                let expected = patterns.indices.filter {
                    referenceMatches(
                        Array(patterns[$0].unicodeScalars)[...], Array(text.unicodeScalars)[...])
                }
                if tableMatches(patterns, text) != expected.map(UInt32.init) {
                    Issue.record("seed \(seed): \(patterns) on \(text)")
                }
            }
        }
    }

    @Test(
        "long patterns cross the word border of the bit automaton",
        arguments: [62, 63, 64, 65, 127, 128, 1_000])
    func wordBorders(length: Int) {
        let text = String(repeating: "ab", count: length / 2 + 1)
        let literal = String(text.prefix(length))
        #expect(globMatches(literal, literal))
        #expect(!globMatches(literal, literal + "a"))
        #expect(globMatches(String(repeating: "?", count: length), literal))
        #expect(!globMatches(String(repeating: "?", count: length + 1), literal))
        #expect(
            globMatches(
                String(repeating: "a*", count: length), String(repeating: "a", count: length)))
        #expect(
            !globMatches(
                String(repeating: "a*", count: length), String(repeating: "a", count: length - 1)))
        #expect(globMatches("*" + literal + "*", "xx" + literal + "yy"))
        #expect(
            globMatches(
                String(repeating: "?", count: length), String(repeating: "ü", count: length)))
    }

    @Test("a set that explodes is run bit-parallel, and still right")
    func explosion() {
        let patterns = ["*a" + String(repeating: "?", count: 30), "a*", "*b"]
        var builder = AutomatonPoolBuilder()
        _ = builder.add(patterns.enumerated().map { (UInt32($0), WildcardPattern($1.utf8)) })
        #expect(builder.partCount.bitParallel == 1)
        let text = "a" + String(repeating: "b", count: 30)
        #expect(tableMatches(patterns, text) == [0, 1, 2])
        #expect(tableMatches(patterns, text + "b") == [1, 2])
    }

    @Test("a few beginnings are compared, more of them share a table", arguments: [4, 5])
    func beginnings(count: Int) {
        let patterns = ["Get*", "*", "GetObject*", "Gé*", "P*"].prefix(count).map { $0 }
        var builder = AutomatonPoolBuilder()
        _ = builder.add(patterns.enumerated().map { (UInt32($0), WildcardPattern($1.utf8)) })
        #expect(builder.partCount.tables == (count == 4 ? 0 : 1))
        for (text, expected) in [
            ("GetObjectAcl", [0, 1, 2]), ("Get", [0, 1]), ("Ge", [1]), ("", [1]), ("Gés", [1, 3]),
        ] as [(String, [UInt32])] {
            #expect(tableMatches(patterns, text) == expected, "\(text)")
        }
    }

    @Test("a pattern of the greatest length compiles, one more element does not")
    func lengthLimit() {
        let longest = [UInt8](repeating: UInt8(ascii: "?"), count: BitGlobPool.elementCountMax)
        #expect(BitGlobPool.holds(WildcardPattern(longest)))
        #expect(BitGlobPool.holds(WildcardPattern(longest + [UInt8(ascii: "*")])))
        #expect(!BitGlobPool.holds(WildcardPattern(longest + [UInt8(ascii: "?")])))
        let pool = BitGlobPool([WildcardPattern(longest)])
        let matchesAll = pool.matches(0, longest.span, 0..<longest.count)
        let matchesLess = pool.matches(0, longest.span, 1..<longest.count)
        #expect(matchesAll && !matchesLess)
    }
}

/// Matches bit by bit; the pattern stands behind another one, so that it doesn't begin at zero.
private func globMatches(_ pattern: String, _ text: String) -> Bool {
    let bytes = Array(text.utf8)
    let pool = BitGlobPool([WildcardPattern("a*b?".utf8), WildcardPattern(pattern.utf8)])
    return pool.matches(1, bytes.span, 0..<bytes.count)
}

/// Matches with one automaton; the numbers of the patterns that match, ascending.
private func tableMatches(_ patterns: [String], _ text: String) -> [UInt32] {
    var builder = AutomatonPoolBuilder()
    let automaton = builder.add(
        patterns.enumerated().map { (UInt32($0), WildcardPattern($1.utf8)) })!
    let pool = AutomatonPool(builder)
    let bytes = Array(text.utf8)
    var matches = FlatBuffer<UInt32>(capacity: 1)
    pool.appendMatches(of: automaton, in: bytes.span, 0..<bytes.count, to: &matches)
    return (0..<matches.count).map { matches[$0] }.sorted()
}

/// The definition, word for word.
private func referenceMatches(
    _ pattern: ArraySlice<Unicode.Scalar>, _ text: ArraySlice<Unicode.Scalar>
) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    switch first {
    case "*":
        return (text.startIndex...text.endIndex).contains {
            referenceMatches(pattern.dropFirst(), text[$0...])
        }
    case "?": return !text.isEmpty && referenceMatches(pattern.dropFirst(), text.dropFirst())
    default: return text.first == first && referenceMatches(pattern.dropFirst(), text.dropFirst())
    }
}

/// A linear congruential generator; enough for strings of a few letters.
private struct Pseudorandom {
    var state: UInt64
    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }
    mutating func below(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }
    mutating func string(of letters: [String], _ lengths: ClosedRange<Int>) -> String {
        let length = lengths.lowerBound + below(lengths.count)
        return (0..<length).map { _ in letters[below(letters.count)] }.joined()
    }
}
