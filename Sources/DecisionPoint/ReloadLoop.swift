import EventLoop
import Files

/// What the reloader's thread does: it waits for changes, and has the bundle loaded when they have
/// come to rest.
struct ReloadLoop: ~Copyable {
    private var work: ReloadWork
    private var watcher: FileWatcher?
    private var poller: Poller
    private var timer = ReloadTimer()
    private var isFirstTurn = true

    // LIMIT: how often to look for watches that new directories need, before files are read. Each
    // time something must have come or gone meanwhile; if it goes on like this, the next change
    // leads here again.
    private static let watchRoundsMax = 8

    // LIMIT: how long a snapshot that nobody uses may go on to take memory.
    private static let reclaimMilliseconds: Int32 = 100

    /// Prepares to wait.
    ///
    /// - Parameter wakeup: Ready to read when another thread wants a turn.
    init(_ work: ReloadWork, wakeup: borrowing FileDescriptor) throws(SystemError) {
        var poller = try Poller()
        try poller.add(wakeup, token: 0, interest: .read)
        self.work = work
        watcher = Self.watcher(for: &poller, work.log)
        self.poller = poller
    }

    private static func watcher(
        for poller: inout Poller, _ log: (String) -> Void
    ) -> FileWatcher? {
        do throws(SystemError) {
            let watcher = try FileWatcher()
            try poller.add(watcher.descriptor, token: 1, interest: .read)
            return watcher
        } catch {
            log("\(error): changes of the bundle are not noticed before a SIGHUP")
            return nil
        }
    }

    /// Does what there is to do, and waits for more.
    ///
    /// - Parameter isAsked: Whether somebody wants the bundle to be loaded now.
    mutating func turn(isAsked: Bool) throws(SystemError) {
        let isDue = timer.takeDue(at: MonotonicClock.now)
        // The first time, since files may have changed between loading and watching them.
        if isAsked || isDue || isFirstTurn {
            isFirstTurn = false
            watch()
            work.attempt(isAsked: isAsked)
        }
        _ = try poller.wait(milliseconds: milliseconds)
        if watcher?.takeChanges() == true { timer.note(at: MonotonicClock.now) }
    }

    /// How long to wait; `nil` for ever.
    private var milliseconds: Int32? {
        let reclaim = work.publisher.reclaim() > 0 ? Self.reclaimMilliseconds : nil
        guard let deadline = timer.deadline else { return reclaim }
        let left = max(.zero, deadline - MonotonicClock.now)
        let milliseconds = Int32(clamping: Int64(left / .milliseconds(1)) + 1)
        return min(milliseconds, reclaim ?? milliseconds)
    }

    /// Watches all directories that matter now. What changes after this is heard of, so that files
    /// are read after it.
    private mutating func watch() {
        var watched: PathTrail?
        for _ in 0..<Self.watchRoundsMax {
            let trail = work.source.trail
            if trail == watched { return }
            watched = trail
            do throws(SystemError) {
                try watcher?.watch(trail.directories)
            } catch {
                work.log("\(error): changes there are not noticed before a SIGHUP")
            }
        }
    }
}
