import Synchronization

/// The requests of a server that its handlers can't answer yet, as seen from outside its loops.
///
/// Make one before the server runs, hand it to `Server.run`, and call ``retry()`` after whatever
/// it is that the requests wait for.
package final class WaitingRequests: Sendable {
    private let workers = Mutex<[WorkerControl]>([])

    /// Creates a handle for a server that does not run yet.
    package init() {}

    /// Makes every event loop ask its handler again about the requests that wait.
    ///
    /// A request that a handler defers at the same time is not missed: what was changed before the
    /// call is seen by the handler that is asked again after it. Never blocks for long; from any
    /// thread.
    package func retry() {
        self.workers.withLock { workers in
            for worker in workers { worker.retryWaiting() }
        }
    }

    /// Adds a worker whose requests are meant.
    func add(_ worker: WorkerControl) {
        self.workers.withLock { $0.append(worker) }
    }
}
