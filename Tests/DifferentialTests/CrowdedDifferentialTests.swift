import FlatMemory
import PolicyEngine
import PolicyModel
import TestSupport
import Testing

/// Holds the engine against the reference where many statements meet in one place of the index, so
/// that they are looked up by action and by principal.
@Suite("Crowded places against reference")
struct CrowdedDifferentialTests {
    @Test("no decision differs", arguments: UInt64(1)...8, [PolicyType.resource, .identity])
    func agrees(seed: UInt64, type: PolicyType) throws {
        var crowd = Crowd(random: SplitMix64(seed: seed))
        let hash = KeyedHash(key: seed)
        var evaluator = Evaluator()
        var prepared = PreparedRequest(hash: hash)
        var counts: [Decision: Int] = [:]
        for _ in 0..<40 {
            let policy = crowd.policy(type)
            var policies = ApplicablePolicies<[NamedPolicy]>()
            if type == .resource {
                policies.resource = [policy]
            } else {
                policies.identity = [policy]
            }
            let compiled = try policies.compiled(hash: hash)
            for _ in 0..<50 {
                let request = crowd.request()
                let expected = ReferenceEvaluator.decide(request, under: policies)
                let decision = evaluator.decide(request, under: compiled, preparing: &prepared)
                counts[expected, default: 0] += 1
                guard decision == expected else {
                    Issue.record("seed \(seed): \(decision), not \(expected): \(request) \(policy)")
                    return
                }
                let explained = evaluator.explain(
                    request, under: compiled, of: policies, preparing: &prepared)
                #expect(explained.decision == expected, "seed \(seed): \(request)")
            }
        }
        print("seed \(seed), \(type): \(counts)")
        #expect(counts.count == 3)
    }
}

/// Draws policies of many statements, and requests, from few words.
private struct Crowd {
    var random: SplitMix64

    private static let account = "111122223333"
    private static let actions = [
        "s3:GetObject", "s3:PutObject", "s3:Get*", "s3:*Object", "s3:DeleteObject", "*", "s3:Li?t",
        "sqs:SendMessage", "sqs:*",
    ]
    private static let resources = [
        "arn:aws:s3:::b/*", "arn:aws:s3:::b/a*", "arn:aws:s3:::b/a/c", "arn:aws:s3:::*", "*",
        "arn:aws:s3:::b/?/*", "arn:*:s3:::b/a/*", "arn:aws:s3:::b/${aws:username}/*",
        "arn:aws:s3:*:*:b/a/c",
    ]

    /// The smaller the number, the likelier it is.
    private mutating func number() -> Int { random.below(1 + random.below(40)) }

    private mutating func principal() -> PrincipalPattern {
        switch random.below(24) {
        case 0: .everyone
        case 1: .aws(Self.account)
        case 2: .aws("arn:aws:iam::\(Self.account):root")
        case 3: .aws("arn:aws:iam::\(Self.account):role/p/R\(number())")
        case 4: .service("s\(number()).amazonaws.com")
        case 5: .aws("AIDA\(number())")
        case 6: .aws("arn:aws:sts::\(Self.account):assumed-role/R\(number())/s")
        case 7: .aws("arn:aws:iam::444455556666:user/u\(number())")
        default: .aws("arn:aws:iam::\(Self.account):user/u\(number())")
        }
    }

    private mutating func clause<Value>(
        _ countMax: Int, negated percent: Int, _ value: (inout Crowd) -> Value
    ) -> Clause<Value> {
        let count = random.chance(70) ? 1 : 1 + random.below(countMax)
        let values = (0..<count).map { _ in value(&self) }
        return Clause(values, isNegated: random.chance(percent))
    }

    mutating func policy(_ type: PolicyType) -> NamedPolicy {
        let denies = random.pick([0, 3, 25])
        let statements = (0..<random.int(in: 13...150)).map { _ in
            Statement(
                effect: random.chance(denies) ? .deny : .allow,
                principal: type == .resource ? clause(9, negated: 3) { $0.principal() } : nil,
                action: clause(4, negated: 3) { $0.random.pick(Self.actions) },
                resource: clause(3, negated: 3) { crowd in
                    // Few places, so that they are crowded.
                    Self.resources[crowd.random.below(1 + crowd.random.below(9))]
                },
                conditions: random.chance(25)
                    ? [
                        Condition(
                            ConditionOperator(.stringEquals), key: "aws:username",
                            values: ["u\(number())"])
                    ] : [])
        }
        return NamedPolicy(name: "p", document: PolicyDocument(statements: statements))
    }

    private mutating func caller() -> Caller {
        let number = number()
        switch random.below(10) {
        case 0: return Caller(.service, id: "s\(number).amazonaws.com")
        case 1: return .anonymous
        case 2: return Caller(.root, id: "arn:aws:iam::\(Self.account):root")
        case 3:
            return Caller(
                .assumedRole, id: "arn:aws:sts::\(Self.account):assumed-role/R\(number)/s",
                issuer: "arn:aws:iam::\(Self.account):role/p/R\(number)", uniqueID: "AROA\(number)")
        case 4:
            return Caller(
                .user, id: "arn:aws:iam::444455556666:user/u\(number)", uniqueID: "AIDA\(number)")
        default:
            return Caller(
                .user, id: "arn:aws:iam::\(Self.account):user/u\(number)",
                uniqueID: "AIDA\(number + 1)")
        }
    }

    mutating func request() -> AuthorizationRequest {
        AuthorizationRequest(
            caller: caller(),
            action: random.pick([
                "s3:GetObject", "s3:PutObject", "S3:deleteobject", "s3:List", "s3:Other",
                "sqs:SendMessage", "ec2:RunInstances",
            ]),
            resource: random.pick([
                "arn:aws:s3:::b/a/c", "arn:aws:s3:::b/a/d", "arn:aws:s3:::b/u1/x",
                "arn:aws:s3:::c/x", "*", "arn:aws:s3:r:1:b/a/c",
            ]),
            resourceAccount: Self.account,
            context: ["aws:username": .single("u\(number())")])
    }
}
