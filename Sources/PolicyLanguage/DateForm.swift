/// Which texts IAM takes for a date when a policy is saved.
///
/// Either a Unix time in seconds, or year, month and day with hyphens between them, then perhaps
/// `T` and a time with a zone. IAM is more lenient here than the W3C's profile of ISO 8601, which
/// it documents: fields may have fewer digits, and everything behind the `T` may be missing (seen
/// in moto's record of its answers).
enum DateForm {
    /// LIMIT: the years that a count of milliseconds in 64 bits reaches.
    private static let years = -292_275_054...292_278_993

    static func isValid(_ text: String) -> Bool {
        let lower = text.lowercased()
        let isNegative = lower.hasPrefix("-")
        let halves = (isNegative ? lower.dropFirst() : lower[...])
            .split(separator: "t", maxSplits: 1, omittingEmptySubsequences: false)
        if halves.count == 1 && !isNegative && Int64(lower) != nil { return lower.isDigits }
        return isDate(halves[0], isNegative: isNegative)
            && (halves.count == 1 || halves[1].isEmpty || isTime(halves[1]))
    }

    private static func isDate(_ text: Substring, isNegative: Bool) -> Bool {
        let fields = text.split(separator: "-", omittingEmptySubsequences: false)
        guard fields.count <= 3, fields[0].isDigits, let year = Int(fields[0]),
            years.contains(isNegative ? -year : year)
        else { return false }
        return fields.count < 2
            || isField(fields[1], in: 1...12)
                && (fields.count < 3 || isField(fields[2], in: 1...31))
    }

    private static func isTime(_ text: Substring) -> Bool {
        guard let zone = text.firstIndex(where: { $0 == "z" || $0 == "+" || $0 == "-" }) else {
            return isClock(text)
        }
        return isClock(text[..<zone]) && isZone(text[zone...])
    }

    /// `hh`, `hh:mm`, `hh:mm:ss` or `hh:mm:ss.fraction`, the latter with up to nine digits.
    private static func isClock(_ text: Substring) -> Bool {
        let fields = text.split(separator: ":", omittingEmptySubsequences: false)
        guard fields.count <= 3, isField(fields[0], in: 0...23) else { return false }
        if fields.count > 1 && !isField(fields[1], in: 0...59) { return false }
        guard fields.count == 3 else { return true }
        let seconds = fields[2].split(
            separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        return isField(seconds[0], in: 0...59)
            && (seconds.count == 1 || seconds[1].isDigits && seconds[1].utf8.count <= 9)
    }

    /// `z`, or a sign and `hh`, `hhmm` or `hh:mm`.
    private static func isZone(_ text: Substring) -> Bool {
        if text.first == "z" { return text.utf8.count == 1 }
        let digits = text.dropFirst().filter { $0 != ":" }
        let isFormed =
            text.utf8.count == 3 || text.utf8.count == 5
            || text.utf8.count == 6 && text.dropFirst(3).first == ":"
        return isFormed && digits.isDigits && digits.utf8.count.isMultiple(of: 2)
            && isField(digits.prefix(2), in: 0...23)
            && (digits.utf8.count == 2 || isField(digits.dropFirst(2), in: 0...59))
    }

    /// One or two digits in a range.
    private static func isField(_ text: Substring, in range: ClosedRange<Int>) -> Bool {
        guard text.isDigits, text.utf8.count <= 2, let value = Int(text) else { return false }
        return range.contains(value)
    }
}

extension StringProtocol {
    /// Whether the text is ASCII digits, at least one.
    fileprivate var isDigits: Bool { !isEmpty && utf8.allSatisfy { 0x30...0x39 ~= $0 } }
}
