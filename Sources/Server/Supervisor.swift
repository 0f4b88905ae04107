import EventLoop
import Glibc
import HTTPMessage
import LockFree
import TLS

/// Starts workers, waits for a signal to stop them, and sees to it that they do.
struct Supervisor: ~Copyable {
    /// A worker's thread and the way to talk to it.
    private struct Worker {
        let control: WorkerControl
        let thread: WorkerThread
    }

    private static let signalToken: UInt64 = 0
    private static let endToken: UInt64 = 1

    private let limits: ServerLimits
    private let signals: SignalSource
    /// Woken by every worker at its end.
    private let ends: SharedWakeup
    private var poller: Poller
    private var workers: [Worker] = []

    /// Prepares for signals. From here on they are blocked.
    init(limits: ServerLimits) throws(SystemError) {
        let signals = try SignalSource([SIGTERM, SIGINT, SIGHUP])
        let ends = SharedWakeup(try Wakeup())
        let poller = try Poller()
        try poller.add(signals.descriptor, token: Self.signalToken, interest: .read)
        try poller.add(ends.wakeup.descriptor, token: Self.endToken, interest: .read)
        self.limits = limits
        self.signals = signals
        self.ends = ends
        self.poller = poller
    }

    /// Starts one more worker, and returns the way to talk to it.
    mutating func start(
        listeners: [Listener], identities: TLSIdentityStore?,
        makeHandler: @escaping @Sendable () -> any HTTPHandler,
        counters: PerLoop<LoopCounters>
    ) throws(SystemError) -> WorkerControl {
        let control = try WorkerControl()
        let limits = self.limits
        let ends = self.ends
        let thread = try WorkerThread {
            do throws(SystemError) {
                var loop = try WorkerLoop(
                    listeners: listeners, identities: identities, handler: makeHandler(),
                    limits: limits, control: control, counters: counters)
                try loop.run()
                control.end(.stopped)
            } catch {
                control.end(.failed(error))
            }
            ends.wakeup.wake()
        }
        self.workers.append(Worker(control: control, thread: thread))
        return control
    }

    /// Waits for a signal, or a worker's failure, and then until all workers have ended.
    ///
    /// - Parameters:
    ///   - onReload: Called for each SIGHUP before the stop begins.
    ///   - onStop: Called when the stop begins.
    /// - Throws: The failure of a worker.
    mutating func waitForStop(
        onReload: () -> Void, onStop: () -> Void
    ) throws(SystemError) {
        var phase = WorkerControl.Phase.running
        var deadline: Duration?

        while !self.haveAllEnded {
            _ = try self.poller.wait(milliseconds: deadline.map(Self.milliseconds))
            self.ends.wakeup.acknowledge()
            var signal = self.signals.next()
            if signal == SIGHUP {
                if phase == .running { onReload() }
                signal = nil
            }
            let isOverdue = deadline.map { MonotonicClock.now >= $0 } ?? false

            if phase == .running && (signal != nil || self.failure != nil) {
                onStop()
                phase = self.failure == nil ? .draining : .closing
                deadline = MonotonicClock.now + self.limits.drainDurationMax
                self.advance(to: phase)
            } else if phase == .draining && (signal != nil || isOverdue || self.failure != nil) {
                phase = .closing
                deadline = nil
                self.advance(to: phase)
            }
        }
        for worker in self.workers {
            worker.thread.join()
        }
        if let failure = self.failure { throw failure }
    }

    private var haveAllEnded: Bool {
        self.workers.allSatisfy { $0.control.ended != nil }
    }

    private var failure: SystemError? {
        for worker in self.workers {
            if case .failed(let error) = worker.control.ended { return error }
        }
        return nil
    }

    private func advance(to phase: WorkerControl.Phase) {
        for worker in self.workers {
            worker.control.advance(to: phase)
        }
    }

    private static func milliseconds(until deadline: Duration) -> Int32 {
        let left = deadline - MonotonicClock.now
        return Int32(clamping: max(0, Int64(left / .milliseconds(1)) + 1))
    }
}

/// A wake-up that several threads hold.
private final class SharedWakeup: Sendable {
    let wakeup: Wakeup

    init(_ wakeup: consuming Wakeup) {
        self.wakeup = wakeup
    }
}
