import EventLoop
import Glibc
import Measurement
import Synchronization

/// Lets the threads of a benchmark begin together, stop by the clock, and counts what they do.
///
///     while meter.goesOn() {
///         for _ in 0..<ThreadMeter.callCount { meter.keep(call()) }
///     }
struct ThreadMeter: ~Copyable {
    // LIMIT: calls between two looks at the clock, so many that these take less than a hundredth.
    static let callCount = 64

    /// What all threads together have done.
    struct Total: Sendable {
        fileprivate(set) var callsPerSecond = 0.0
        /// As if each thread had had a processor all the time.
        fileprivate(set) var callsPerProcessorSecond = 0.0
        /// How many processors the threads had on average.
        fileprivate(set) var processors = 0.0
    }

    private let barrier: Barrier
    private let nanoseconds: UInt64
    private var start: (now: UInt64, ofThread: UInt64)?
    private var calls = 0
    private var kept: UInt64 = 0
    private var total = Total()

    /// Whether to go on with another `callCount` calls. The first look waits for all threads.
    mutating func goesOn() -> Bool {
        guard let start else {
            barrier.wait()
            start = (Nanoseconds.now, Nanoseconds.ofThread)
            return true
        }
        calls += Self.callCount
        let elapsed = Nanoseconds.now - start.now
        guard elapsed >= nanoseconds else { return true }
        let ofThread = Nanoseconds.ofThread - start.ofThread
        total = Total(
            callsPerSecond: Double(calls) / Double(elapsed) * 1e9,
            callsPerProcessorSecond: Double(calls) / Double(max(ofThread, 1)) * 1e9,
            processors: Double(ofThread) / Double(elapsed))
        return false
    }

    /// Takes a result, so that the work for it can't be left out.
    mutating func keep(_ result: UInt64) { kept &+= result }

    /// Runs a load on some threads.
    ///
    /// - Parameter load: Gets the thread's number, from 0.
    static func measure(
        threads: Int, _ nanoseconds: UInt64,
        _ load: @escaping @Sendable (Int, inout ThreadMeter) throws -> Void
    ) throws -> Total {
        let barrier = Barrier(threads)
        let workers = try (0..<threads).map { thread in
            try WorkerThread {
                var meter = ThreadMeter(barrier: barrier, nanoseconds: nanoseconds)
                let result = Result { try load(thread, &meter) }
                // Nobody is to wait for a thread that has failed.
                if meter.start == nil { barrier.arrive() }
                let total = meter.total
                barrier.results.withLock { $0.append(result.map { total }) }
            }
        }
        for worker in workers { worker.join() }
        let totals = try barrier.results.withLock { results in try results.map { try $0.get() } }
        var sum = Total()
        for total in totals {
            sum.callsPerSecond += total.callsPerSecond
            sum.callsPerProcessorSecond += total.callsPerProcessorSecond / Double(threads)
            sum.processors += total.processors
        }
        return sum
    }

    /// Where threads wait for each other, and leave their results.
    private final class Barrier: Sendable {
        let results = Mutex<[Result<Total, any Error>]>([])
        private let missing: Atomic<Int>

        init(_ count: Int) { missing = Atomic(count) }

        func arrive() { missing.subtract(1, ordering: .acquiringAndReleasing) }

        func wait() {
            arrive()
            while missing.load(ordering: .acquiring) > 0 { sched_yield() }
        }
    }
}
