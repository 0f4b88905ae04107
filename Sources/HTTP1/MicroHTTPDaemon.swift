import CMicroHTTPD
import EventLoop
import Glibc

/// The door to libmicrohttpd, which reads requests from sockets and writes answers to them.
///
/// It has no thread of its own: it runs when it is told to, on the caller's.
///
/// INVARIANT (lifetime): `handle` is live from `init` to `deinit`. The desk, which all callbacks get
/// as their context, lives at least as long.
@safe
final class MicroHTTPDaemon {
    private let handle: OpaquePointer
    private let desk: ExchangeDesk

    /// A file that is ready to read when ``run()`` has something to do.
    let readiness: FileDescriptor

    /// Starts a daemon that reports to this desk.
    ///
    /// - Parameter identity: What to show over TLS; `nil` to speak without.
    /// - Throws: If the system lacks the means.
    init(
        desk: ExchangeDesk, limits: HTTP1Limits, identity: HTTP1Identity?
    ) throws(HTTP1Error) {
        // SAFETY: (lifetime) no reference is counted, since this object holds one.
        let context = unsafe Unmanaged.passUnretained(desk).toOpaque()
        func start(_ identity: cmicrohttpd_identity) -> OpaquePointer? {
            unsafe cmicrohttpd_start(
                UInt32(limits.connectionCountMax), limits.connectionByteCountMax,
                limits.idleSecondsMax, context, DaemonCallbacks.onRequest,
                DaemonCallbacks.onTarget, DaemonCallbacks.onCompletion,
                DaemonCallbacks.onConnection, identity)
        }
        let handle =
            if let identity {
                unsafe identity.withTexts { unsafe start($0) }
            } else {
                unsafe start(cmicrohttpd_identity())
            }
        guard let handle = unsafe handle else { throw .cannotStart }
        // SAFETY: (lifetime) the daemon keeps its own file; this is a second one.
        let number = unsafe fcntl(cmicrohttpd_epoll_file(handle), F_DUPFD_CLOEXEC, 0)
        guard number >= 0 else {
            let failure = SystemError(operation: "watch libmicrohttpd", number: errno)
            unsafe MHD_stop_daemon(handle)
            throw .system(failure)
        }
        unsafe self.handle = handle
        self.desk = desk
        self.readiness = FileDescriptor(owning: number)
    }

    deinit {
        // SAFETY: (lifetime) all connections end within the call.
        unsafe MHD_stop_daemon(self.handle)
    }

    /// Whether it has no connection.
    var isIdle: Bool {
        // SAFETY: (lifetime) here and below.
        unsafe cmicrohttpd_connection_count(self.handle) == 0
    }

    /// Takes a connection over. Without the means for it, it is closed.
    func add(_ connection: consuming FileDescriptor) {
        // Nothing uses the client's address, which a Unix socket doesn't have anyhow.
        _ = unsafe MHD_add_connection(self.handle, connection.release(), nil, 0)
    }

    /// How long ``run()`` may wait to be called though the file is not ready; nil is for ever.
    var milliseconds: Int32? {
        var milliseconds: UInt64 = 0
        guard unsafe MHD_get_timeout(self.handle, &milliseconds) == .YES else { return nil }
        return Int32(clamping: milliseconds)
    }

    /// Does all that can be done without waiting.
    func run() {
        _ = unsafe MHD_run(self.handle)
    }
}
