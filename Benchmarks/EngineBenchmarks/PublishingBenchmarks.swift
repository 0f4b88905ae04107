import DecisionPoint
import Directory
import Dispatch
import FlatMemory
import Glibc
import Measurement
import PolicyModel
import Synchronization
import SyntheticWorkload

/// How long a change of policies takes to serve, and what decisions feel of it meanwhile.
struct PublishingBenchmarks {
    let scale: Scale

    func run() throws {
        try oneRole()
        try reload()
    }

    private func makePublisher(_ bundle: Bundle) throws -> Publisher {
        try Publisher(
            bundle, hash: KeyedHash(key: 11), readerCountMax: 1,
            epochSeconds: { Int64(time(nil)) })
    }

    // MARK: One role

    /// One role of many changes: from the new role to a published snapshot.
    private func oneRole() throws {
        let workload = SyntheticWorkload(statementCount: scale.publishedStatementCount)
        let publisher = try makePublisher(workload.bundle)
        let engine = EngineUnderTest(publisher.cell)
        engine.endTurn()
        var histogram = Histogram()
        for number in 1...scale.publicationCount {
            let role = workload.role(number * 7_919 % workload.principalCount, revision: number)
            let start = Nanoseconds.now
            _ = try publisher.publish([.setPrincipal(role)])
            histogram.record(Nanoseconds.now - start)
            engine.beginTurn()
            try checkRevision(number, of: role, engine)
            engine.endTurn()
        }
        Results.print("publishing/one-role") { record in
            record.set("n", scale.publishedStatementCount)
            record.set("ms", Record(histogram, dividedBy: 1e6))
        }
    }

    /// A role's new statement is in force, and that of the next revision is not.
    private func checkRevision(
        _ number: Int, of role: Principal, _ engine: EngineUnderTest
    ) throws {
        let pool = QuestionPool(
            [number, number + 1].map {
                Query(
                    principal: role.arn, action: "s3:GetObject",
                    resource: "arn:aws:s3:::revision-\($0)/x")
            })
        guard engine.lend({ $0.decide(pool, 0) && !$0.decide(pool, 1) }) else {
            throw WrongAnswer(description: "publishing/one-role: revision \(number)")
        }
    }

    // MARK: A whole reload

    /// Decisions on one thread while another compiles everything anew and publishes it.
    private func reload() throws {
        let workload = SyntheticWorkload(statementCount: scale.publishedStatementCount)
        let publisher = try makePublisher(workload.bundle)
        let engines = Engines([EngineUnderTest(publisher.cell)])
        let pool = CheckedPool(workload, count: scale.coldKeyCount)
        try pool.check(engines.all[0], "publishing/reload")
        engines.all[0].endTurn()

        let start = Nanoseconds.now
        let idle = decideMeanwhile(engines, pool) {
            // As long as a reload takes, so that rare events have the same chance.
            while Nanoseconds.now - start < UInt64(scale.publicationCount) * 50_000_000 {
                Self.pause()
            }
        }
        let times = Mutex(Histogram())
        let busy = decideMeanwhile(engines, pool) {
            for number in 1...max(1, scale.publicationCount / 5) {
                // Every role has changed, so that nothing compiled before is of use.
                let bundle = workload.bundle(revision: number)
                let start = Nanoseconds.now
                guard (try? publisher.publish(bundle)) != nil else { return }
                times.withLock { $0.record(Nanoseconds.now - start) }
            }
        }
        guard times.withLock(\.count) == max(1, scale.publicationCount / 5) else {
            throw WrongAnswer(description: "publishing/reload: a bundle could not be published")
        }
        Results.print("publishing/reload") { record in
            record.set("n", scale.publishedStatementCount)
            record.set("ms", Record(times.withLock(\.self), dividedBy: 1e6))
            record.set("idle_us", Record(idle.histogram, dividedBy: 1_000))
            record.set("reload_us", Record(busy.histogram, dividedBy: 1_000))
            record.set(
                "p99.9_ratio",
                Double(busy.histogram.percentile(99.9))
                    / Double(max(1, idle.histogram.percentile(99.9))))
            record.set("wrong", idle.wrong + busy.wrong)
        }
        guard idle.wrong + busy.wrong == 0 else {
            throw WrongAnswer(description: "publishing/reload: wrong answers")
        }
    }

    /// What decisions took, one by one, in nanoseconds.
    private struct Latencies: Sendable {
        var histogram = Histogram()
        var wrong = 0
    }

    /// Decides on one thread until `body` has ended on another.
    private func decideMeanwhile(
        _ engines: Engines, _ pool: CheckedPool, _ body: @Sendable () -> Void
    ) -> Latencies {
        let isDone = Atomic(false)
        let result = Mutex(Latencies())
        DispatchQueue.concurrentPerform(iterations: 2) { thread in
            guard thread == 0 else {
                body()
                isDone.store(true, ordering: .releasing)
                return
            }
            let engine = engines.all[0]
            engine.beginTurn()
            var latencies = Latencies()
            var turn = 0
            while !isDone.load(ordering: .acquiring) {
                // A turn of an event loop: some decisions, then news.
                for step in 0..<32 {
                    let index = (turn &* 32 &+ step) % pool.count
                    let start = Nanoseconds.now
                    let isAllowed = engine.lend { $0.decide(pool.questions, index) }
                    latencies.histogram.record(Nanoseconds.now - start)
                    if !pool.isRight(isAllowed, index) { latencies.wrong += 1 }
                }
                engine.endTurn()
                engine.beginTurn()
                turn += 1
            }
            engine.endTurn()
            result.withLock { $0 = latencies }
        }
        return result.withLock(\.self)
    }

    private static func pause() { usleep(1_000) }
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
