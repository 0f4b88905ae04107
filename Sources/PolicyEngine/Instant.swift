import FlatMemory

/// A point in time, from a date in the W3C profile of ISO 8601 or from epoch seconds.
///
/// A date without a time is midnight, one without a zone is in UTC. An integer of exactly four
/// digits is a year; any other integer counts seconds. Fractions beyond nanoseconds are cut off.
struct Instant: BitwiseCopyable, Comparable {
    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    var seconds: Int64
    /// Nanoseconds after that second.
    var nanoseconds: Int64

    static func < (left: Instant, right: Instant) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    private init(seconds: Int64, nanoseconds: Int64) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// Reads the whole range; `nil` if it is neither a date nor an integer.
    init?(_ text: Span<UInt8>, _ range: TextRange) {
        if let seconds = Self.epochSeconds(text, range) {
            self.init(seconds: seconds, nanoseconds: 0)
        } else if let instant = Self.date(text, range) {
            self = instant
        } else {
            return nil
        }
    }

    private static func epochSeconds(_ text: Span<UInt8>, _ range: TextRange) -> Int64? {
        var position = range.start
        let isNegative = range.count > 0 && text[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        guard position < range.end, isNegative || range.count != 4 else { return nil }
        var value: Int64 = 0
        while position < range.end {
            guard text[position].isDigit else { return nil }
            let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let digit = Int64(text[position] - 0x30)
            let (sum, isBeyond) = tens.addingReportingOverflow(isNegative ? -digit : digit)
            if isTooLarge || isBeyond { return nil }
            value = sum
            position += 1
        }
        return value
    }

    /// Reads `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or that with a time of day.
    private static func date(_ text: Span<UInt8>, _ range: TextRange) -> Instant? {
        var position = range.start
        var (month, day) = (Int64(1), Int64(1))
        guard let year = number(text, &position, range.end, digits: 4, in: 0...9999)
        else { return nil }
        var hasDay = false
        if take(text, &position, range.end, "-") {
            guard let value = number(text, &position, range.end, digits: 2, in: 1...12)
            else { return nil }
            month = value
            if take(text, &position, range.end, "-") {
                let last = daysInMonth(month, year: year)
                guard let value = number(text, &position, range.end, digits: 2, in: 1...last)
                else { return nil }
                day = value
                hasDay = true
            }
        }
        let midnight = daysSinceEpoch(year: year, month: month, day: day) * 86_400
        if position == range.end { return Instant(seconds: midnight, nanoseconds: 0) }
        guard hasDay, take(text, &position, range.end, "T"),
            let time = timeOfDay(text, &position, range.end),
            let offset = zone(text, &position, range.end), position == range.end
        else { return nil }
        return Instant(seconds: midnight + time.seconds - offset, nanoseconds: time.nanoseconds)
    }

    /// Reads `hh:mm`, `hh:mm:ss` or `hh:mm:ss.fraction`.
    private static func timeOfDay(
        _ text: Span<UInt8>, _ position: inout Int, _ end: Int
    ) -> Instant? {
        guard let hour = number(text, &position, end, digits: 2, in: 0...23),
            take(text, &position, end, ":"),
            let minute = number(text, &position, end, digits: 2, in: 0...59)
        else { return nil }
        var time = Instant(seconds: hour * 3_600 + minute * 60, nanoseconds: 0)
        guard take(text, &position, end, ":") else { return time }
        guard let second = number(text, &position, end, digits: 2, in: 0...59) else { return nil }
        time.seconds += second
        guard take(text, &position, end, ".") else { return time }
        var unit: Int64 = 100_000_000
        let first = position
        while position < end, text[position].isDigit {
            time.nanoseconds += Int64(text[position] - 0x30) * unit
            unit /= 10
            position += 1
        }
        return position > first ? time : nil
    }

    /// Reads `Z`, `+hh:mm`, `-hh:mm` or nothing: seconds to the east of UTC.
    private static func zone(_ text: Span<UInt8>, _ position: inout Int, _ end: Int) -> Int64? {
        if position == end || take(text, &position, end, "Z") { return 0 }
        let isWest = take(text, &position, end, "-")
        guard isWest || take(text, &position, end, "+"),
            let hours = number(text, &position, end, digits: 2, in: 0...23),
            take(text, &position, end, ":"),
            let minutes = number(text, &position, end, digits: 2, in: 0...59)
        else { return nil }
        let seconds = hours * 3_600 + minutes * 60
        return isWest ? -seconds : seconds
    }

    private static func take(
        _ text: Span<UInt8>, _ position: inout Int, _ end: Int, _ byte: Unicode.Scalar
    ) -> Bool {
        guard position < end, text[position] == UInt8(ascii: byte) else { return false }
        position += 1
        return true
    }

    /// Reads a number of exactly so many digits.
    private static func number(
        _ text: Span<UInt8>, _ position: inout Int, _ end: Int, digits: Int,
        in range: ClosedRange<Int64>
    ) -> Int64? {
        guard position + digits <= end else { return nil }
        var value: Int64 = 0
        for index in position..<position + digits {
            guard text[index].isDigit else { return nil }
            value = value * 10 + Int64(text[index] - 0x30)
        }
        guard range.contains(value) else { return nil }
        position += digits
        return value
    }

    private static func daysInMonth(_ month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01 in the Gregorian calendar.
    ///
    /// Years are counted from March, so that the leap day is the last of its year; 146,097 days
    /// make a cycle of 400 years.
    private static func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month > 2 ? year : year - 1
        let cycle = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfCycle = shifted - cycle * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfCycle = yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear
        return cycle * 146_097 + dayOfCycle - 719_468
    }
}
