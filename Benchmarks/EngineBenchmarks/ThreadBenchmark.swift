import DecisionPoint
import LockFree
import Measurement
import SyntheticWorkload

/// How many decisions two threads make in the time in which one makes some.
///
/// One thread and two take turns, several times, and the two are always compared with the one just
/// before, so that whatever slows the machine down slows both. Each thread has an engine of its
/// own, made by itself, as an event loop has. They share requests, snapshot and cache, and begin at
/// different requests.
///
/// Beside it runs a load that shares nothing: where its speed-up is less than 2, the machine, its
/// hypervisor or its other processes hold the threads up, not each other. The processor time tells
/// the latter two: it is less than the wall time then.
struct ThreadBenchmark {
    let scale: Scale

    /// What a load does: as many calls as the meter wants.
    private typealias Load = @Sendable (Int, inout ThreadMeter) throws -> Void

    /// Decisions that are evaluated.
    func withoutCache() throws {
        let workload = SyntheticWorkload(statementCount: 1_000)
        let snapshot = try EngineUnderTest.compile(workload.bundle)
        let pool = CheckedPool(workload, count: min(scale.coldKeyCount, 1 << 14))
        try run("engine/threads", pool, EngineUnderTest.cell(snapshot, readerCount: 2), nil)
    }

    /// Measures decisions, and the load that shares nothing.
    ///
    /// - Parameter cell: Has room for two readers.
    func run(
        _ name: String, _ pool: CheckedPool, _ cell: PublishedCell<PublishedSnapshot>,
        _ cache: CacheUnderTest?
    ) throws {
        let decisions: Load = { thread, meter in
            let engine = EngineUnderTest(cell, cache: cache)
            try pool.check(engine, name)
            engine.lend { engine in
                var index = thread * 7_919
                while meter.goesOn() {
                    for _ in 0..<ThreadMeter.callCount {
                        meter.keep(engine.decide(pool.questions, index % pool.count) ? 1 : 0)
                        index &+= 1
                    }
                }
            }
        }
        var plain = Comparison()
        var decided = Comparison()
        for _ in 0..<scale.threadRounds {
            try compare(Self.plain, scale.threadNanoseconds / 4, &plain)
            try compare(decisions, scale.threadNanoseconds, &decided)
        }
        Results.print(name) { record in
            record.set("rounds", scale.threadRounds)
            record.set("decisions_per_second_1", decided.one.map(\.callsPerSecond).median)
            record.set("decisions_per_second_2", decided.two.map(\.callsPerSecond).median)
            record.set("speed_up", decided.speedUp)
            record.set("speed_up_by_processor_time", decided.speedUpByProcessorTime)
            record.set("processors_1", decided.one.map(\.processors).median)
            record.set("processors_2", decided.two.map(\.processors).median)
            record.set("plain_speed_up", plain.speedUp)
            record.set("plain_processors_2", plain.two.map(\.processors).median)
        }
    }

    /// Multiplications in registers, several at a time.
    private static let plain: Load = { thread, meter in
        var words = SIMD4<UInt64>(1, 2, 3, 4) &+ UInt64(thread)
        while meter.goesOn() {
            for _ in 0..<ThreadMeter.callCount * 32 { words = words &* (words | 1) &+ 1 }
            meter.keep(words.wrappedSum())
        }
    }

    /// What one thread and two have done, round by round.
    private struct Comparison {
        var one: [ThreadMeter.Total] = []
        var two: [ThreadMeter.Total] = []

        var speedUp: Double {
            zip(one, two).map { $1.callsPerSecond / $0.callsPerSecond }.median
        }

        /// What it would be if both threads had a processor all the time.
        var speedUpByProcessorTime: Double {
            zip(one, two).map { 2 * $1.callsPerProcessorSecond / $0.callsPerProcessorSecond }
                .median
        }
    }

    /// Adds a round.
    private func compare(
        _ load: @escaping Load, _ nanoseconds: UInt64, _ comparison: inout Comparison
    ) throws {
        comparison.one.append(try ThreadMeter.measure(threads: 1, nanoseconds, load))
        comparison.two.append(try ThreadMeter.measure(threads: 2, nanoseconds, load))
    }
}

extension [Double] {
    /// The middle one, or the upper of both in the middle. There is at least one.
    fileprivate var median: Double { sorted()[count / 2] }
}
