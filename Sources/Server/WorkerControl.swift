import EventLoop
import Synchronization

/// How the supervisor tells a worker to stop, and the worker that it has.
final class WorkerControl: Sendable {
    /// What a worker is to do. It never goes back.
    enum Phase: UInt8, Comparable, AtomicRepresentable {
        /// Accept and answer.
        case running
        /// Accept no more, answer what is in flight, then stop.
        case draining
        /// Stop at once.
        case closing

        static func < (left: Phase, right: Phase) -> Bool { left.rawValue < right.rawValue }
    }

    /// Wakes the worker.
    let wakeup: Wakeup

    private let phaseCell = Atomic<Phase>(.running)
    private let retryCell = Atomic<Bool>(false)
    private let outcome = Mutex<Outcome?>(nil)

    /// How a worker ended.
    enum Outcome: Sendable {
        case stopped
        case failed(SystemError)
    }

    init() throws(SystemError) {
        self.wakeup = try Wakeup()
    }

    /// What the worker is to do now.
    var phase: Phase { self.phaseCell.load(ordering: .acquiring) }

    /// Asks the worker to go on to this phase.
    func advance(to phase: Phase) {
        self.phaseCell.store(phase, ordering: .releasing)
        self.wakeup.wake()
    }

    /// Asks the worker to ask again about the requests that wait.
    func retryWaiting() {
        self.retryCell.store(true, ordering: .releasing)
        self.wakeup.wake()
    }

    /// Whether that has been asked for since the last call.
    func takeRetry() -> Bool {
        self.retryCell.exchange(false, ordering: .acquiring)
    }

    /// How the worker ended; nil while it runs.
    var ended: Outcome? { self.outcome.withLock { $0 } }

    /// Notes the worker's end.
    func end(_ outcome: Outcome) {
        self.outcome.withLock { $0 = outcome }
    }
}
