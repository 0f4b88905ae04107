/// The wildcards of the policy language, for seldom questions about single patterns.
package enum Glob {
    /// Whether a pattern of `*` and `?` matches a whole text, byte by byte.
    ///
    /// The text may itself be a pattern: its wildcards are then characters that only a wildcard of
    /// the pattern can match, so that the answer says whether the one pattern covers the other. It
    /// errs towards no: `a?` isn't found to cover what `?` and `*` could mean in the text.
    ///
    /// - Complexity: O(*pattern* × *text*), without recursion.
    package static func matches(_ pattern: [UInt8], _ text: [UInt8]) -> Bool {
        var (p, t) = (0, 0)
        var (star, resume) = (-1, 0)
        while t < text.count {
            if p < pattern.count && pattern[p] == UInt8(ascii: "*") {
                star = p
                resume = t
                p += 1
            } else if p < pattern.count && accepts(pattern[p], text[t]) {
                p += 1
                t += 1
            } else if star >= 0 {
                // The last star takes one more byte; earlier stars need never give any back.
                resume += 1
                p = star + 1
                t = resume
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    private static func accepts(_ pattern: UInt8, _ byte: UInt8) -> Bool {
        if pattern == UInt8(ascii: "?") { return byte != UInt8(ascii: "*") }
        return pattern == byte
    }
}

extension StringProtocol {
    /// Whether `*` or `?` stands in the text.
    var hasWildcard: Bool { utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") } }

    /// Whether a variable starts in the text, be it well formed or not.
    var hasVariable: Bool {
        guard let dollar = utf8.firstIndex(of: UInt8(ascii: "$")) else { return false }
        // Nearly no text has a dollar sign, so the slow search is for those that have.
        return self[dollar...].contains("${")
    }
}
