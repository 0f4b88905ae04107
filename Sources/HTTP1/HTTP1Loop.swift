import EventLoop
import HTTPMessage

/// The loop of the admin plane: accepts connections, lets libmicrohttpd run, and minds the clock.
struct HTTP1Loop: ~Copyable {
    private static let wakeupToken = UInt64.max
    private static let daemonToken = UInt64.max - 1

    private let listeners: [Listener]
    private let handler: any HTTPHandler
    private let limits: HTTP1Limits
    private let control: HTTP1Control
    private let desk: ExchangeDesk

    private var daemons: MicroHTTPDaemons
    private var poller: Poller
    private var isAccepting = false
    private var nextSweepAt = MonotonicClock.now
    /// When the stop has to be done; nil while there is none.
    private var drainEnd: Duration?

    init(
        listeners: [Listener], handler: any HTTPHandler, limits: HTTP1Limits,
        control: HTTP1Control, desk: ExchangeDesk,
        daemons: consuming MicroHTTPDaemons
    ) throws(SystemError) {
        let poller = try Poller()
        try poller.add(daemons.newest.readiness, token: Self.daemonToken, interest: .read)
        try poller.add(control.wakeup.descriptor, token: Self.wakeupToken, interest: .read)
        self.listeners = listeners
        self.handler = handler
        self.limits = limits
        self.control = control
        self.desk = desk
        self.daemons = daemons
        self.poller = poller
    }

    /// Runs until the control says to stop, and what is in flight is done.
    mutating func run() throws(SystemError) {
        try self.setAccepting(true)
        while !self.isDone {
            let count = try self.poller.wait(milliseconds: self.milliseconds)
            self.handler.turnWillBegin()
            defer { self.handler.turnDidEnd() }
            self.desk.now = MonotonicClock.now
            for index in 0..<count {
                try self.dispatch(self.poller[index].token)
            }
            self.daemons.run()
            if self.desk.now >= self.nextSweepAt {
                self.nextSweepAt = self.desk.now + .milliseconds(self.limits.sweepMilliseconds)
                self.desk.sweep()
                if self.drainEnd == nil { try self.setAccepting(true) }
            }
        }
    }

    private var isDone: Bool {
        guard let drainEnd = self.drainEnd else { return false }
        return !self.desk.isBusy || self.desk.now >= drainEnd
    }

    /// How long to wait at most.
    private var milliseconds: Int32? {
        // With nothing to sweep there is nothing to wake up for.
        let isQuiet = self.desk.connectionCount == 0 && self.isAccepting
        let own = isQuiet ? nil : self.limits.sweepMilliseconds
        guard let daemons = self.daemons.milliseconds else { return own }
        return min(daemons, own ?? daemons)
    }

    private mutating func dispatch(_ token: UInt64) throws(SystemError) {
        switch token {
        case Self.daemonToken:
            break
        case Self.wakeupToken:
            self.control.wakeup.acknowledge()
            if let identity = self.control.takeIdentity() { try self.show(identity) }
            if self.control.isStopping { try self.beginDrain() }
        default:
            try self.acceptAll(self.listeners[Int(token)])
        }
    }

    /// Shows another identity to those who connect from now on.
    private mutating func show(_ identity: HTTP1Identity) throws(SystemError) {
        // Without the means for it, the old identity stays.
        guard (try? self.daemons.replace(by: identity)) != nil else { return }
        try self.poller.add(
            self.daemons.newest.readiness, token: Self.daemonToken, interest: .read)
    }

    private mutating func beginDrain() throws(SystemError) {
        guard self.drainEnd == nil else { return }
        // Who has connected already is served, if the request is there, too.
        for listener in self.listeners {
            try self.acceptAll(listener)
        }
        try self.setAccepting(false)
        self.desk.isDraining = true
        self.drainEnd = self.desk.now + self.limits.drainDurationMax
    }

    /// Accepts all connections that wait.
    private mutating func acceptAll(_ listener: Listener) throws(SystemError) {
        guard self.isAccepting else { return }
        do throws(SystemError) {
            while let connection = try listener.accept() {
                // One too many is closed as it goes out of scope.
                if self.desk.connectionCount < self.limits.connectionCountMax {
                    self.daemons.newest.add(connection)
                }
            }
        } catch {
            // Out of files or memory. The connection goes on waiting, and would be reported again
            // at once; better to look again with the next sweep.
            try self.setAccepting(false)
        }
    }

    private mutating func setAccepting(_ isAccepting: Bool) throws(SystemError) {
        guard self.isAccepting != isAccepting else { return }
        self.isAccepting = isAccepting
        for (index, listener) in self.listeners.enumerated() {
            if isAccepting {
                try self.poller.add(
                    listener.descriptor, token: UInt64(index), interest: .read)
            } else {
                try self.poller.remove(listener.descriptor)
            }
        }
    }
}
