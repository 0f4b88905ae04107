/// Seconds since the Unix epoch, written as policies compare them.
struct Timestamp {
    /// The seconds, negative before 1970.
    let epochSeconds: Int64

    /// `2026-11-24T08:01:23Z`, in UTC.
    ///
    /// The civil date is computed in the proleptic Gregorian calendar over 400-year eras that begin
    /// on the first of March, so that the leap day is the last day of a year.
    var iso8601: String {
        let days = floorDivide(epochSeconds, by: 86_400)
        let second = epochSeconds - days * 86_400
        // 719,468 days lie between 0000-03-01 and 1970-01-01.
        let era = floorDivide(days + 719_468, by: 146_097)
        let dayOfEra = days + 719_468 - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let date = "\(padded(year, to: 4))-\(padded(month))-\(padded(day))"
        let time = "\(padded(second / 3_600)):\(padded(second / 60 % 60)):\(padded(second % 60))"
        return "\(date)T\(time)Z"
    }

    private func floorDivide(_ dividend: Int64, by divisor: Int64) -> Int64 {
        dividend / divisor - (dividend % divisor < 0 ? 1 : 0)
    }

    private func padded(_ number: Int64, to width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
