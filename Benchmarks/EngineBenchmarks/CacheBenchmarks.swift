import DecisionPoint
import LockFree
import Measurement
import SyntheticWorkload

/// What the decision cache saves, costs, and does under keys that do not fit.
struct CacheBenchmarks {
    let scale: Scale

    /// Keys that are asked for over and over in the benchmark of hits.
    private static let hitKeyCount = 10_000

    func run() throws {
        let workload = SyntheticWorkload(statementCount: 1_000)
        let snapshot = try EngineUnderTest.compile(workload.bundle)
        let pool = CheckedPool(workload, count: min(scale.coldKeyCount, Self.hitKeyCount))
        fingerprint(pool)

        // Each request is remembered as a body and as a question: room for both without pushing.
        let cache = try makeCache(8 * pool.count)
        let engine = EngineUnderTest(EngineUnderTest.cell(snapshot), cache: cache)
        try pool.check(engine, "cache/hit")
        try pool.settle(engine, "cache/hit")
        let texts = engine.time(scale.decisionCount) {
            _ = $0.fill(pool.questions, $1 % pool.count)
        }
        let hit = engine.time(scale.decisionCount) {
            _ = $0.decide(pool.questions, $1 % pool.count)
        }
        Results.print("cache/hit") { record in
            record.set("ns", Record(hit))
            // The daemon's decoder writes the question as it reads the request.
            record.set("of_which_writing_the_question_ns", texts.trimmedMean)
            record.set("deciding_ns", hit.trimmedMean - texts.trimmedMean)
        }
        let body = engine.time(scale.decisionCount) { _ = $0.decideBody(pool, $1 % pool.count) }
        Results.print("cache/body") { record in
            record.set("ns", Record(body))
            record.set("bytes", pool.bodies.count / pool.count)
        }
        try miss(workload, EngineUnderTest.cell(snapshot))
        try zipf(workload, EngineUnderTest.cell(snapshot, readerCount: 8))
        try ThreadBenchmark(scale: scale).run(
            "cache/threads", pool, EngineUnderTest.cell(snapshot, readerCount: 8), cache)
    }

    private func makeCache(_ entryCount: Int) throws -> CacheUnderTest {
        let range = DecisionCache.entryCountRange
        let count = min(max(entryCount, range.lowerBound), range.upperBound)
        guard let cache = CacheUnderTest(entryCount: count) else {
            throw WrongAnswer(description: "no memory for a cache of \(count) entries")
        }
        return cache
    }

    /// The hash alone, of texts as long as a request's.
    private func fingerprint(_ pool: CheckedPool) {
        var random = SystemRandomBlocks()
        var encoder = FingerprintEncoder(key: FingerprintKey(using: &random))
        let text = Array(pool.questions.queries[0].principal.utf8)
        let resource = Array(pool.questions.queries[0].resource.utf8)
        var sum: UInt64 = 0
        let timing = Timing(count: scale.decisionCount, warmUp: scale.decisionCount / 10) { index in
            encoder.append(UInt64(index))
            encoder.append(text.span, at: 0, count: text.count)
            encoder.append(resource.span, at: 0, count: resource.count)
            sum &+= UInt64(truncatingIfNeeded: encoder.finish()?.value ?? 0)
        }
        Results.print("cache/fingerprint") { record in
            record.set("bytes", text.count + resource.count)
            record.set("ns", Record(timing))
            // Keeps the sum, and so the work, from being left out.
            record.set("parity", Int(sum & 1))
        }
    }

    /// Every request is new: look-up, evaluation and storing.
    private func miss(
        _ workload: SyntheticWorkload, _ cell: PublishedCell<PublishedSnapshot>
    ) throws {
        let cache = try makeCache(0)
        let engine = EngineUnderTest(cell, cache: cache)
        let pool = CheckedPool(workload, count: scale.coldKeyCount)
        try pool.check(engine, "cache/miss")
        // So many keys between two uses of the same one that it is gone.
        let before = cache.counts
        let timing = engine.time(scale.decisionCount) {
            _ = $0.decide(pool.questions, $1 % pool.count)
        }
        Results.print("cache/miss") { record in
            record.set("ns", Record(timing))
            record.set("hit_share", cache.counts.hitShare(since: before))
        }
    }

    /// Popular and rare keys, ten times as many as the cache holds, and as many.
    private func zipf(
        _ workload: SyntheticWorkload, _ cell: PublishedCell<PublishedSnapshot>
    ) throws {
        let pool = CheckedPool(workload, count: scale.coldKeyCount)
        let order = KeyOrder.zipf(exponent: 1).places(in: pool.count)
        for share in [10, 100] {
            let cache = try makeCache(pool.count * share / 100)
            let engine = EngineUnderTest(cell, cache: cache)
            try pool.check(engine, "cache/zipf")
            let before = cache.counts
            let timing = engine.time(scale.decisionCount) {
                _ = $0.decide(pool.questions, Int(order[$1 % order.count]))
            }
            Results.print("cache/zipf") { record in
                record.set("entries_percent_of_keys", share)
                record.set("ns", Record(timing))
                record.set("hit_share", cache.counts.hitShare(since: before))
                record.set("evictions", cache.counts.evictions - before.evictions)
            }
        }
    }
}
