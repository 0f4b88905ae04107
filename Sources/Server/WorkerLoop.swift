import EventLoop
import HTTP2
import HTTPMessage
import LockFree
import TLS

/// One event loop: accepts connections, moves their bytes, and minds the clock.
///
/// Loops share nothing but listening sockets of Unix paths, so there is no lock anywhere here. Being
/// a value that nobody else can reach, a loop needs no checks of exclusive access either.
struct WorkerLoop: ~Copyable {
    private static let wakeupToken = UInt64.max
    /// Connections have tokens from here on, listeners below.
    private static let firstConnectionToken: UInt64 = 1 << 32

    private let listeners: [Listener]
    private let identities: TLSIdentityStore?
    private let handler: any HTTPHandler
    private let limits: ServerLimits
    private let control: WorkerControl
    private let pool: StreamPool
    private let counters: LoopCounters

    private var poller: Poller
    private var connections = ConnectionSlab()
    private var scratch = Connection.Scratch()
    private var phase = WorkerControl.Phase.running
    /// Whether listeners are left alone for a while, since the system has no file to spare.
    private var isAcceptingPaused = false
    /// Whether the requests that wait are to be asked about in the next turn.
    private var isRetryDue = false
    private var ages: ConnectionAges
    private var gauge = LoadGauge()
    /// Until when connections are still accepted although a stop has begun.
    private var handOverEndsAt: Duration?
    private var now = MonotonicClock.now
    private var nextSweepAt = MonotonicClock.now

    init(
        listeners: [Listener], identities: TLSIdentityStore?, handler: any HTTPHandler,
        limits: ServerLimits, control: WorkerControl, counters: PerLoop<LoopCounters>
    ) throws(SystemError) {
        let poller = try Poller()
        try poller.add(control.wakeup.descriptor, token: Self.wakeupToken, interest: .read)
        try Self.watch(listeners, with: poller)
        self.listeners = listeners
        self.identities = identities
        self.handler = handler
        self.pool = StreamPool(headerInterest: handler.headerInterest)
        self.limits = limits
        self.ages = ConnectionAges(around: limits.connectionAge, seed: .random(in: 0 ... .max))
        self.control = control
        self.counters = counters.add(LoopCounters(streams: self.pool.counts))
        self.poller = poller
    }

    /// Runs until the control says to stop.
    mutating func run() throws(SystemError) {
        while self.phase != .closing && !self.isDrained {
            // With nothing to sweep there is nothing to wake up for.
            let isQuiet =
                self.connections.count == 0 && !self.isAcceptingPaused
                && self.handOverEndsAt == nil
            let count = try self.poller.wait(
                milliseconds: self.isRetryDue ? 0 : isQuiet ? nil : self.limits.sweepMilliseconds)
            self.handler.turnWillBegin()
            defer { self.handler.turnDidEnd() }
            self.now = MonotonicClock.now
            if self.isRetryDue {
                self.isRetryDue = false
                try self.retryWaiting()
            }
            self.scratch.inputByteCount = ReadShare.byteCount(
                readyCount: count, byteCountMax: Connection.Scratch.inputByteCountMax)
            for index in 0..<count {
                try self.dispatch(self.poller[index])
            }
            if self.now >= self.nextSweepAt {
                self.nextSweepAt = self.now + .milliseconds(self.limits.sweepMilliseconds)
                try self.sweep()
            }
            self.endTurn()
        }
    }

    private var isDrained: Bool {
        self.phase == .draining && self.connections.count == 0 && self.handOverEndsAt == nil
    }

    /// Shows what was done up to the end of this turn, and draws the consequences of how long it
    /// took.
    private mutating func endTurn() {
        let duration = MonotonicClock.now - self.now
        self.counters.show(
            self.pool, connectionCount: self.connections.count, turnDuration: duration)
        self.gauge.turnDidEnd(
            took: duration, openStreamCount: self.pool.openCount,
            openStreamCountMax: StreamPool.slotCountMax)
        self.pool.isStrained = self.gauge.isStrained
        if self.gauge.isStrained { self.counters.count(.strainedTurns) }
    }

    private mutating func dispatch(_ event: Poller.Event) throws(SystemError) {
        if event.token >= Self.firstConnectionToken && event.token != Self.wakeupToken {
            // An event that is older than the connection now at this index does no harm: no
            // socket ever waits, so the worst is a read that finds nothing.
            let index = Int(event.token - Self.firstConnectionToken)
            guard self.connections.contains(index) else { return }
            self.connections[index].handle(event, scratch: &self.scratch, now: self.now)
            try self.follow(index)
        } else if event.token == Self.wakeupToken {
            self.control.wakeup.acknowledge()
            // Not in this turn: its handler may hold on to what was published when it began,
            // and the news be younger than that.
            self.isRetryDue = self.control.takeRetry() || self.isRetryDue
            try self.advance(to: self.control.phase)
        } else {
            try self.acceptAll(self.listeners[Int(event.token)])
        }
    }

    // MARK: Accepting

    private static func watch(
        _ listeners: [Listener], with poller: borrowing Poller
    ) throws(SystemError) {
        for (index, listener) in listeners.enumerated() {
            try poller.add(
                listener.descriptor, token: UInt64(index), interest: [.read, .exclusive])
        }
    }

    private mutating func ignoreListeners() throws(SystemError) {
        for listener in self.listeners {
            try self.poller.remove(listener.descriptor)
        }
    }

    /// Accepts all connections that wait.
    private mutating func acceptAll(_ listener: Listener) throws(SystemError) {
        // A drain may have begun earlier in the same batch of events.
        let isAccepting = self.phase == .running || self.handOverEndsAt != nil
        guard isAccepting && !self.isAcceptingPaused else { return }
        while true {
            do throws(SystemError) {
                guard let descriptor = try listener.accept() else { return }
                try self.open(descriptor, from: listener)
            } catch {
                // Out of files or memory. The connection goes on waiting, and would be reported
                // again at once; better to look again with the next sweep.
                self.counters.count(.failedAccepts)
                self.isAcceptingPaused = true
                try self.ignoreListeners()
                return
            }
        }
    }

    private mutating func open(
        _ descriptor: consuming FileDescriptor, from listener: Listener
    ) throws(SystemError) {
        guard self.connections.count < self.limits.connectionCountMax,
            let session = try? HTTP2Session(
                pool: self.pool, handler: self.handler, limits: self.limits.http2, now: self.now)
        else {
            self.counters.count(.excessConnections)
            return
        }
        var tls: TLSSession?
        if listener.address.isSecure {
            tls = self.identities.flatMap { TLSSession($0.identity) }
            // Never in clear.
            guard tls != nil else {
                self.counters.count(.failedAccepts)
                return
            }
        }
        self.counters.count(.acceptedConnections)
        if listener.address.isUnix, let peer = descriptor.peer {
            session.peer = Peer(
                process: Peer.Process(
                    processID: peer.processID, userID: peer.userID, groupID: peer.groupID))
        }
        let index = self.connections.insert(
            Connection(
                descriptor, tls: tls, session: session, limits: self.limits,
                ageMax: self.ages.next(), now: self.now))
        do {
            try self.poller.add(
                self.connections[index].descriptor,
                token: Self.firstConnectionToken + UInt64(index),
                interest: self.connections[index].watched)
        } catch {
            self.connections.remove(at: index)
            throw error
        }
        if self.phase == .draining {
            self.connections[index].beginDrain(scratch: &self.scratch, now: self.now)
        }
    }

    // MARK: Connections

    /// Does for a connection what it can't do itself: watch for what it wants, or close it.
    private mutating func follow(_ index: Int) throws(SystemError) {
        let wanted = self.connections[index].wanted
        if let end = self.connections[index].takeEnd() { self.counters.count(end.number) }
        if self.connections[index].phase == .closed {
            self.connections.remove(at: index)
        } else if wanted != self.connections[index].watched {
            self.connections[index].watched = wanted
            try self.poller.update(
                self.connections[index].descriptor,
                token: Self.firstConnectionToken + UInt64(index), interest: wanted)
        }
    }

    private mutating func sweep() throws(SystemError) {
        for index in self.connections.indices where self.connections.contains(index) {
            self.connections[index].sweep(scratch: &self.scratch, now: self.now)
            try self.follow(index)
        }
        if let handOverEndsAt, self.now >= handOverEndsAt { try self.endHandOver() }
        if self.isAcceptingPaused && self.phase == .running {
            self.isAcceptingPaused = false
            try Self.watch(self.listeners, with: self.poller)
        }
    }

    private mutating func retryWaiting() throws(SystemError) {
        guard self.pool.waitingStreamCount > 0 else { return }
        for index in self.connections.indices where self.connections.contains(index) {
            self.connections[index].retryWaiting(scratch: &self.scratch, now: self.now)
            try self.follow(index)
        }
    }

    // MARK: Stopping

    private mutating func advance(to phase: WorkerControl.Phase) throws(SystemError) {
        guard self.phase == .running && phase == .draining else {
            self.phase = max(self.phase, phase)
            return
        }
        // Who has connected already is served, or at least told.
        for listener in self.listeners {
            try self.acceptAll(listener)
        }
        self.phase = .draining
        if self.limits.handsPortsOver {
            for listener in self.listeners { listener.turnNewAway() }
            self.handOverEndsAt = self.now + self.limits.handOverDuration
        } else if !self.isAcceptingPaused {
            try self.ignoreListeners()
        }
        for index in self.connections.indices where self.connections.contains(index) {
            self.connections[index].beginDrain(scratch: &self.scratch, now: self.now)
            try self.follow(index)
        }
    }

    /// Accepts what has come until now, and leaves the ports to others.
    private mutating func endHandOver() throws(SystemError) {
        for listener in self.listeners {
            try self.acceptAll(listener)
        }
        self.handOverEndsAt = nil
        if !self.isAcceptingPaused { try self.ignoreListeners() }
        for listener in self.listeners { listener.stop() }
    }
}
