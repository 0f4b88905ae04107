import EventLoop
import Glibc
import HTTPMessage
import LockFree

/// The data plane: as many event loops as asked for, and a supervisor that stops them.
package enum Server {
    /// Serves until SIGTERM or SIGINT, and returns when all is done.
    ///
    /// The first signal begins a friendly stop: no new connections, and clients are told (GOAWAY)
    /// while what is in flight gets its answers. A second signal, or the limit
    /// ``ServerLimits/drainDurationMax``, ends everything at once.
    ///
    /// SIGHUP asks for a reload; it never stops the server.
    ///
    /// Call it on the main thread before any other thread exists: it blocks the three signals for
    /// the calling thread and those started after, and a thread that doesn't block them would die
    /// of them, and the process with it.
    ///
    /// - Parameters:
    ///   - waiting: Lets others tell the loops that requests which wait may have answers now.
    ///   - counters: Gets the counters of each loop.
    ///   - makeHandler: Makes the handler of one event loop, on that loop's thread.
    ///   - onReload: Called on the calling thread for each SIGHUP until the stop begins. Let it
    ///     only hand the work on: while it runs, no signal can stop the server.
    ///   - onStop: Called on the calling thread when the stop begins.
    ///   - onReady: Called once all addresses accept connections, with the ports that the system
    ///     chose where it was asked to.
    /// - Throws: If it can't start; or, after stopping everything else, if an event loop failed.
    package static func run(
        configuration: ServerConfiguration,
        waiting: WaitingRequests = WaitingRequests(),
        counters: PerLoop<LoopCounters> = PerLoop(),
        makeHandler: @escaping @Sendable () -> any HTTPHandler,
        onReload: () -> Void = {},
        onStop: () -> Void = {},
        onReady: ([ListenAddress]) -> Void
    ) throws(ServerError) {
        precondition(
            configuration.identities != nil || !configuration.addresses.contains(where: \.isSecure),
            "TLS without anything to show")
        let groups = try self.listen(configuration)
        do throws(SystemError) {
            // A lower limit is no reason not to serve: then fewer connections are accepted.
            _ = try? ProcessResources.raiseFileLimit()
            var supervisor = try Supervisor(limits: configuration.limits)
            for worker in 0..<configuration.workerCount {
                waiting.add(
                    try supervisor.start(
                        listeners: groups.map { $0[worker] },
                        identities: configuration.identities, makeHandler: makeHandler,
                        counters: counters))
            }
            onReady(groups.map { $0[0].address })
            try supervisor.waitForStop(
                onReload: onReload,
                onStop: {
                    onStop()
                    for group in groups {
                        group[0].removeSocketFile()
                    }
                })
        } catch {
            throw .system(error)
        }
    }

    /// Listeners by address, and there by worker.
    private static func listen(
        _ configuration: ServerConfiguration
    ) throws(ServerError) -> [[Listener]] {
        var groups: [[Listener]] = []
        for address in configuration.addresses {
            do throws(SystemError) {
                groups.append(
                    try Listener.group(
                        address, count: configuration.workerCount,
                        joins: configuration.limits.handsPortsOver))
            } catch {
                throw .cannotListen(address, error)
            }
        }
        return groups
    }
}
