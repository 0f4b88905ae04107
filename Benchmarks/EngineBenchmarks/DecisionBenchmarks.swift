import Directory
import Dispatch
import Measurement
import SyntheticWorkload

/// What a decision costs without a cache, by the shape and the number of statements.
struct DecisionBenchmarks {
    let scale: Scale
    /// AWS's managed policies, or made-up ones.
    let documents: ManagedDocuments

    /// Hot keys: few enough that all they touch stays in a processor's first caches.
    private static let hotKeyCount = 64

    func run() throws {
        for shape in SyntheticWorkload.Shape.allCases {
            for count in scale.statementCounts {
                let workload = SyntheticWorkload(statementCount: count, shape: shape)
                try measure(workload, "engine/\(shape.rawValue)", count: count)
            }
        }
        if let workload = RealisticAccount(
            documents: documents.documents, roleCount: scale.roleCount)
        {
            try measure(workload, "engine/realistic-\(documents.origin)", count: scale.roleCount)
        }
        if let workload = RealisticAccount(
            documents: documents.documents, roleCount: 5, policiesEach: 20)
        {
            try measure(workload, "engine/20-policies-\(documents.origin)", count: 5)
        }
    }

    private func measure(_ workload: some Workload, _ name: String, count: Int) throws {
        let bundle = workload.bundle
        let start = Nanoseconds.now
        let snapshot = try EngineUnderTest.compile(bundle)
        let compileMilliseconds = Double(Nanoseconds.now - start) / 1e6

        let engine = EngineUnderTest(snapshot)
        let pool = CheckedPool(workload, count: scale.coldKeyCount)
        try pool.check(engine, name)

        // In order, so that the requests themselves are read as a stream, as from a socket's
        // buffer. They were drawn at random, so what they ask about is all over the policies.
        let cold = Timing(count: scale.decisionCount, warmUp: scale.decisionCount / 10) { index in
            _ = engine.decide(pool.questions, index % pool.count)
        }
        let texts = Timing(count: scale.decisionCount, warmUp: scale.decisionCount / 10) { index in
            _ = engine.fill(pool.questions, index % pool.count)
        }
        let hot = Timing(count: scale.decisionCount, warmUp: scale.decisionCount / 10) { index in
            _ = engine.decide(pool.questions, index % Self.hotKeyCount)
        }
        Results.print(name) { record in
            record.set("n", count)
            record.set("compile_ms", compileMilliseconds)
            record.set("cold_ns", Record(cold))
            record.set("hot_ns", Record(hot))
            // The daemon's decoder does this part as it reads the request.
            record.set("of_which_writing_the_question_ns", texts.trimmedMean)
        }
    }
}

/// How decisions on two threads compare with those on one.
struct ThreadBenchmark {
    let scale: Scale

    func run() throws {
        let workload = SyntheticWorkload(statementCount: 1_000)
        let snapshot = try EngineUnderTest.compile(workload.bundle)
        let pool = CheckedPool(workload, count: min(scale.coldKeyCount, 1 << 14))
        let engines = Engines((0..<2).map { _ in EngineUnderTest(snapshot) })
        for engine in engines.all { try pool.check(engine, "engine/threads") }
        let rates = [1, 2].map { Self.rate(engines, pool, $0, scale.decisionCount) }
        Results.print("engine/threads") { record in
            record.set("decisions_per_second_1", rates[0])
            record.set("decisions_per_second_2", rates[1])
            record.set("speed_up", rates[1] / rates[0])
        }
    }

    /// Decisions a second of all threads together.
    ///
    /// - Parameter count: How many each thread makes.
    static func rate(_ engines: Engines, _ pool: CheckedPool, _ threads: Int, _ count: Int)
        -> Double
    {
        let start = Nanoseconds.now
        DispatchQueue.concurrentPerform(iterations: threads) { thread in
            let engine = engines.all[thread]
            for index in 0..<count {
                _ = engine.decide(pool.questions, (index + thread * 7_919) % pool.count)
            }
        }
        return Double(threads * count) / (Double(Nanoseconds.now - start) / 1e9)
    }
}

/// One engine for each thread.
///
/// INVARIANT (one each): thread *n* uses the *n*-th engine alone.
@safe
struct Engines: @unchecked Sendable {
    // SAFETY (Sendable): (one each) no engine is used by two threads at a time.
    let all: [EngineUnderTest]

    init(_ all: [EngineUnderTest]) { self.all = all }
}
