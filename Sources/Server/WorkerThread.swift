import EventLoop
import Glibc

/// A thread that runs one closure, to be joined.
@safe
final class WorkerThread {
    private let thread: pthread_t

    /// Starts a thread.
    init(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
        let box = Box(body)
        var thread = pthread_t()
        // SAFETY: the box is retained for the thread, which takes it over.
        let argument = unsafe Unmanaged.passRetained(box)
        let result = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, argument.toOpaque())
        guard result == 0 else {
            unsafe argument.release()
            throw SystemError(operation: "start a thread", number: result)
        }
        self.thread = thread
    }

    /// Waits until the closure has returned. Call it once.
    func join() {
        // The thread was started by `init` and is not detached.
        pthread_join(self.thread, nil)
    }

    private final class Box {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
