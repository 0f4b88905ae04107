import FlatMemory
import Foundation
import PolicyEngine
import PolicyModel
import TestSupport
import Testing

/// Holds timelines against decisions made at every second.
@Suite("Timeline against decisions")
struct TimelineDifferentialTests {
    /// A second in the middle of all drawn operands.
    private static let middle: Int64 = 1_577_836_800

    private static let kinds: [ConditionOperator.Kind] = [
        .dateEquals, .dateNotEquals, .dateLessThan, .dateLessThanEquals, .dateGreaterThan,
        .dateGreaterThanEquals, .numericEquals, .numericNotEquals, .numericLessThan,
        .numericLessThanEquals, .numericGreaterThan, .numericGreaterThanEquals, .null,
        .stringEquals, .stringNotEquals, .bool, .ipAddress, .notIPAddress,
    ]

    private static func text(_ seconds: Int64) -> String {
        Date(timeIntervalSince1970: TimeInterval(seconds)).ISO8601Format()
    }

    private static func operand(_ random: inout SplitMix64) -> String {
        let seconds = middle + Int64(random.int(in: -6...6))
        return switch random.below(8) {
        case 0, 1: String(seconds)
        case 2, 3: text(seconds)
        case 4: text(seconds).replacing("Z", with: ".\(random.below(10))Z")
        case 5: "\(seconds).\(random.below(10))"
        case 6: text(seconds).replacing("Z", with: "+00:00")
        default: random.pick(["2020", "2020-01-01", "soon", "-1", "true", "false", "${a}"])
        }
    }

    private static func policy(_ random: inout SplitMix64) -> NamedPolicy {
        let statements = (0..<random.int(in: 1...3)).map { _ in
            let conditions = (0..<random.int(in: 1...2)).map { _ in
                let qualifier: ConditionOperator.SetQualifier? =
                    random.chance(70) ? nil : random.pick([.forAllValues, .forAnyValue])
                let kind = random.pick(kinds)
                return Condition(
                    ConditionOperator(
                        kind, qualifier: qualifier, ifExists: kind != .null && random.chance(20)),
                    key: random.pick(["aws:CurrentTime", "aws:EpochTime"]),
                    values: (0..<random.int(in: 1...2)).map { _ in operand(&random) })
            }
            return Statement(
                effect: random.chance(30) ? .deny : .allow, action: Clause(["*"]),
                resource: Clause(["*"]), conditions: conditions)
        }
        return NamedPolicy(
            name: "p", document: PolicyDocument(version: .v2012, statements: statements))
    }

    @Test("no decision changes before the timeline says so", arguments: UInt64(1)...4)
    func agrees(seed: UInt64) throws {
        let hash = KeyedHash(key: seed)
        var random = SplitMix64(seed: seed)
        var evaluator = Evaluator()
        var prepared = PreparedRequest(hash: hash)
        var (changes, named) = (0, 0)
        for _ in 0..<500 {
            let policy = Self.policy(&random)
            let set = try StatementSet(compiling: [policy], as: .identity, hash: hash)
            let policies = ApplicablePolicies(identity: set)
            let seconds = Self.middle - 9...Self.middle + 9
            let decisions = seconds.map { second in
                let request = AuthorizationRequest(
                    caller: Caller(.user, id: "arn:aws:iam::111122223333:user/x"),
                    action: "s3:GetObject", resource: "arn:aws:s3:::b/o",
                    resourceAccount: "111122223333",
                    context: [
                        "aws:CurrentTime": .single(Self.text(second)),
                        "aws:EpochTime": .single(String(second)),
                    ])
                return evaluator.decide(request, under: policies, preparing: &prepared)
            }
            for (index, second) in seconds.enumerated().dropLast() {
                let isNamed = set.timeline.nextChange(after: second) == second + 1
                let isChange = decisions[index] != decisions[index + 1]
                if isNamed { named += 1 }
                if isChange { changes += 1 }
                #expect(isNamed || !isChange, "seed \(seed), second \(second): \(policy)")
            }
        }
        print("seed \(seed): \(changes) changes, \(named) foretold")
        #expect(changes > 250)
        #expect(named < 500 * 18 / 2)
    }
}
