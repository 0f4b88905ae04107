import EventLoop
import Files
import Synchronization

/// Carries deletions of service-linked roles on, on a thread of its own, until each has ended.
///
/// While none is open it sleeps.
package final class DeletionRunner: Sendable {
    private let thread: WorkerThread
    private let bell: DeletionBell

    // LIMIT: how long an open deletion waits for its next step at least, in milliseconds. Whoever
    // waits for the end asks every second or so.
    private static let pauseMilliseconds: Int32 = 20
    // LIMIT: the same after a step that could not be taken.
    private static let troubleMilliseconds: Int32 = 1_000

    /// Starts with what is open already, since the process before may have been cut off.
    ///
    /// - Parameter log: Takes lines for people, on the runner's thread.
    /// - Throws: When the system has no more threads or files.
    package init(
        _ administration: Administration, bell: DeletionBell,
        log: @escaping @Sendable (String) -> Void = StandardError.write(line:)
    ) throws(SystemError) {
        self.bell = bell
        thread = try WorkerThread {
            WorkerThread.lowerPriority()
            do throws(SystemError) {
                var poller = try Poller()
                try poller.add(bell.wakeup.descriptor, token: 0, interest: .read)
                while !bell.isStopped.load(ordering: .acquiring) {
                    bell.wakeup.acknowledge()
                    _ = try poller.wait(milliseconds: Self.step(administration, log))
                }
            } catch {
                log("deletions are not carried on any more: \(error)")
            }
        }
    }

    /// Takes a step, and says how long to wait for the next: `nil` for until the bell rings.
    private static func step(
        _ administration: Administration, _ log: (String) -> Void
    ) -> Int32? {
        do throws(AdministrationError) {
            return try administration.stepDeletions() ? pauseMilliseconds : nil
        } catch {
            log("a deletion can't be carried on: \(error.message)")
            return troubleMilliseconds
        }
    }

    /// Stops, and waits for a step that is under way. What is open goes on with the next process.
    /// Call it once.
    package func stop() {
        bell.isStopped.store(true, ordering: .releasing)
        bell.ring()
        thread.join()
    }
}

/// Tells the runner that a deletion has been asked for.
package final class DeletionBell: Sendable {
    fileprivate let wakeup: Wakeup
    fileprivate let isStopped = Atomic(false)

    /// Creates a bell that nobody has rung.
    package init() throws(SystemError) { wakeup = try Wakeup() }

    /// Wakes the runner. Never waits; from any thread.
    func ring() { wakeup.wake() }
}
