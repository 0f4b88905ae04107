/// An instant with nanoseconds, from a date or from epoch seconds.
struct ReferenceInstant: Comparable {
    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    private var seconds: Int64
    /// Nanoseconds after that second.
    private var nanoseconds: Int64

    /// Reads the W3C profile of ISO 8601 or an integer of epoch seconds; `nil` for anything else.
    init?(_ text: String) {
        let scalars = text.scalars
        let digits = scalars.first == "-" ? scalars.dropFirst() : scalars[...]
        if !digits.isEmpty, digits.allSatisfy(\.isDigit), scalars.count != 4 || digits.count != 4 {
            guard let seconds = Int64(text) else { return nil }
            self.seconds = seconds
            nanoseconds = 0
            return
        }
        guard let date = Self.date(scalars) else { return nil }
        self = date
    }

    /// Midnight; `nil` if there is no such day.
    init?(year: Int64, month: Int64, day: Int64) {
        guard (1...12).contains(month), day >= 1, day <= Self.daysInMonth(month, year: year)
        else { return nil }
        seconds = Self.daysSinceEpoch(year: year, month: month, day: day) * 86_400
        nanoseconds = 0
    }

    /// Moves the instant.
    mutating func add(seconds: Int64, nanoseconds: Int64) {
        self.seconds += seconds
        self.nanoseconds += nanoseconds
    }

    private init(seconds: Int64, nanoseconds: Int64) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    static func < (left: ReferenceInstant, right: ReferenceInstant) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    /// Reads a date with or without a time of day. What is left out is the first of its kind, and
    /// a missing zone is UTC.
    private static func date(_ text: [Unicode.Scalar]) -> ReferenceInstant? {
        var rest = text[...]
        var month: Int64 = 1
        var day: Int64 = 1
        var hasDay = false
        guard let year = number(&rest, digits: 4, in: 0...9999) else { return nil }
        if take(&rest, "-") {
            guard let value = number(&rest, digits: 2, in: 1...12) else { return nil }
            month = value
            if take(&rest, "-") {
                let last = daysInMonth(month, year: year)
                guard let value = number(&rest, digits: 2, in: 1...last) else { return nil }
                day = value
                hasDay = true
            }
        }
        let midnight = daysSinceEpoch(year: year, month: month, day: day) * 86_400
        if rest.isEmpty { return ReferenceInstant(seconds: midnight, nanoseconds: 0) }
        guard hasDay, take(&rest, "T"), let time = timeOfDay(&rest), let offset = zone(&rest),
            rest.isEmpty
        else { return nil }
        return ReferenceInstant(
            seconds: midnight + time.seconds - offset, nanoseconds: time.nanoseconds)
    }

    /// Reads `hh:mm`, `hh:mm:ss` or `hh:mm:ss.fraction`.
    private static func timeOfDay(
        _ rest: inout ArraySlice<Unicode.Scalar>
    ) -> (seconds: Int64, nanoseconds: Int64)? {
        guard let hour = number(&rest, digits: 2, in: 0...23), take(&rest, ":"),
            let minute = number(&rest, digits: 2, in: 0...59)
        else { return nil }
        var seconds = hour * 3_600 + minute * 60
        var nanoseconds: Int64 = 0
        if take(&rest, ":") {
            guard let second = number(&rest, digits: 2, in: 0...59) else { return nil }
            seconds += second
            if take(&rest, ".") {
                let fraction = Array(rest.prefix(while: \.isDigit))
                guard !fraction.isEmpty else { return nil }
                rest = rest.dropFirst(fraction.count)
                let padded = fraction.prefix(9) + Array(repeating: "0", count: 9)
                nanoseconds = Int64(String(scalars: Array(padded.prefix(9)))) ?? 0
            }
        }
        return (seconds, nanoseconds)
    }

    /// Reads `Z`, `+hh:mm`, `-hh:mm` or nothing: seconds to the east of UTC.
    private static func zone(_ rest: inout ArraySlice<Unicode.Scalar>) -> Int64? {
        if rest.isEmpty || take(&rest, "Z") { return 0 }
        let sign: Int64 = rest.first == "-" ? -1 : 1
        guard take(&rest, "+") || take(&rest, "-"),
            let hours = number(&rest, digits: 2, in: 0...23), take(&rest, ":"),
            let minutes = number(&rest, digits: 2, in: 0...59)
        else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }

    /// Takes one scalar off the front, if it is there.
    private static func take(
        _ rest: inout ArraySlice<Unicode.Scalar>, _ scalar: Unicode.Scalar
    ) -> Bool {
        guard rest.first == scalar else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Takes a number of exactly so many digits off the front.
    private static func number(
        _ rest: inout ArraySlice<Unicode.Scalar>, digits: Int, in range: ClosedRange<Int64>
    ) -> Int64? {
        let field = Array(rest.prefix(digits))
        guard field.count == digits, field.allSatisfy(\.isDigit),
            let value = Int64(String(scalars: field)), range.contains(value)
        else { return nil }
        rest = rest.dropFirst(digits)
        return value
    }

    private static func isLeap(_ year: Int64) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    private static func daysInMonth(_ month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01 in the Gregorian calendar, counted year by year and month by month.
    private static func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
        var days = day - 1
        for earlier in 1..<month { days += daysInMonth(earlier, year: year) }
        // The calendar repeats itself after 400 years; years far away are brought near.
        let cycles = year >= 0 ? year / 400 : -((399 - year) / 400)
        days += (cycles - 4) * 146_097
        let year = year - (cycles - 4) * 400
        if year >= 1970 {
            for earlier in 1970..<year { days += isLeap(earlier) ? 366 : 365 }
        } else {
            for later in year..<1970 { days -= isLeap(later) ? 366 : 365 }
        }
        return days
    }
}
