import EventLoop

/// The daemon that takes new connections, and before it those that it has replaced, as long as they
/// have connections.
///
/// libmicrohttpd can't change a daemon's certificates, so that each identity has a daemon of its own.
struct MicroHTTPDaemons: ~Copyable {
    /// LIMIT: how many daemons there are at a time, so that certificates which change all the time
    /// don't fill the memory. Beyond it the oldest ends, and its connections with it.
    static let countMax = 4

    private let desk: ExchangeDesk
    private let limits: HTTP1Limits

    /// INVARIANT: never empty; in the order of their making.
    private var daemons: [MicroHTTPDaemon]

    /// Begins with one.
    init(
        desk: ExchangeDesk, limits: HTTP1Limits, identity: HTTP1Identity?
    ) throws(HTTP1Error) {
        self.desk = desk
        self.limits = limits
        daemons = [try MicroHTTPDaemon(desk: desk, limits: limits, identity: identity)]
    }

    /// The one that takes new connections.
    var newest: MicroHTTPDaemon { daemons[daemons.count - 1] }

    /// Adds one that takes new connections from now on.
    ///
    /// - Throws: If the system lacks the means; nothing has changed then.
    mutating func replace(by identity: HTTP1Identity) throws(HTTP1Error) {
        daemons.append(try MicroHTTPDaemon(desk: desk, limits: limits, identity: identity))
        if daemons.count > Self.countMax { daemons.removeFirst() }
    }

    /// How long ``run()`` may wait to be called though no file is ready; nil is for ever.
    var milliseconds: Int32? { daemons.compactMap(\.milliseconds).min() }

    /// Does all that can be done without waiting, and drops those that are not needed any more.
    mutating func run() {
        for daemon in daemons { daemon.run() }
        if daemons.count > 1 {
            daemons = daemons.dropLast().filter { !$0.isIdle } + [newest]
        }
    }
}
