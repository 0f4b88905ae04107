import EventLoop
import HTTPMessage
import Synchronization

/// The admin plane's transport: HTTP/1.1, by libmicrohttpd, on a thread of its own.
///
/// A handler that takes its time holds up the other clients of this plane, and nobody else. It is
/// made on the thread and used by it alone; turns begin and end as on the data plane. No request
/// may wait: ``HTTPRequest/mayWait`` is false.
///
///     let server = try HTTP1Server(addresses: [address]) { AdminRouter(...) }
///     ...
///     try server.stop()
package final class HTTP1Server: Sendable {
    /// Where it listens, with the ports that the system chose if it was asked to.
    package let addresses: [ListenAddress]

    /// Emptied by ``stop()``, which ends the listening.
    private let listeners: Mutex<[Listener]>
    private let control: HTTP1Control
    private let thread: WorkerThread

    /// Starts serving.
    ///
    /// - Parameters:
    ///   - identity: What to show over TLS; `nil` to speak without.
    ///   - makeHandler: Makes the handler, on the plane's thread.
    /// - Throws: If it can't listen or start. Nothing is left running then.
    package init(
        addresses: [ListenAddress], limits: HTTP1Limits = HTTP1Limits(),
        identity: HTTP1Identity? = nil,
        makeHandler: @escaping @Sendable () -> any HTTPHandler
    ) throws(HTTP1Error) {
        precondition(!addresses.isEmpty, "a server that listens nowhere")
        let listeners = try Self.listen(addresses)
        do throws(SystemError) {
            let control = try HTTP1Control()
            self.control = control
            self.thread = try WorkerThread {
                Self.serve(listeners, limits, identity, control, makeHandler)
            }
        } catch {
            Self.removeSocketFiles(of: listeners)
            throw .system(error)
        }
        self.listeners = Mutex(listeners)
        self.addresses = listeners.map(\.address)

        do throws(SystemError) {
            try self.control.waitForStart()
        } catch {
            self.control.fail(.system(error))
        }
        if let failure = self.control.failure {
            try? self.stop()
            throw failure
        }
    }

    /// Stops: accepts nobody any more, lets the requests in flight have their answers, as long as
    /// ``HTTP1Limits/drainDurationMax`` allows, closes all connections, and waits for the thread's
    /// end. Call it once.
    ///
    /// - Throws: If the loop had failed before. It is over then all the same.
    package func stop() throws(HTTP1Error) {
        self.listeners.withLock { listeners in
            Self.removeSocketFiles(of: listeners)
            listeners = []
        }
        self.control.stop()
        self.thread.join()
        if let failure = self.control.failure { throw failure }
    }

    /// Shows another identity to clients that connect from now on. Those that are connected go on
    /// as they are. Never waits.
    ///
    /// The server must have been given an identity at the start: TLS can't be turned on or off.
    package func replaceIdentity(by identity: HTTP1Identity) {
        self.control.replaceIdentity(by: identity)
    }

    private static func serve(
        _ listeners: [Listener], _ limits: HTTP1Limits, _ identity: HTTP1Identity?,
        _ control: HTTP1Control, _ makeHandler: () -> any HTTPHandler
    ) {
        let handler = makeHandler()
        let desk = ExchangeDesk(handler: handler, limits: limits)
        do throws(HTTP1Error) {
            let daemons = try MicroHTTPDaemons(desk: desk, limits: limits, identity: identity)
            do throws(SystemError) {
                var loop = try HTTP1Loop(
                    listeners: listeners, handler: handler, limits: limits, control: control,
                    desk: desk, daemons: daemons)
                control.announceStart()
                try loop.run()
            } catch {
                throw .system(error)
            }
        } catch {
            control.fail(error)
        }
        control.announceStart()
    }

    private static func listen(_ addresses: [ListenAddress]) throws(HTTP1Error) -> [Listener] {
        var listeners: [Listener] = []
        for address in addresses {
            do throws(SystemError) {
                listeners.append(try Listener(address))
            } catch {
                Self.removeSocketFiles(of: listeners)
                throw .cannotListen(address, error)
            }
        }
        return listeners
    }

    /// So that clients fail at once when nobody listens any more.
    private static func removeSocketFiles(of listeners: [Listener]) {
        for listener in listeners {
            listener.removeSocketFile()
        }
    }
}
