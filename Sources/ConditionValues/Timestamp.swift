import FlatMemory

/// Seconds since the Unix epoch, as text in UTC.
package struct Timestamp: Sendable, Hashable {
    /// The seconds, negative before 1970.
    package let epochSeconds: Int64

    /// Creates a timestamp from seconds since the Unix epoch.
    package init(epochSeconds: Int64) { self.epochSeconds = epochSeconds }

    /// Reads the basic format, `20261124T080123Z`, to the letter; `nil` for anything else, and for
    /// days and times that don't exist.
    package init?(basicISO8601 text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z")
        else { return nil }
        var extended: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            switch index {
            case 4, 6: extended.append(UInt8(ascii: "-"))
            case 11, 13: extended.append(UInt8(ascii: ":"))
            default: break
            }
            extended.append(byte)
        }
        let range = TextRange(start: 0, count: extended.count)
        guard let instant = Instant(extended.span, range, form: .profile) else { return nil }
        self.init(epochSeconds: instant.seconds)
    }

    /// `2026-11-24T08:01:23Z`, as policies compare dates and AWS writes them.
    package var iso8601: String {
        let civil = CivilTime(epochSeconds: epochSeconds)
        return "\(civil.year)-\(civil.month)-\(civil.day)"
            + "T\(civil.hour):\(civil.minute):\(civil.second)Z"
    }

    /// `20261124T080123Z`, the same without punctuation, as signatures have it.
    package var basicISO8601: String {
        let civil = CivilTime(epochSeconds: epochSeconds)
        return "\(civil.year)\(civil.month)\(civil.day)"
            + "T\(civil.hour)\(civil.minute)\(civil.second)Z"
    }
}

/// The fields of a date and time in UTC, padded with zeros.
///
/// The civil date is computed in the proleptic Gregorian calendar over 400-year eras that begin
/// on the first of March, so that the leap day is the last day of a year.
private struct CivilTime {
    let year, month, day, hour, minute, second: String

    init(epochSeconds: Int64) {
        let days = floorDivide(epochSeconds, by: 86_400)
        let secondOfDay = epochSeconds - days * 86_400
        // 719,468 days lie between 0000-03-01 and 1970-01-01.
        let era = floorDivide(days + 719_468, by: 146_097)
        let dayOfEra = days + 719_468 - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        self.year = padded(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), to: 4)
        self.month = padded(month)
        self.day = padded(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
        self.hour = padded(secondOfDay / 3_600)
        self.minute = padded(secondOfDay / 60 % 60)
        self.second = padded(secondOfDay % 60)
    }
}

private func floorDivide(_ dividend: Int64, by divisor: Int64) -> Int64 {
    dividend / divisor - (dividend % divisor < 0 ? 1 : 0)
}

private func padded(_ number: Int64, to width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
