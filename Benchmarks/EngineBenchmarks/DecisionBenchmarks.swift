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
        let cold = time(engine) { _ = $0.decide(pool.questions, $1 % pool.count) }
        let texts = time(engine) { _ = $0.fill(pool.questions, $1 % pool.count) }
        let hot = time(engine) { _ = $0.decide(pool.questions, $1 % Self.hotKeyCount) }
        Results.print(name) { record in
            record.set("n", count)
            record.set("compile_ms", compileMilliseconds)
            record.set("cold_ns", Record(cold))
            record.set("hot_ns", Record(hot))
            // The daemon's decoder does this part as it reads the request.
            record.set("of_which_writing_the_question_ns", texts.trimmedMean)
        }
    }
    private func time(
        _ engine: EngineUnderTest, _ body: (inout EngineUnderTest.EntryPoints, Int) -> Void
    ) -> Timing {
        engine.time(scale.decisionCount, body)
    }
}
