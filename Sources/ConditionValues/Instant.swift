import FlatMemory

/// A point in time, from a date in the W3C profile of ISO 8601 or from epoch seconds.
///
/// A date without a time is midnight, one without a zone is in UTC. An integer of exactly four
/// digits is a year; any other integer counts seconds.
package struct Instant: BitwiseCopyable, Sendable, Comparable {
    /// How closely a text has to keep to the profile.
    package enum Form: Sendable {
        /// To the letter, as the values of requests have to; of a fraction, what goes beyond
        /// nanoseconds is cut off.
        case profile

        /// As loosely as IAM does when a policy is saved (seen in moto's record of its answers):
        /// fields may have one digit and years any number, `t` and `z` may be small, everything
        /// behind the `T` and every part of the time may be missing, a zone may lack its colon or
        /// its minutes; but nine digits of a fraction are the most.
        case operand
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    package var seconds: Int64
    /// Nanoseconds after that second.
    package var nanoseconds: Int64

    package static func < (left: Instant, right: Instant) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    private init(seconds: Int64, nanoseconds: Int64) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// Reads the whole range; `nil` if it is neither a date nor an integer.
    package init?(_ text: Span<UInt8>, _ range: TextRange, form: Form) {
        if let seconds = Self.epochSeconds(text, range) {
            self.init(seconds: seconds, nanoseconds: 0)
        } else if let instant = Self.date(text, range, form) {
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

    /// LIMIT: the years that a count of milliseconds in 64 bits reaches, as IAM has it.
    private static let years: ClosedRange<Int64> = -292_275_054...292_278_993

    /// Reads `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or that with a time of day.
    private static func date(
        _ text: Span<UInt8>, _ range: TextRange, _ form: Form
    ) -> Instant? {
        var position = range.start
        let end = range.end
        let isProfile = form == .profile
        let fields = isProfile ? 2...2 : 1...2
        let isNegative = !isProfile && take(text, &position, end, "-")
        guard
            let digits = number(
                text, &position, end, digits: isProfile ? 4...4 : 1...9, in: 0...years.upperBound)
        else { return nil }
        let year = isNegative ? -digits : digits
        guard years.contains(year) else { return nil }
        var (month, day) = (Int64(1), Int64(1))
        var hasDay = false
        if take(text, &position, end, "-") {
            guard let value = number(text, &position, end, digits: fields, in: 1...12)
            else { return nil }
            month = value
            if take(text, &position, end, "-") {
                let last = daysInMonth(month, year: year)
                guard let value = number(text, &position, end, digits: fields, in: 1...last)
                else { return nil }
                day = value
                hasDay = true
            }
        }
        let midnight = daysSinceEpoch(year: year, month: month, day: day) * 86_400
        if position == end { return Instant(seconds: midnight, nanoseconds: 0) }
        guard take(text, &position, end, "T", orSmall: !isProfile) else { return nil }
        if position == end, !isProfile { return Instant(seconds: midnight, nanoseconds: 0) }
        guard hasDay || !isProfile, let time = timeOfDay(text, &position, end, form),
            let offset = zone(text, &position, end, form), position == end
        else { return nil }
        return Instant(seconds: midnight + time.seconds - offset, nanoseconds: time.nanoseconds)
    }

    /// Reads `hh:mm`, `hh:mm:ss` or `hh:mm:ss.fraction`.
    private static func timeOfDay(
        _ text: Span<UInt8>, _ position: inout Int, _ end: Int, _ form: Form
    ) -> Instant? {
        let fields = form == .profile ? 2...2 : 1...2
        guard let hour = number(text, &position, end, digits: fields, in: 0...23)
        else { return nil }
        var time = Instant(seconds: hour * 3_600, nanoseconds: 0)
        guard take(text, &position, end, ":") else { return form == .profile ? nil : time }
        guard let minute = number(text, &position, end, digits: fields, in: 0...59)
        else { return nil }
        time.seconds += minute * 60
        guard take(text, &position, end, ":") else { return time }
        guard let second = number(text, &position, end, digits: fields, in: 0...59)
        else { return nil }
        time.seconds += second
        guard take(text, &position, end, ".") else { return time }
        var unit: Int64 = 100_000_000
        let first = position
        while position < end, text[position].isDigit {
            time.nanoseconds += Int64(text[position] - 0x30) * unit
            unit /= 10
            position += 1
        }
        let isTooLong = form == .operand && position - first > 9
        return position > first && !isTooLong ? time : nil
    }

    /// Reads `Z`, `+hh:mm`, `-hh:mm` or nothing: seconds to the east of UTC.
    private static func zone(
        _ text: Span<UInt8>, _ position: inout Int, _ end: Int, _ form: Form
    ) -> Int64? {
        if position == end || take(text, &position, end, "Z", orSmall: form == .operand) {
            return 0
        }
        let isWest = take(text, &position, end, "-")
        guard isWest || take(text, &position, end, "+"),
            let hours = number(text, &position, end, digits: 2...2, in: 0...23)
        else { return nil }
        var seconds = hours * 3_600
        let hasColon = take(text, &position, end, ":")
        if hasColon || form == .profile || position < end {
            guard hasColon || form == .operand,
                let minutes = number(text, &position, end, digits: 2...2, in: 0...59)
            else { return nil }
            seconds += minutes * 60
        }
        return isWest ? -seconds : seconds
    }

    private static func take(
        _ text: Span<UInt8>, _ position: inout Int, _ end: Int, _ byte: Unicode.Scalar,
        orSmall: Bool = false
    ) -> Bool {
        guard position < end else { return false }
        let wanted = UInt8(ascii: byte)
        guard text[position] == wanted || orSmall && text[position] == wanted | 0x20
        else { return false }
        position += 1
        return true
    }

    /// Reads a number of so many digits.
    private static func number(
        _ text: Span<UInt8>, _ position: inout Int, _ end: Int, digits: ClosedRange<Int>,
        in range: ClosedRange<Int64>
    ) -> Int64? {
        var value: Int64 = 0
        var last = position
        while last < end, last - position < digits.upperBound, text[last].isDigit {
            value = value * 10 + Int64(text[last] - 0x30)
            last += 1
        }
        guard last - position >= digits.lowerBound, range.contains(value) else { return nil }
        position = last
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
