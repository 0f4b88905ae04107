import Server
import Synchronization

/// A number that grows, and requests that wait for it to.
final class Revision: Sendable {
    /// The requests that wait.
    let waiting = WaitingRequests()

    private let cell = Atomic<Int>(0)

    /// The current number.
    var number: Int { self.cell.load(ordering: .acquiring) }

    /// Goes on to the next number, and lets the waiting requests know. From any thread.
    func advance() {
        self.cell.add(1, ordering: .releasing)
        self.waiting.retry()
    }
}
