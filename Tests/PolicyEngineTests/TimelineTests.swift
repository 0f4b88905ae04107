import FlatMemory
import PolicyEngine
import PolicyModel
import Testing

/// What a set says about its own dependence on the clock and on context keys.
@Suite("Timeline and readable keys")
struct TimelineTests {
    private static let hash = KeyedHash(key: 3)

    private static func set(
        _ conditions: [(ConditionOperator.Kind, String, String)], resource: String = "*"
    ) throws -> StatementSet {
        let statement = Statement(
            effect: .allow, action: Clause(["s3:*"]), resource: Clause([resource]),
            conditions: conditions.map {
                Condition(ConditionOperator($0.0), key: $0.1, values: [$0.2])
            })
        let policy = NamedPolicy(
            name: "p", document: PolicyDocument(version: .v2012, statements: [statement]))
        return try StatementSet(compiling: [policy], as: .identity, hash: hash)
    }

    private static let cases: [(ConditionOperator.Kind, String, String, [Int64])] = [
        (.dateLessThan, "aws:CurrentTime", "2020-01-01T00:00:00Z", [1_577_836_800]),
        (.dateLessThanEquals, "aws:CurrentTime", "2020-01-01T00:00:00Z", [1_577_836_801]),
        (.dateGreaterThan, "aws:currenttime", "1577836800", [1_577_836_801]),
        (.dateGreaterThanEquals, "AWS:EpochTime", "1577836800", [1_577_836_800]),
        (.dateEquals, "aws:CurrentTime", "2020", [1_577_836_800, 1_577_836_801]),
        (.dateNotEquals, "aws:CurrentTime", "2020", [1_577_836_800, 1_577_836_801]),
        (.dateLessThan, "aws:CurrentTime", "2020-01-01T00:00:00.5Z", [1_577_836_801]),
        (.dateLessThanEquals, "aws:CurrentTime", "2020-01-01T00:00:00.5Z", [1_577_836_801]),
        (.numericLessThan, "aws:EpochTime", "1577836800", [1_577_836_800]),
        (.numericGreaterThan, "aws:EpochTime", "1577836800.25", [1_577_836_801]),
        (.numericLessThan, "aws:EpochTime", "99999999999999999999", []),
        (.dateLessThan, "aws:CurrentTime", "soon", []),
        (.null, "aws:CurrentTime", "false", []),
    ]

    @Test("a condition on the clock changes exactly at its instants", arguments: cases.indices)
    func instants(index: Int) throws {
        let (kind, key, value, expected) = Self.cases[index]
        let set = try Self.set([(kind, key, value)])
        let range = Timeline.orderlySeconds
        #expect(!set.timeline.isOpaque)
        #expect(set.timeline.instants == [range.lowerBound] + expected + [range.upperBound])
        #expect(set.readableKeys.isEmpty)
    }

    @Test("the next change is the first instant that lies ahead")
    func nextChange() {
        let timeline = Timeline(instants: [500_000, 100_000, 500_000])
        #expect(timeline.nextChange(after: 50_000) == 100_000)
        #expect(timeline.nextChange(after: 99_999) == 100_000)
        #expect(timeline.nextChange(after: 100_000) == 500_000)
        #expect(timeline.nextChange(after: 500_000) == Timeline.orderlySeconds.upperBound)
        #expect(Timeline().nextChange(after: 0) == nil)
    }

    @Test("where the clock's texts do not mean it, every second is a change")
    func disorderly() {
        let timeline = Timeline(instants: [500_000])
        let range = Timeline.orderlySeconds
        #expect(timeline.nextChange(after: range.lowerBound - 1) == range.lowerBound)
        #expect(timeline.nextChange(after: range.lowerBound - 2) == range.lowerBound - 1)
        #expect(timeline.nextChange(after: range.upperBound) == range.upperBound + 1)
        #expect(timeline.nextChange(after: .max) == nil)
        #expect(Timeline(isOpaque: true).nextChange(after: 400_000) == 400_001)
    }

    @Test("a clock read as text is opaque")
    func opaque() throws {
        #expect(try Self.set([(.stringLike, "aws:CurrentTime", "2020*")]).timeline.isOpaque)
        #expect(
            try Self.set([(.stringEquals, "aws:username", "${aws:EpochTime}")]).timeline.isOpaque)
        #expect(
            try Self.set([], resource: "arn:aws:s3:::b/${aws:CurrentTime}").timeline.isOpaque)
        #expect(try !Self.set([(.stringEquals, "aws:username", "x")]).timeline.isOpaque)
    }

    @Test("keys of conditions and variables are named once, in lower case, with their hash")
    func readableKeys() throws {
        let set = try Self.set(
            [
                (.stringEquals, "aws:PrincipalTag/Team", "${aws:username}"),
                (.stringLike, "AWS:PRINCIPALTAG/team", "x"), (.bool, "aws:SecureTransport", "true"),
                (.dateLessThan, "aws:CurrentTime", "2020"),
            ],
            resource: "arn:aws:s3:::b/${s3:Prefix, 'none'}/*")
        #expect(
            set.readableKeys.map(\.name) == [
                "aws:principaltag/team", "aws:securetransport", "aws:username", "s3:prefix",
            ])
        #expect(set.readableKeys.allSatisfy { $0.hash == Self.hash.hash(Array($0.name.utf8)) })
    }
}
