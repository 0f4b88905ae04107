import FlatMemory
import PolicyModel
import Testing

@testable import PolicyEngine

/// Checks that a set of one plain statement takes memory for what it has, and for nothing else.
///
/// An account has as many small sets as it has roles.
@Suite("Small sets")
struct SmallSetTests {
    private static func set(
        _ actions: [String] = ["s3:GetObject"], conditions: [Condition] = []
    ) throws -> StatementSet {
        let statement = Statement(
            effect: .allow, action: Clause(actions), resource: Clause(["arn:aws:s3:::b/*"]),
            conditions: conditions)
        let policy = NamedPolicy(name: "p", document: PolicyDocument(statements: [statement]))
        return try StatementSet(compiling: [policy], as: .identity, hash: KeyedHash(key: 1))
    }

    @Test("tables that hold nothing are shared")
    func empties() throws {
        let one = try Self.set()
        let other = try Self.set(["ec2:*"])
        #expect(one.conditions === other.conditions)
        #expect(one.principals === other.principals)
        #expect(one.context === other.context)
        #expect(one.records.count == 0)
        #expect(one.statementCount == 1)
        #expect(one.resources.rootByAction.count == 0)
    }

    @Test("a condition brings tables of its own")
    func conditional() throws {
        let condition = Condition(
            ConditionOperator(.stringEquals), key: "aws:userid", values: ["x"])
        let plain = try Self.set()
        let set = try Self.set(conditions: [condition])
        #expect(set.conditions !== plain.conditions)
        #expect(set.context !== plain.context)
        #expect(set.principals === plain.principals)
        #expect(set.records.count == 1)
    }

    @Test("things are numbered in order, few or many", arguments: [1, 4, 5, 8, 9, 300])
    func interning(count: Int) {
        var table = InternTable()
        // All of one hash, or each of its own.
        for hash in [{ _ in 7 }, { UInt64($0) }] as [(Int) -> UInt64] {
            table = InternTable()
            for number in 0..<count {
                #expect(table.find(hash(number)) { $0 == number } == nil)
                #expect(table.insert(hash(number)) == number)
            }
            for number in 0..<count {
                #expect(table.find(hash(number)) { $0 == number } == number)
            }
        }
    }

    @Test("a buffer without capacity is empty, and grows like any other")
    func emptyBuffer() {
        var buffer = FlatBuffer<UInt8>(capacity: 0)
        #expect(
            buffer.count == 0 && buffer.span.isEmpty
                && buffer.paddedSpan.count == FlatBuffer<UInt8>.padding)
        buffer.removeAll()
        for byte in UInt8.min...UInt8.max { buffer.append(byte) }
        #expect((0..<256).allSatisfy { buffer[$0] == UInt8($0) })
        #expect(FlatBuffer<UInt64>(capacity: 0).count == 0)
    }

    @Test("tables without entries find nothing")
    func emptyTables() {
        let probes = ProbeTable([])
        let buckets = BucketTable([], values: [])
        for hash in [0, 1, UInt64.max] {
            var probe = probes.search(hash)
            #expect(probes.next(&probe) == nil)
            var bucket = buckets.search(hash)
            #expect(buckets.next(&bucket) == nil)
        }
    }
}
