import FlatMemory
import PolicyEngine
import PolicyModel
import Testing
import WildcardAutomata

/// Patterns at and beyond what the compiled form can hold.
@Suite("Limits of compiling")
struct CompileLimitTests {
    private static let hash = KeyedHash(key: 11)

    private static func decision(_ pattern: String, _ resource: String) throws -> Decision {
        let policy = NamedPolicy(
            name: "long",
            document: PolicyDocument(statements: [
                Statement(
                    effect: .allow, action: Clause(["sqs:*"]), resource: Clause([pattern]))
            ]))
        let policies = ApplicablePolicies(identity: [policy])
        var evaluator = Evaluator()
        var prepared = PreparedRequest(hash: hash)
        let request = AuthorizationRequest(
            caller: Caller(.user, id: "arn:aws:iam::111122223333:user/x"),
            action: "sqs:SendMessage", resource: resource, resourceAccount: "111122223333")
        return evaluator.decide(
            request, under: try policies.compiled(hash: hash), preparing: &prepared)
    }

    @Test("literal parts may be longer than 16 bits count", arguments: [65_535, 65_536, 100_000])
    func longParts(length: Int) throws {
        let long = String(repeating: "r", count: length)
        for form in ["arn:aws:sqs:\(long)::q", "arn:*:sqs:\(long)::q", "arn:*:sqs:*::\(long)/q"] {
            let resource = form.replacing("*", with: "aws")
            #expect(try Self.decision(form, resource) == .allow)
            #expect(try Self.decision(form, resource + "x") == .implicitDeny)
            #expect(
                try Self.decision(form, resource.replacing("rr", with: "r", maxReplacements: 1))
                    == .implicitDeny)
        }
    }

    @Test("a pattern with as many elements as an automaton has states compiles, one more does not")
    func longPattern() throws {
        let marks = String(repeating: "?", count: BitGlobPool.elementCountMax)
        let queue = "arn:aws:sqs:eu-west-1:111122223333:"
        #expect(
            try Self.decision(
                queue + marks, queue + String(repeating: "q", count: BitGlobPool.elementCountMax))
                == .allow)
        let error = #expect(throws: CompileError.self) {
            try Self.decision(queue + marks + "?", queue + "q")
        }
        #expect(error?.kind == .patternTooLong)
        #expect(error?.policy == "long")
    }
}
