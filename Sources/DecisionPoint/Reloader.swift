import Directory
import EventLoop
import Files
import Synchronization

/// Serves a bundle anew when its files change, or when told to.
///
/// It has a thread of its own, which watches, reads, compiles and publishes. A bundle that is bad
/// changes nothing: its errors are written to the log and counted, and the current snapshot stays
/// until the files are good again.
package final class Reloader: Sendable {
    /// Serves a bundle that has been loaded, together with whatever else is to be served.
    ///
    /// It gets the files, too, and returns the revision that serves. What it throws is logged like
    /// any failure: ``BundleErrors`` are counted by the reloader, a ``PublishError`` by the
    /// publisher.
    package typealias Publish = @Sendable (Bundle, BundleFiles) throws -> UInt64

    private let thread: WorkerThread
    private let control: Control

    /// What other threads tell the reloader's.
    private final class Control: Sendable {
        let wakeup: Wakeup
        let isStopped = Atomic(false)
        let isAsked = Atomic(false)

        init() throws(SystemError) { wakeup = try Wakeup() }
    }

    /// Starts to watch.
    ///
    /// - Parameters:
    ///   - source: Where the bundle is; what it was loaded last is what `publisher` serves.
    ///   - log: Takes lines for people, on the reloader's thread.
    ///   - publish: Serves what is loaded, on the reloader's thread; by default `publisher` does,
    ///     and nothing else is served.
    /// - Throws: When the system has no more threads or files.
    package init(
        _ source: BundleSource, publisher: Publisher,
        log: @escaping @Sendable (String) -> Void = StandardError.write(line:),
        publish: Publish? = nil
    ) throws(SystemError) {
        let publish = publish ?? { bundle, _ in try publisher.publish(bundle) }
        let control = try Control()
        self.control = control
        thread = try WorkerThread {
            // Decisions first: there may be no more processors than event loops.
            WorkerThread.lowerPriority()
            do throws(SystemError) {
                var loop = try ReloadLoop(
                    ReloadWork(source, publisher: publisher, publish: publish, log: log),
                    wakeup: control.wakeup.descriptor)
                while !control.isStopped.load(ordering: .acquiring) {
                    try loop.turn(isAsked: control.isAsked.exchange(false, ordering: .acquiring))
                    control.wakeup.acknowledge()
                }
            } catch {
                log("`\(source.path)` is not reloaded any more: \(error)")
            }
        }
    }

    /// Asks to load the bundle now, even if its files are as they were. Never waits.
    package func reload() {
        control.isAsked.store(true, ordering: .releasing)
        control.wakeup.wake()
    }

    /// Stops watching and waits for the thread to end. Call it once.
    package func stop() {
        control.isStopped.store(true, ordering: .releasing)
        control.wakeup.wake()
        thread.join()
    }
}
