import EventLoop
import Synchronization

/// What the admin plane's thread and the one that owns it tell each other.
final class HTTP1Control: Sendable {
    /// Wakes the plane's thread.
    let wakeup: Wakeup

    private let stopCell = Atomic<Bool>(false)
    private let identityCell = Mutex<HTTP1Identity?>(nil)
    private let failureCell = Mutex<HTTP1Error?>(nil)
    /// Wakes the owner, once the loop has started or failed to.
    private let started: Wakeup

    init() throws(SystemError) {
        self.wakeup = try Wakeup()
        self.started = try Wakeup()
    }

    /// Whether the loop is to end.
    var isStopping: Bool { self.stopCell.load(ordering: .acquiring) }

    /// Asks the loop to end.
    func stop() {
        self.stopCell.store(true, ordering: .releasing)
        self.wakeup.wake()
    }

    /// Hands the loop what to show to clients from now on.
    func replaceIdentity(by identity: HTTP1Identity) {
        self.identityCell.withLock { $0 = identity }
        self.wakeup.wake()
    }

    /// What to show to clients from now on, if that has changed since the last call.
    func takeIdentity() -> HTTP1Identity? {
        self.identityCell.withLock { identity in
            defer { identity = nil }
            return identity
        }
    }

    /// Why the loop did not start or go on; nil if all is well.
    var failure: HTTP1Error? { self.failureCell.withLock { $0 } }

    /// Notes why the loop did not start or go on.
    func fail(_ error: HTTP1Error) {
        self.failureCell.withLock { $0 = error }
    }

    /// Says that the loop has started, or has failed to.
    func announceStart() {
        self.started.wake()
    }

    /// Waits for that.
    func waitForStart() throws(SystemError) {
        var poller = try Poller()
        try poller.add(self.started.descriptor, token: 0, interest: .read)
        while try poller.wait(milliseconds: nil) == 0 {}
    }
}
