import Files
import Synchronization

/// Has something done when files change, or when told to, on a thread of its own.
///
/// It is for files that are read whole and seldom: certificates, tokens, a configuration. Symbolic
/// links and renames of any directory on the way are heard of, see `PathTrail`; and files that are
/// being written are left alone until they rest, see ``ReloadTimer``.
///
///     let watched = try WatchedFiles(["/etc/verdict/tokens"]) { isAsked in … }
///     watched.check()  // on SIGHUP
///     watched.stop()
package final class WatchedFiles: Sendable {
    private let thread: WorkerThread
    private let control: Control

    /// What other threads tell the watching one.
    private final class Control: Sendable {
        let wakeup: Wakeup
        let isStopped = Atomic(false)
        let isAsked = Atomic(false)

        init() throws(SystemError) { wakeup = try Wakeup() }
    }

    /// Starts to watch.
    ///
    /// - Parameters:
    ///   - log: Takes lines for people, on the thread.
    ///   - onChange: Called on the thread once at the start, since files may have changed since
    ///     they were read, then after each change and each ``check()``. It finds out by itself
    ///     whether anything has changed, and may take its time. `isAsked` says whether it is
    ///     wanted even if nothing has.
    /// - Throws: When the system has no more threads or files.
    package init(
        _ paths: [String], log: @escaping @Sendable (String) -> Void = StandardError.write(line:),
        onChange: @escaping @Sendable (_ isAsked: Bool) -> Void
    ) throws(SystemError) {
        let control = try Control()
        self.control = control
        thread = try WorkerThread {
            WorkerThread.lowerPriority()
            do throws(SystemError) {
                var loop = try WatchLoop(paths, wakeup: control.wakeup.descriptor, log: log)
                while !control.isStopped.load(ordering: .acquiring) {
                    let isAsked = control.isAsked.exchange(false, ordering: .acquiring)
                    if loop.takeDue() || isAsked { onChange(isAsked) }
                    try loop.wait()
                    control.wakeup.acknowledge()
                }
            } catch {
                log("files are not watched any more: \(error)")
            }
        }
    }

    /// Asks for a look now. Never waits.
    package func check() {
        control.isAsked.store(true, ordering: .releasing)
        control.wakeup.wake()
    }

    /// Stops watching, and waits for a look that is under way. Call it once.
    package func stop() {
        control.isStopped.store(true, ordering: .releasing)
        control.wakeup.wake()
        thread.join()
    }
}

/// Waits for changes of files, and for them to rest.
private struct WatchLoop: ~Copyable {
    private let paths: [String]
    private let log: (String) -> Void
    private var poller: Poller
    private var watcher: FileWatcher?
    private var timer = ReloadTimer()
    private var isFirst = true

    init(
        _ paths: [String], wakeup: borrowing FileDescriptor, log: @escaping (String) -> Void
    ) throws(SystemError) {
        let poller = try Poller()
        try poller.add(wakeup, token: 0, interest: .read)
        self.paths = paths
        self.log = log
        watcher = Self.watcher(for: poller, log)
        self.poller = poller
    }

    private static func watcher(
        for poller: borrowing Poller, _ log: (String) -> Void
    ) -> FileWatcher? {
        do throws(SystemError) {
            let watcher = try FileWatcher()
            try poller.add(watcher.descriptor, token: 1, interest: .read)
            return watcher
        } catch {
            log("\(error): changes of files are not noticed before a SIGHUP")
            return nil
        }
    }

    /// Whether it is time to look at the files. From here on, what changes them is heard of.
    mutating func takeDue() -> Bool {
        guard timer.takeDue(at: MonotonicClock.now) || isFirst else { return false }
        isFirst = false
        watch()
        return true
    }

    // LIMIT: how often to look whether a link has changed while watches were set. Each time one
    // must have; if it goes on like this, the next change leads here again.
    private static let watchRoundsMax = 8

    private mutating func watch() {
        var watched: PathTrail?
        for _ in 0..<Self.watchRoundsMax {
            var trail = PathTrail()
            for path in paths { trail.follow(path, withContents: true) }
            if trail == watched { return }
            watched = trail
            do throws(SystemError) { try watcher?.watch(trail.directories) } catch {
                log("\(error): changes there are not noticed before a SIGHUP")
            }
        }
    }

    /// Waits for a change, for the end of a rest, or to be woken.
    mutating func wait() throws(SystemError) {
        let left = timer.deadline.map { max(.zero, $0 - MonotonicClock.now) }
        _ = try poller.wait(
            milliseconds: left.map { Int32(clamping: Int64($0 / .milliseconds(1)) + 1) })
        if watcher?.takeChanges() == true { timer.note(at: MonotonicClock.now) }
    }
}
