import DecisionAPI
import DecisionPoint
import Directory
import Files
import FlatMemory
import Glibc
import PolicyEngine
import PolicyModel
import StrictJSON

/// `verdict bench`: what a decision costs.
enum BenchCommand: Command {
    static let name = "bench"
    static let summary = "measure nanoseconds per decision"
    static let operands = "[BUNDLE REQUESTS]"
    static let discussion = """
        Decides the AuthZEN requests of a file, one JSON object a line, by a bundle, over and over,
        and prints nanoseconds per decision in process. With --synthetic instead, one principal
        with N statements of mixed wildcards is asked about 4,096 resources in random order, with
        every answer checked first; the time is that of preparing the request and evaluating it.
        """
    static let options = [
        CommandOption("synthetic", "N", help: "statements of one principal, 1 to 1,000,000"),
        CommandOption("hostile", help: "patterns made to be slow, and resources of 2,000 bytes"),
        CommandOption("count", "K", help: "decisions to measure; 1,000,000 if not given"),
    ]
    static let example = "verdict bench --synthetic 1000"

    static func run(_ options: CommandOptions) throws(UsageError) -> Int32 {
        let count = try options.number("count", in: 1...1_000_000_000) ?? 1_000_000
        if options.has("hostile") { return hostile(count: min(count, 100_000)) }
        if let statements = try options.number("synthetic", in: 1...1_000_000) {
            return synthetic(statements, count: count)
        }
        guard options.operands.count == 2 else {
            throw UsageError("give a bundle and a file of requests, or --synthetic")
        }
        return bundle(options.operands[0], requests: options.operands[1], count: count)
    }

    // MARK: A bundle

    /// Takes the questions out of requests instead of answering them.
    private final class Recorder: DecisionSource {
        let revision: UInt64 = 0
        var queries: [Query] = []

        func decide(_ query: Query, explain: Bool) -> Answer {
            queries.append(query)
            return Answer(.implicitDeny)
        }
    }

    private static func bundle(_ path: String, requests: String, count: Int) -> Int32 {
        guard let snapshot = BundleOption.snapshot(path, command: name)
        else { return ExitStatus.usage }
        let recorder = Recorder()
        let api = AuthZEN(mapping: EntityMapping())
        do {
            let lines = try FileContents.read(requests, byteCountMax: InputFile.byteCountMax).split(
                separator: UInt8(ascii: "\n"))
            for line in lines {
                _ = try api.evaluations(try JSONTree(parsing: Array(line)), source: recorder)
            }
        } catch {
            StandardError.write(line: "verdict bench: `\(requests)`: \(error)")
            return ExitStatus.usage
        }
        guard !recorder.queries.isEmpty else {
            StandardError.write(line: "verdict bench: `\(requests)` holds no request")
            return ExitStatus.usage
        }
        var point = DecisionPoint(snapshot, epochSeconds: epochSeconds())
        var question = Question(hash: snapshot.hash)
        var allowed = 0
        let nanoseconds = measure(count) { index in
            let query = recorder.queries[index % recorder.queries.count]
            if point.decide(query, as: &question).isAllowed { allowed += 1 }
        }
        print("\(recorder.queries.count) requests, \(allowed * 100 / count) % allowed")
        print("\(nanoseconds) ns per decision")
        return ExitStatus.success
    }

    // MARK: Synthetic policies

    /// Keeps a request where it can be lent without being copied.
    private final class Box {
        let request: AuthorizationRequest

        init(_ request: AuthorizationRequest) { self.request = request }
    }

    private static func synthetic(_ statements: Int, count: Int) -> Int32 {
        let hash = KeyedHash.drawn()
        let workload = SyntheticWorkload(statements: statements)
        let start = clock()
        guard
            let set = try? StatementSet(compiling: [workload.policy], as: .identity, hash: hash)
        else { return ExitStatus.usage }
        print("compiled \(statements) statements in \((clock() - start) / 1_000) ms of CPU")
        var policies = ApplicablePolicies<StatementSet>()
        policies.identity = set
        var evaluator = Evaluator()
        var prepared = PreparedRequest(hash: hash)
        let cases = workload.cases(4_096)
        for one in cases {
            let decision = evaluator.decide(
                one.request, under: policies, preparing: &prepared)
            guard decision.isAllowed == one.isAllowed else {
                print("wrong answer: \(one.request.action) on \(one.request.resource)")
                return ExitStatus.negative
            }
        }
        // In boxes: an array would copy a request, and count all its references, to lend it.
        let boxes = cases.map { Box($0.request) }
        var scratch = MatchScratch()
        var request = PreparedRequest(hash: hash)
        var allowed = 0
        let whole = measure(count) { index in
            // Coprime with the number of cases, so that neighbours are far apart.
            let place = index &* 1_597 & 4_095
            if evaluator.decide(
                boxes[place].request, under: policies, preparing: &prepared
            ).isAllowed {
                allowed += 1
            }
        }
        let preparing = measure(count) { index in
            request.prepare(boxes[index &* 1_597 & 4_095].request, namesCaller: false)
        }
        let both = measure(count) { index in
            request.prepare(boxes[index &* 1_597 & 4_095].request, namesCaller: false)
            if set.evaluate(request, &scratch).allowed != .none { allowed += 1 }
        }
        print("\(whole) ns per decision, of these \(preparing) ns preparing the request")
        print("\(both - preparing) ns evaluating the statements")
        return ExitStatus.success
    }

    private static func hostile(count: Int) -> Int32 {
        let hash = KeyedHash.drawn()
        for length in [250, 500, 1_000, 2_000] {
            let pattern = String(repeating: "*a", count: 127) + "*b"
            let policy = NamedPolicy(
                name: "hostile",
                document: PolicyDocument(statements: [
                    Statement(
                        effect: .allow, action: Clause(["s3:*a*a*a*a*a*b"]),
                        resource: Clause(["arn:aws:s3:::\(pattern)"])),
                    Statement(
                        effect: .allow, action: Clause(["*"]),
                        resource: Clause(["arn:aws:s3:::\(pattern)"])),
                ]))
            guard let set = try? StatementSet(compiling: [policy], as: .identity, hash: hash)
            else { return ExitStatus.usage }
            var policies = ApplicablePolicies<StatementSet>()
            policies.identity = set
            var evaluator = Evaluator()
            var prepared = PreparedRequest(hash: hash)
            let request = AuthorizationRequest(
                caller: Caller(.user, id: "arn:aws:iam::111122223333:user/x"),
                action: "s3:" + String(repeating: "a", count: 64),
                resource: "arn:aws:s3:::" + String(repeating: "a", count: length))
            guard
                !evaluator.decide(request, under: policies, preparing: &prepared).isAllowed
            else { return ExitStatus.negative }
            let nanoseconds = measure(max(count / 10, 1)) { _ in
                _ = evaluator.decide(request, under: policies, preparing: &prepared)
            }
            print("128 stars, resource of \(length) bytes: \(nanoseconds) ns per decision")
        }
        return ExitStatus.success
    }

    /// Runs a body `count` times, and a tenth of that before.
    ///
    /// - Returns: Nanoseconds of wall time per run.
    private static func measure(_ count: Int, _ body: (Int) -> Void) -> Int {
        for index in 0..<count / 10 { body(index) }
        let start = ContinuousClock.now
        for index in 0..<count { body(index) }
        let elapsed = ContinuousClock.now - start
        let (seconds, attoseconds) = elapsed.components
        return Int((Double(seconds) * 1e9 + Double(attoseconds) / 1e9) / Double(count))
    }
}
