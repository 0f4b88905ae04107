import DecisionAPI
import DecisionPoint
import Directory
import Files
import FlatMemory
import PolicyEngine
import PolicyLanguage
import PolicyModel

/// `verdict eval`: one decision, no daemon.
enum EvalCommand: Command {
    static let name = "eval"
    static let summary = "decide one request from files and flags"
    static let operands = ""
    static let discussion = """
        Decides one request, by the identity policies of --policy, or as a principal of a bundle,
        and prints the decision with the statements that determined it. With --http the question is
        what a configuration of `verdict serve --config` makes of an HTTP request, and the lines that
        it has looked at are printed first.

        Exit status: 0 for allow, 1 for deny, 2 for an error.
        """
    static let options =
        [
            CommandOption("policy", "FILE", help: "an identity policy; may be repeated"),
            CommandOption("resource-policy", "FILE", help: "the policy of the resource"),
            CommandOption("bundle", "PATH", help: "a bundle, instead of --policy"),
            CommandOption("principal", "ID", help: "who asks: an ARN, or a service principal"),
            CommandOption("action", "ACTION", help: "the action, such as s3:GetObject"),
            CommandOption("resource", "ARN", help: "the resource; `*` if not given"),
            CommandOption(
                "context", "KEY=VALUE", help: "a condition key; repeated for several values"),
        ] + HTTPEvaluation.options
    static let example =
        "verdict eval --policy p.json --action s3:GetObject --resource arn:aws:s3:::logs/a "
        + "--context aws:SourceIp=10.0.0.1"

    static func run(_ options: CommandOptions) throws(UsageError) -> Int32 {
        guard options.operands.isEmpty else {
            throw UsageError("unexpected operand `\(options.operands[0])`")
        }
        if options.has("http") {
            guard !options.has("policy"), !options.has("action"), !options.has("principal") else {
                throw UsageError("--http says who asks for what, together with --config")
            }
            guard let query = try HTTPEvaluation.query(options) else {
                return report(.implicitDeny, [], refusal: nil)
            }
            return decide(query, of: options.value("bundle"))
        }
        guard let action = options.value("action") else { throw UsageError("no --action") }
        let resource = options.value("resource") ?? "*"
        let context = try context(options.values("context"))
        if let bundle = options.value("bundle") {
            guard !options.has("policy"), !options.has("resource-policy")
            else { throw UsageError("--bundle and --policy exclude each other") }
            guard let principal = options.value("principal")
            else { throw UsageError("--bundle needs a --principal") }
            var query = Query(principal: principal, action: action, resource: resource)
            query.context = context
            return decide(query, of: bundle)
        }
        guard options.has("policy") || options.has("resource-policy")
        else { throw UsageError("give --policy or --bundle") }
        let principal = options.value("principal") ?? "arn:aws:iam::000000000000:user/somebody"
        let request = AuthorizationRequest(
            caller: Caller(.user, id: principal), action: action, resource: resource,
            context: context)
        return decide(request, options)
    }

    /// Decides as a principal of a bundle; without one, nobody is known.
    private static func decide(_ query: Query, of bundle: String?) -> Int32 {
        guard let snapshot = BundleOption.snapshot(bundle, command: name)
        else { return ExitStatus.usage }
        let answer = LoopSource(
            DecisionPoint(snapshot, epochSeconds: epochSeconds()), epochSeconds: epochSeconds
        ).decide(query, explain: true)
        return report(
            answer.decision, answer.reason?.statements ?? [],
            refusal: answer.reason?.refusal?.rawValue)
    }

    private static func decide(
        _ request: AuthorizationRequest, _ options: CommandOptions
    ) -> Int32 {
        var policies = ApplicablePolicies<[NamedPolicy]>()
        var identity: [NamedPolicy] = []
        for path in options.values("policy") {
            guard let policy = read(path, .identity) else { return ExitStatus.usage }
            identity.append(policy)
        }
        if !identity.isEmpty { policies.identity = identity }
        if let path = options.value("resource-policy") {
            guard let policy = read(path, .resource) else { return ExitStatus.usage }
            policies.resource = [policy]
        }
        let hash = KeyedHash.drawn()
        do throws(CompileError) {
            let compiled = try policies.compiled(hash: hash)
            var evaluator = Evaluator()
            var prepared = PreparedRequest(hash: hash)
            let explanation = evaluator.explain(
                request, under: compiled, of: policies, preparing: &prepared)
            return report(explanation.decision, explanation.statements, refusal: nil)
        } catch {
            StandardError.write(line: "verdict eval: \(error.message)")
            return ExitStatus.usage
        }
    }

    /// Reads a policy; prints its errors and returns `nil` if it has any.
    private static func read(_ path: String, _ type: PolicyType) -> NamedPolicy? {
        do throws(FileError) {
            let reading = PolicyReader.read(
                try FileContents.read(path, byteCountMax: InputFile.byteCountMax), as: type)
            if let document = reading.document, !reading.hasErrors {
                return NamedPolicy(name: path, document: document)
            }
            for finding in reading.findings where finding.severity == .error {
                StandardError.write(
                    line: "\(path):\(finding.position.line):\(finding.position.column): error: "
                        + "\(finding.code.issueCode): \(finding.message)")
            }
        } catch {
            StandardError.write(line: "verdict eval: `\(path)`: \(error.message)")
        }
        return nil
    }

    /// Reads `KEY=VALUE` pairs; a key given several times has several values.
    private static func context(
        _ pairs: [String]
    ) throws(UsageError) -> [String: ContextValue] {
        var values: [String: [String]] = [:]
        for pair in pairs {
            guard let equals = pair.firstIndex(of: "="), equals > pair.startIndex else {
                throw UsageError("bad value `\(pair)` for `--context`, expected KEY=VALUE")
            }
            values[pair[..<equals].lowercased(), default: []]
                .append(String(pair[pair.index(after: equals)...]))
        }
        return values.mapValues { $0.count == 1 ? .single($0[0]) : .multiple($0) }
    }

    private static func report(
        _ decision: Decision, _ statements: [StatementReference], refusal: String?
    ) -> Int32 {
        print(decision.verdictName)
        if let refusal { print("  \(refusal)") }
        for statement in statements {
            let sid = statement.sid.map { " (\($0))" } ?? ""
            print(
                "  \(statement.effect.rawValue) by \(statement.policyType.rawValue) policy "
                    + "`\(statement.policy)`, statement \(statement.index)\(sid)")
        }
        return decision.isAllowed ? ExitStatus.success : ExitStatus.negative
    }
}
