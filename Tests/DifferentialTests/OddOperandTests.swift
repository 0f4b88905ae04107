import PolicyLanguage
import PolicyModel
import TestSupport
import Testing

/// Checks that no operand passes the validator and means nothing to the engine: a Deny with one
/// would never apply, and nobody would know.
@Suite("Odd operands")
struct OddOperandTests {
    /// Texts that somebody may take for a number, a date, an address, an ARN, a Boolean or base64.
    static let operands = [
        "", " ", "*", "?", "x", "é", "$", "${", "${}", "${a:b}", "${a:b", "x${a:b}", "${*}",
        "true", "TRUE", "tr${a:b}", "false ", "yes", "1", "0", "on", "t\u{72}ue\u{301}",
        "1.", ".5", "-1", "+1", "--1", "1e3", "0x10", "1.50", "1,5", "٣", "99999999999999999999999",
        "2012", "012", "2012-1-1", "2012-01-01", "2012-02-30", "01T", "2012T", "-5", "-5T",
        "2012-01-01t2:00:00.593194+23", "2012-01-01T2:00:00.1999999999+10:59", "2012-13", "234-13",
        "2012-01-01T24:00", "soon", "300000000-01-01",
        "10.0.0.0/8", "010.0.0.0/8", "10.0.0.0/08", "10.0.0.1/8", "10.0.0", "10.0.0.256", "10/8",
        "10.0.0.0/33", "10.0.0.0/", "::1", "::", ":::", "::ffff:10.0.0.1", "::ffff:010.0.0.1",
        "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8", "1::2::3", "fe80::1%e", "2001:db8::/129", "+1::",
        "arn:aws:s3:::b", "arn:aws:s3::b", "arn:aws:s3", "arn:*", "::::::", "*:*:*:*:*:*",
        "arn:aws:s3:::${a:b}", "arn:aws:s3::${a:b}", "${a:b}:aws:s3:::b", "arn:aws:s3:::${a:b",
        "YQ==", "YR==", "YQ", "YQ=", "====", "A===", "YWJj", "Y!==", "-_-_", "YQ==YQ==",
    ]

    static let kinds = ConditionOperator.Kind.allCases

    @Test(
        "the validator refuses an operand, or the engine reads it", arguments: kinds,
        [PolicyDocument.Version.v2008, .v2012])
    func validator(kind: ConditionOperator.Kind, version: PolicyDocument.Version) throws {
        for operand in Self.operands {
            for origin in [PolicyOrigin.new, .stored] {
                let text = Self.document(kind, operand, version)
                let reading = PolicyReader.read(Array(text.utf8), as: .resource, origin: origin)
                let document = try #require(reading.document, "\(text)")
                if !reading.hasErrors {
                    #expect(Self.isRead(document), "\(kind) accepts `\(operand)` unread")
                }
            }
        }
    }

    @Test("the reference evaluator reads what the engine reads", arguments: kinds)
    func reference(kind: ConditionOperator.Kind) {
        for operand in Self.operands {
            let version = operand.contains("${") ? PolicyDocument.Version.v2008 : .v2012
            for (effect, others) in [(Effect.allow, []), (.deny, []), (.allow, ["7", "10.0.0.1"])] {
                for version in Set([version, .v2012]) {
                    let policy = Self.policy(kind, [operand] + others, version, effect)
                    let found = Self.engineHolds(policy, context: Self.contexts)
                    let expected = Self.referenceHolds(policy, context: Self.contexts)
                    #expect(found == expected, "\(kind) \(effect) `\(operand)` \(others)")
                }
            }
        }
    }

    @Test("an operand that can't be read denies in a Deny and allows nothing", arguments: kinds)
    func inDoubtDeny(kind: ConditionOperator.Kind) {
        let isText = kind.rawValue.hasPrefix("String")
        let unreadable = "010.0.0.0/8"
        for effect in [Effect.allow, .deny] where !isText {
            let policy = Self.policy(kind, [unreadable], .v2012, effect)
            let holds = Self.engineHolds(policy, context: [["x:k": .single("10.1.2.3")]])
            #expect(holds == [effect == .deny])
        }
    }

    // MARK: Asking

    /// Values of every type, so that something comes of every operator.
    private static let contexts: [[String: ContextValue]] =
        [
            "true", "7", "-5", "2012-01-01T00:00:00Z", "10.0.0.1", "::1", "arn:aws:s3:::b",
            "YQ==", "",
        ].map { ["x:k": .single($0), "a:b": .single("ue")] }
        + [["x:k": .single("true")], ["x:k": .multiple(["true", "7"])], [:]]

    /// Whether the engine reads an operand: it then evaluates a value of the right type alike in
    /// an Allow and in a Deny, and otherwise decides both against the caller.
    private static func isRead(_ document: PolicyDocument) -> Bool {
        let value =
            switch document.statements[0].conditions[0].operator.kind.rawValue.prefix(3) {
            case "Num", "Dat": "7"
            case "IpA", "Not": "10.1.2.3"
            case "Arn": "arn:aws:sns:r::x"
            case "Bin": "YWJjZGVm"
            default: "true"
            }
        var outcomes: Set<Bool> = []
        for effect in [Effect.allow, .deny] {
            var document = document
            document.statements[0].effect = effect
            let policy = NamedPolicy(name: "p", document: document)
            outcomes.formUnion(
                engineHolds(policy, context: [["x:k": .single(value), "a:b": .single("ue")]]))
        }
        return outcomes.count == 1
    }

    private static func engineHolds(
        _ policy: NamedPolicy, context: [[String: ContextValue]]
    ) -> [Bool] {
        let decider = EngineDecider()
        return context.map { context in
            decider.decide(request(context), arrangement(of: policy)) != neutralDecision(policy)
        }
    }

    private static func referenceHolds(
        _ policy: NamedPolicy, context: [[String: ContextValue]]
    ) -> [Bool] {
        context.map { context in
            ReferenceEvaluator.decide(request(context), under: arrangement(of: policy))
                != neutralDecision(policy)
        }
    }

    /// What is decided if the statement does not apply.
    private static func neutralDecision(_ policy: NamedPolicy) -> Decision {
        policy.document.statements[0].effect == .deny ? .allow : .implicitDeny
    }

    /// The policy, beside one that allows everything if it is a Deny.
    private static func arrangement(
        of policy: NamedPolicy
    ) -> ApplicablePolicies<[NamedPolicy]> {
        var policies = ApplicablePolicies<[NamedPolicy]>()
        policies.identity = [policy]
        if policy.document.statements[0].effect == .deny {
            let allow = Statement(effect: .allow, action: Clause(["*"]), resource: Clause(["*"]))
            policies.identity?.append(
                NamedPolicy(name: "all", document: PolicyDocument(statements: [allow])))
        }
        return policies
    }

    private static func request(_ context: [String: ContextValue]) -> AuthorizationRequest {
        AuthorizationRequest(
            caller: Caller(.user, id: "arn:aws:iam::111122223333:user/u"), action: "s3:GetObject",
            resource: "arn:aws:s3:::b/k", resourceAccount: "111122223333", context: context)
    }

    private static func policy(
        _ kind: ConditionOperator.Kind, _ operands: [String], _ version: PolicyDocument.Version,
        _ effect: Effect
    ) -> NamedPolicy {
        let condition = Condition(ConditionOperator(kind), key: "x:k", values: operands)
        let statement = Statement(
            effect: effect, action: Clause(["*"]), resource: Clause(["*"]),
            conditions: [condition])
        return NamedPolicy(
            name: "p", document: PolicyDocument(version: version, statements: [statement]))
    }

    private static func document(
        _ kind: ConditionOperator.Kind, _ operand: String, _ version: PolicyDocument.Version
    ) -> String {
        """
        {"Version":"\(version.rawValue)","Statement":{"Effect":"Deny","Principal":"*","Action":"*",\
        "Resource":"*","Condition":{"\(kind.rawValue)":{"x:k":"\(operand)"}}}}
        """
    }
}
