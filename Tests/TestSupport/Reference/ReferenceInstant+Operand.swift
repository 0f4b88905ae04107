/// Dates as IAM accepts them when a policy is saved.
extension ReferenceInstant {
    /// Reads an operand of a Date operator: epoch seconds, or a date in a form that is looser than
    /// that of requests; `nil` for anything else.
    init?(operand text: String) {
        let isInteger = text.wholeMatch(of: /-?[0-9]+/) != nil
        if isInteger && text.wholeMatch(of: /[0-9]{4}/) == nil {
            guard let seconds = ReferenceInstant(text) else { return nil }
            self = seconds
            return
        }
        let halves = text.split(maxSplits: 1, omittingEmptySubsequences: false) {
            "Tt".contains($0)
        }
        guard let (year, month, day) = Self.day(halves[0]) else { return nil }
        guard let midnight = ReferenceInstant(year: year, month: month, day: day) else {
            return nil
        }
        self = midnight
        if halves.count == 2, !halves[1].isEmpty {
            guard let (seconds, nanoseconds) = Self.time(halves[1]) else { return nil }
            add(seconds: seconds, nanoseconds: nanoseconds)
        }
    }

    private static func day(_ text: Substring) -> (Int64, Int64, Int64)? {
        guard
            let match = text.wholeMatch(
                of: /(-?[0-9]{1,9})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?/),
            let year = Int64(match.1), (-292_275_054...292_278_993).contains(year)
        else { return nil }
        return (year, match.2.flatMap { Int64($0) } ?? 1, match.3.flatMap { Int64($0) } ?? 1)
    }

    /// Seconds after midnight in UTC, with nanoseconds.
    private static func time(_ text: Substring) -> (Int64, Int64)? {
        let clock = /([0-9]{1,2})(?::([0-9]{1,2})(?::([0-9]{1,2})(?:\.([0-9]{1,9}))?)?)?/
        guard let match = text.prefixMatch(of: clock) else { return nil }
        let fields = [match.1, match.2, match.3].map { $0.flatMap { Int64($0) } ?? 0 }
        guard fields[0] < 24, fields[1] < 60, fields[2] < 60 else { return nil }
        let fraction = String((match.4 ?? "") + "000000000").prefix(9)
        var seconds = fields[0] * 3_600 + fields[1] * 60 + fields[2]

        let zone = text[match.range.upperBound...]
        if !zone.isEmpty, zone != "Z", zone != "z" {
            guard let match = zone.wholeMatch(of: /([+-])([0-9]{2})(?::?([0-9]{2}))?/),
                let hours = Int64(match.2), hours < 24
            else { return nil }
            let minutes = match.3.flatMap { Int64($0) } ?? 0
            guard minutes < 60 else { return nil }
            seconds += (match.1 == "+" ? -1 : 1) * (hours * 3_600 + minutes * 60)
        }
        return (seconds, Int64(fraction) ?? 0)
    }
}
