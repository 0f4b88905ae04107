import SyntheticWorkload

/// A fixed number of decisions and nothing else that depends on it, for a tool that counts
/// instructions: two runs of different length differ by the decisions alone.
struct CountedRun {
    /// What is counted.
    enum Kind: String, CaseIterable {
        /// Decisions without a cache.
        case cold
        /// Decisions from the cache.
        case cached
        /// Decisions by bodies that are remembered.
        case body
        /// The load's own part: writing the request's texts into the question.
        case question
    }

    /// LIMIT: distinct requests; few, since each costs instructions before the first decision.
    private static let requestCount = 512

    let kind: Kind
    let count: Int

    func run() throws {
        let workload = SyntheticWorkload(statementCount: 1_000)
        let pool = CheckedPool(workload, count: Self.requestCount)
        // Always the same key: where names fall in the tables moves the count by some per cent.
        let cell = EngineUnderTest.cell(try EngineUnderTest.compile(workload.bundle, key: 1))
        let cache =
            [.cached, .body].contains(kind)
            ? CacheUnderTest(entryCount: 8 * Self.requestCount) : nil
        let engine = EngineUnderTest(cell, cache: cache)
        // Fills the cache as well.
        try pool.check(engine, kind.rawValue)
        engine.lend { engine in
            for index in 0..<count {
                let place = index % pool.count
                switch kind {
                case .cold, .cached: _ = engine.decide(pool.questions, place)
                case .body: _ = engine.decideBody(pool, place)
                case .question: _ = engine.fill(pool.questions, place)
                }
            }
        }
    }
}
