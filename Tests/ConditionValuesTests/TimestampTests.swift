import ConditionValues
import Testing

@Suite("Timestamp")
struct TimestampTests {
    static let cases: [(seconds: Int64, extended: String, basic: String)] = [
        (0, "1970-01-01T00:00:00Z", "19700101T000000Z"),
        (-1, "1969-12-31T23:59:59Z", "19691231T235959Z"),
        (951_782_400, "2000-02-29T00:00:00Z", "20000229T000000Z"),
        (951_868_800, "2000-03-01T00:00:00Z", "20000301T000000Z"),
        (1_440_938_160, "2015-08-30T12:36:00Z", "20150830T123600Z"),
        (1_795_507_283, "2026-11-24T08:01:23Z", "20261124T080123Z"),
        (4_107_542_399, "2100-02-28T23:59:59Z", "21000228T235959Z"),
        (4_107_542_400, "2100-03-01T00:00:00Z", "21000301T000000Z"),
        (253_402_300_799, "9999-12-31T23:59:59Z", "99991231T235959Z"),
    ]

    @Test("is written in both formats of ISO 8601, and read in the basic one", arguments: cases)
    func formats(seconds: Int64, extended: String, basic: String) {
        let timestamp = Timestamp(epochSeconds: seconds)
        #expect(timestamp.iso8601 == extended)
        #expect(timestamp.basicISO8601 == basic)
        #expect(Timestamp(basicISO8601: basic) == timestamp)
        #expect(Timestamp(basicISO8601: extended) == nil)
    }

    @Test(
        "is not read from anything else",
        arguments: [
            "", "20261124", "20261124T080123", "20261124T0801Z", "20261124t080123Z",
            "20261124T080123z", "20261124 080123Z", "20261124T080123+", " 0261124T080123Z",
            "20261124T080123Z ", "20261131T080123Z", "20261324T080123Z", "20260024T080123Z",
            "20260229T080123Z", "20261124T240000Z", "20261124T086023Z", "20261124T080160Z",
            "2026112éT08012Z", "-0261124T080123Z", "+0261124T080123Z",
        ])
    func malformed(text: String) { #expect(Timestamp(basicISO8601: text) == nil) }
}
