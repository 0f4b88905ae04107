import DecisionAPI
import DecisionPoint
import Directory
import Files
import FlatMemory
import LockFree
import Measurement
import PolicyEngine
import PolicyModel
import StrictJSON
import SyntheticWorkload

/// `verdict bench`: what a decision costs.
enum BenchCommand: Command {
    static let name = "bench"
    static let summary = "measure nanoseconds per decision"
    static let operands = "[BUNDLE REQUESTS]"
    static let discussion = """
        Decides the AuthZEN requests of a file, one JSON object a line, by a bundle, over and over,
        and prints nanoseconds per decision in process. With --synthetic instead, a made-up policy
        of N statements is asked about many resources in random order, with every answer checked
        first. Once without a cache, once with one that holds all answers. Percentiles are those of
        groups of \(Timing.groupSize) decisions; the mean leaves out the slowest hundredth.
        """
    static let options = [
        SyntheticOption.option("a made-up policy with N statements"),
        CommandOption("shape", "SHAPE", help: "of --synthetic: \(shapes)"),
        CommandOption("hostile", help: "patterns made to be slow, and resources of 2,000 bytes"),
        CommandOption("count", "K", help: "decisions to measure; 1,000,000 if not given"),
    ]
    static let example = "verdict bench --synthetic 1000"

    private static var shapes: String {
        SyntheticWorkload.Shape.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
    }

    /// LIMIT: distinct requests of a synthetic workload. Enough to keep a processor's caches from
    /// holding all that they touch, and made in a moment.
    private static let requestCount = 1 << 16

    static func run(_ options: CommandOptions) throws(UsageError) -> Int32 {
        let count = try options.number("count", in: 1...1_000_000_000) ?? 1_000_000
        if options.has("hostile") { return hostile(count: min(count, 100_000)) }
        if let given = try SyntheticOption.workload(options) {
            let shape = try options.choice("shape", of: SyntheticWorkload.Shape.self)
            let workload = SyntheticWorkload(
                statementCount: given.statementCount, shape: shape ?? .onePrincipal,
                seed: given.seed, hasOrganization: given.hasOrganization)
            return synthetic(workload, count: count)
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
        let pool = QuestionPool(recorder.queries)
        var asking = Asking(snapshot, cache: nil)
        let allowed = (0..<pool.count).count { asking.decide(pool, $0) }
        print("\(pool.count) requests, \(allowed * 100 / pool.count) % allowed")
        report(snapshot, pool, count: count)
        return ExitStatus.success
    }

    // MARK: Synthetic policies

    private static func synthetic(_ workload: SyntheticWorkload, count: Int) -> Int32 {
        let bundle = workload.bundle
        let start = Nanoseconds.now
        guard let snapshot = try? Snapshot(bundle, hash: KeyedHash.drawn())
        else { return ExitStatus.usage }
        let milliseconds = (Nanoseconds.now - start) / 1_000_000
        print("compiled \(workload.statementCount) statements in \(milliseconds) ms")
        let requests = (0..<requestCount).map(workload.request)
        let pool = QuestionPool(requests.map(\.query))
        var asking = Asking(snapshot, cache: nil)
        for (index, one) in requests.enumerated() {
            guard asking.decide(pool, index) == one.isAllowed else {
                print("wrong answer: \(one.principal), \(one.action) on \(one.resource)")
                return ExitStatus.negative
            }
        }
        report(snapshot, pool, count: count)
        return ExitStatus.success
    }

    // MARK: Measuring

    /// A decision point, and the memory for the question that it is asked.
    private struct Asking: ~Copyable {
        private var point: DecisionPoint
        private var question: Question

        init(_ snapshot: Snapshot, cache: consuming CacheAccess?) {
            point = DecisionPoint(
                PublishedCell(PublishedSnapshot(snapshot, revision: 1), readerCountMax: 1),
                cache: cache)
            question = Question(hash: snapshot.hash)
            point.beginTurn(epochSeconds: epochSeconds())
        }

        mutating func decide(_ pool: borrowing QuestionPool, _ index: Int) -> Bool {
            guard pool.fill(&question, index) else {
                return point.decide(pool.queries[index], as: &question).isAllowed
            }
            return point.decide(&question).isAllowed
        }
    }

    private static func report(_ snapshot: Snapshot, _ pool: QuestionPool, count: Int) {
        var cold = Asking(snapshot, cache: nil)
        print(line(count) { _ = cold.decide(pool, $0 % pool.count) }, "ns per decision")
        let entryCount = max(4 * pool.count, DecisionCache.entryCountRange.lowerBound)
        guard let cache = DecisionCache(entryCount: entryCount),
            let bodies = DecisionCache(entryCount: DecisionCache.entryCountRange.lowerBound)
        else { return }
        var random = SystemRandomBlocks()
        var cached = Asking(
            snapshot,
            cache: CacheAccess(
                cache, bodies: bodies, key: FingerprintKey(using: &random),
                counters: CacheCounters(),
                auditInterval: 0))
        for index in 0..<pool.count { _ = cached.decide(pool, index) }
        print(line(count) { _ = cached.decide(pool, $0 % pool.count) }, "ns per cached decision")
    }

    /// A figure with its percentiles, ready to be followed by what it is.
    private static func line(_ count: Int, _ body: (Int) -> Void) -> String {
        let timing = Timing(count: count, warmUp: count / 10, body)
        let numbers = [timing.p50, timing.p99, timing.p999].map { "\(Int($0.rounded()))" }
        return "p50 \(numbers[0]), p99 \(numbers[1]), p99.9 \(numbers[2]), mean "
            + "\(Int(timing.trimmedMean.rounded()))"
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
            let rounds = max(count / 10, 1)
            let timing = Timing(count: rounds, warmUp: rounds / 10) { _ in
                _ = evaluator.decide(request, under: policies, preparing: &prepared)
            }
            let nanoseconds = Int(timing.mean.rounded())
            print("128 stars, resource of \(length) bytes: \(nanoseconds) ns per decision")
        }
        return ExitStatus.success
    }
}
