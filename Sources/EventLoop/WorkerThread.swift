import CLinux
import Glibc

/// A thread that runs one closure, to be joined.
///
/// It takes no signals, whenever it is started: they are for the main thread.
@safe
package final class WorkerThread: Sendable {
    private let thread: pthread_t

    /// Starts a thread.
    package init(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
        let box = Box(body)
        var thread = pthread_t()
        // SAFETY: the box is retained for the thread, which takes it over.
        let argument = unsafe Unmanaged.passRetained(box)
        let result = Self.withoutSignals {
            unsafe pthread_create(
                &thread, nil,
                { argument in
                    guard let argument = unsafe argument else { return nil }
                    unsafe Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
                    return nil
                }, argument.toOpaque())
        }
        guard result == 0 else {
            unsafe argument.release()
            throw SystemError(operation: "start a thread", number: result)
        }
        self.thread = thread
    }

    /// Waits until the closure has returned. Call it once.
    package func join() {
        // The thread was started by `init` and is not detached.
        pthread_join(self.thread, nil)
    }

    /// Lets the process's other threads go before the calling one, from here on.
    package static func lowerPriority() {
        // Where that is not allowed, it goes on as before.
        _ = clinux_lower_priority()
    }

    /// Runs `body` with all signals blocked, which a thread that it starts inherits; but not those
    /// that tell of a mistake of the thread itself.
    private static func withoutSignals<Result>(_ body: () -> Result) -> Result {
        var blocked = sigset_t()
        var previous = sigset_t()
        // SAFETY: all of these only fill in the sets that they are given.
        unsafe sigfillset(&blocked)
        for signal in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT] {
            unsafe sigdelset(&blocked, signal)
        }
        unsafe pthread_sigmask(SIG_SETMASK, &blocked, &previous)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &previous, nil) }
        return body()
    }

    private final class Box {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
