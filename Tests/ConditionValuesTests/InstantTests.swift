import ConditionValues
import FlatMemory
import Testing

/// Checks how loosely dates in policies may be written, and how closely those in requests.
@Suite("Dates")
struct InstantTests {
    private static func value(_ text: String) -> Instant? {
        let bytes = Array(text.utf8)
        return Instant(
            bytes.span, TextRange(start: 0, count: bytes.count), form: .profile)
    }

    @Test(
        "a policy may write what a request has to write in full",
        arguments: [
            ("2012-1-1", "2012-01-01"), ("2012-01-1", "2012-01-01"), ("2012T", "2012"),
            ("2012-05t", "2012-05"), ("2012-05-06T", "2012-05-06"), ("1T", "0001"),
            ("2012-05T10:00", "2012-05-01T10:00"), ("2012T1", "2012-01-01T01:00"),
            ("2012-01-01T7:8:9Z", "2012-01-01T07:08:09Z"),
            ("2012-01-01t07:08:09z", "2012-01-01T07:08:09Z"),
            ("2012-01-01T07+01", "2012-01-01T07:00+01:00"),
            ("2012-01-01T07:00-0130", "2012-01-01T07:00-01:30"),
            ("2012-01-01T07:00:00.123456789", "2012-01-01T07:00:00.123456789"),
        ])
    func loose(operand: String, profile: String) throws {
        let instant = try #require(Instant(operand: operand))
        #expect(instant == Self.value(profile))
        if operand != profile { #expect(Self.value(operand) == nil) }
    }

    @Test(
        "years before 0 and after 9999 are for policies alone",
        arguments: [
            ("-1T", -62_198_755_200), ("-0004-02-29", -62_288_352_000),
            ("10000-01-01", 253_402_300_800), ("0001T", -62_135_596_800),
        ] as [(String, Int64)])
    func farYears(operand: String, seconds: Int64) throws {
        let instant = try #require(Instant(operand: operand))
        #expect(instant.seconds == seconds)
        #expect(Self.value(operand) == nil)
    }

    @Test("the farthest years are read, those beyond are not")
    func limits() {
        #expect(Instant(operand: "292278993-12-31") != nil)
        #expect(Instant(operand: "292278994-01-01") == nil)
        #expect(Instant(operand: "-292275054-01-01") != nil)
        #expect(Instant(operand: "-292275055-01-01") == nil)
        #expect(Instant(operand: "1000000000T") == nil)
        #expect(Instant(operand: "9223372036854775807") != nil)
        #expect(Instant(operand: "9223372036854775808") == nil)
    }

    @Test("integers mean the same in both", arguments: ["0", "-5", "2012", "01577836800"])
    func integers(text: String) throws {
        let instant = try #require(Instant(operand: text))
        #expect(instant == Self.value(text))
    }

    @Test(
        "what is no date is none anywhere",
        arguments: [
            "", "-", "+5", "T", "soon", "2012-", "2012-13", "2012-00-01", "2012-02-30",
            "2011-2-29", "2012-001", "2012-01-01T24", "2012-01-01T10:60", "2012-01-01T10:00:60",
            "2012-01-01T10:", "2012-01-01T10:00:00.", "2012-01-01TZ", "2012-01-01T10+1",
            "2012-01-01T10+24", "2012-01-01T10+01:", "2012-01-01T10+01:60", "2012-01-01T10+010",
            "2012-01-01Z", "2012-01-01 10:00", "2012-01-01T10:00ZZ", "٢٠١٢-01-01", "2012-1-1 ",
        ])
    func neither(text: String) {
        #expect(Instant(operand: text) == nil)
        #expect(Self.value(text) == nil)
    }

    @Test("a fraction beyond nanoseconds is cut off in a request, and no date in a policy")
    func longFraction() throws {
        let text = "2012-01-01T00:00:00.1234567891Z"
        let instant = try #require(Self.value(text))
        #expect(instant.nanoseconds == 123_456_789)
        #expect(Instant(operand: text) == nil)
    }
}
