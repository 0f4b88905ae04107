import PolicyModel
import TestSupport
import Testing

/// Checks that a document gives back the statements that it was made of, though it keeps them packed.
@Suite("Policy document")
struct PolicyDocumentTests {
    @Test("nothing is lost in packing", arguments: UInt64(1)...8)
    func roundTrip(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let statements = (0..<random.below(5)).map { _ in Self.statement(&random) }
            let document = PolicyDocument(statements: statements)
            #expect(document.statements == statements, "seed \(seed)")
            #expect(document.statementCount == statements.count)
            for (index, statement) in statements.enumerated() {
                #expect(document.statement(index) == statement, "seed \(seed)")
            }
        }
    }

    @Test("every operator and every kind of principal is kept")
    func everyKind() {
        let qualifiers = [nil] + ConditionOperator.SetQualifier.allCases
        let conditions = ConditionOperator.Kind.allCases.flatMap { kind in
            qualifiers.flatMap { qualifier in
                [false, true].map {
                    Condition(
                        ConditionOperator(kind, qualifier: qualifier, ifExists: $0), key: "k",
                        values: ["v"])
                }
            }
        }
        let principals: [PrincipalPattern] = [
            .everyone, .aws("*"), .service("s"), .federated("f"), .canonicalUser("c"), .aws(""),
        ]
        let statement = Statement(
            effect: .deny, principal: Clause(principals, isNegated: true), action: nil,
            resource: Clause([]), conditions: conditions,
            position: SourcePosition(line: .max, column: -1))
        let document = PolicyDocument(statements: [statement, statement])
        #expect(document.statements == [statement, statement])
        #expect(document.statement(1) == statement)
    }

    @Test("texts of any length and script are kept", arguments: [0, 1, 15, 16, 127, 128, 20_000])
    func texts(length: Int) {
        let text = String(repeating: "é", count: length / 2) + (length % 2 == 1 ? "\u{0}" : "")
        var document = PolicyDocument(statements: [])
        document.statements = [
            Statement(sid: text, effect: .allow, action: Clause([text, ""]), resource: nil)
        ]
        #expect(document.statements[0].sid == text)
        #expect(document.statements[0].action?.values == [text, ""])
    }

    @Test("documents are equal just if their statements are")
    func equality() {
        let plain = Statement(effect: .allow, action: Clause(["a"]), resource: Clause(["b"]))
        var others: [Statement] = []
        func add(_ change: (inout Statement) -> Void) {
            var statement = plain
            change(&statement)
            others.append(statement)
        }
        add { $0.sid = "" }
        add { $0.effect = .deny }
        add { $0.principal = Clause([]) }
        add { $0.principal = Clause([], isNegated: true) }
        add { $0.action = Clause(["a"], isNegated: true) }
        add { $0.action = Clause(["ab"]) }
        add { $0.action = nil }
        add { $0.resource = Clause(["b"], isNegated: true) }
        add { $0.resource = Clause(["", "b"]) }
        add { $0.resource = nil }
        add { $0.conditions = [Condition(ConditionOperator(.null), key: "k", values: [])] }
        add { $0.position = SourcePosition(line: 1, column: 2) }
        let all = ([plain] + others).map { PolicyDocument(statements: [$0]) }
        #expect(Set(all).count == all.count)
        #expect(PolicyDocument(statements: [plain]) == all[0])
        #expect(PolicyDocument(statements: [plain, plain]) != all[0])
        #expect(PolicyDocument(statements: []) != all[0])
    }

    private static func statement(_ random: inout SplitMix64) -> Statement {
        Statement(
            sid: random.below(2) == 0 ? nil : text(&random),
            effect: random.below(2) == 0 ? .allow : .deny,
            principal: clause(&random) { random in
                let name = text(&random)
                return [.everyone, .aws(name), .service(name), .canonicalUser(name)][
                    random.below(4)]
            },
            action: clause(&random) { text(&$0) }, resource: clause(&random) { text(&$0) },
            conditions: (0..<random.below(3)).map { _ in
                let kinds = ConditionOperator.Kind.allCases
                return Condition(
                    ConditionOperator(
                        kinds[random.below(kinds.count)], ifExists: random.below(2) == 0),
                    key: text(&random), values: (0..<random.below(4)).map { _ in text(&random) })
            },
            position: SourcePosition(line: random.below(500), column: random.below(500)))
    }

    private static func clause<Value>(
        _ random: inout SplitMix64, _ value: (inout SplitMix64) -> Value
    ) -> Clause<Value>? {
        if random.below(3) == 0 { return nil }
        let isNegated = random.below(2) == 0
        return Clause((0..<random.below(4)).map { _ in value(&random) }, isNegated: isNegated)
    }

    private static func text(_ random: inout SplitMix64) -> String {
        String((0..<random.below(24)).map { _ in Array("aé*:/😀")[random.below(6)] })
    }
}
