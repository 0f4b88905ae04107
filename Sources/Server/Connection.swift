import EventLoop
import HTTP2
import HTTPMessage
import TLS

/// One client's connection: moves bytes between its socket and its session.
///
/// It never waits. What the socket does not take stays pending, and until it is gone nothing more
/// is read, so a client that does not listen can't make us gather answers for it.
struct Connection: ~Copyable {
    /// Memory that all connections of a loop use in turn.
    struct Scratch {
        /// LIMIT: bytes read at a time. Fair to other connections, and a few hundred requests.
        static let inputByteCountMax = 64 * 1024

        var input = [UInt8](repeating: 0, count: Self.inputByteCountMax)
        /// Bytes that each connection may have read in this turn.
        var inputByteCount = Self.inputByteCountMax
        var output = ByteArena()
        /// What a record of TLS holds; no more comes out at a time.
        var plaintext = [UInt8](repeating: 0, count: 16 * 1024)
    }

    /// How far a connection has come. It never goes back.
    enum Phase: Sendable, Hashable {
        case open
        /// We have said all. The client's remaining bytes are thrown away until it closes.
        case lingering
        case closed
    }

    let descriptor: FileDescriptor
    let session: HTTP2Session
    /// What lies between the two; `nil` if bytes pass in clear.
    private let tls: TLSSession?
    private var isPeerKnown = false
    private(set) var phase = Phase.open
    /// What the poller has been asked to watch for.
    var watched: Poller.Interest = .read

    private let limits: ServerLimits
    /// Output that the socket has not taken, from `pendingStart` on.
    private var pending: [UInt8] = []
    private var pendingStart = 0
    private var hasInputEnded = false
    private var hasFailed = false

    private let acceptedAt: Duration
    /// When the client is asked to end the connection; nil for never.
    private let retiresAt: Duration?
    /// Why the connection is being ended, until that is counted.
    private var end: ConnectionEnd?
    private var lastInputAt: Duration
    /// When pending output last moved.
    private var lastOutputAt: Duration
    private var lingersSince: Duration
    /// Bytes that came after our last.
    private var lingerByteCount = 0
    private var drainsSince: Duration?

    init(
        _ descriptor: consuming FileDescriptor, tls: TLSSession?, session: HTTP2Session,
        limits: ServerLimits, ageMax: Duration?, now: Duration
    ) {
        self.tls = tls
        self.descriptor = descriptor
        self.session = session
        self.limits = limits
        self.acceptedAt = now
        self.retiresAt = ageMax.map { now + $0 }
        self.lastInputAt = now
        self.lastOutputAt = now
        self.lingersSince = now
    }

    /// What the poller should watch for now.
    var wanted: Poller.Interest {
        if !self.pending.isEmpty { return .write }
        return self.hasInputEnded ? [] : .read
    }

    /// Reads, answers and writes, as far as possible without waiting.
    mutating func handle(
        _ event: Poller.Event, scratch: inout Scratch, now: Duration
    ) {
        if event.isReadable && (self.pending.isEmpty || event.isHungUp) {
            self.receive(
                &scratch.input, &scratch.plaintext, atMost: scratch.inputByteCount, now: now)
        }
        if self.drainsSince != nil && self.session.isEstablished {
            // Begun before the client had said hello; if it was begun after, this does nothing.
            self.session.beginDrain(now: now)
        }
        if event.isHungUp && self.hasInputEnded {
            // Nobody is there to read an answer, even if a request still waits for one.
            self.phase = .closed
        }
        self.flush(&scratch.output, now: now)
    }

    /// Asks again about the requests that wait for the handler to have an answer.
    mutating func retryWaiting(scratch: inout Scratch, now: Duration) {
        guard self.phase == .open && self.session.waitingStreamCount > 0 else { return }
        self.session.retryWaiting(now: now)
        self.flush(&scratch.output, now: now)
    }

    /// Ends the connection in a friendly way, as soon as what is in flight is answered.
    mutating func beginDrain(scratch: inout Scratch, now: Duration) {
        guard self.phase == .open else { return }
        self.drainsSince = now
        // A client that has only just connected may have sent a request along with its hello.
        if self.session.isEstablished {
            // Who watches hears of it before the connection's end is announced.
            self.session.retryWaiting(now: now, mayWait: false)
            self.flush(&scratch.output, now: now)
            self.session.beginDrain(now: now)
        }
        self.flush(&scratch.output, now: now)
    }

    /// Why the connection is being ended, if that has been found since the last call.
    mutating func takeEnd() -> ConnectionEnd? {
        defer { self.end = nil }
        return self.end
    }

    /// Does what is due because time has passed.
    mutating func sweep(scratch: inout Scratch, now: Duration) {
        if self.phase == .lingering {
            if now - self.lingersSince > self.limits.lingerDurationMax {
                self.phase = .closed
            }
            return
        }
        if !self.pending.isEmpty {
            if now - self.lastOutputAt > self.limits.stallDurationMax { self.close(.stalled) }
            return
        }
        self.session.expireFrame(now: now)
        if self.session.isEstablished {
            self.sweepEstablished(now: now)
        } else if now - self.acceptedAt > self.limits.handshakeDurationMax {
            self.close(.silent)
        } else if let drainsSince, now - drainsSince > self.limits.drainConfirmDurationMax {
            self.session.end()
        }
        self.flush(&scratch.output, now: now)
    }

    private mutating func sweepEstablished(now: Duration) {
        if self.session.openStreamCount > 0 {
            self.session.expireStreams(now: now)
            self.session.retryWaiting(now: now)
        }
        if let drainsSince {
            if now - drainsSince > self.limits.drainConfirmDurationMax {
                self.session.finishDrain()
            }
        } else if let retiresAt, now >= retiresAt {
            self.retire(.aged, now: now)
        } else if self.session.openStreamCount == 0,
            now - self.lastInputAt > self.limits.idleDurationMax
        {
            self.retire(.idle, now: now)
        }
    }

    /// Asks the client to end the connection. Requests on their way are still served.
    private mutating func retire(_ end: ConnectionEnd, now: Duration) {
        self.end = end
        self.drainsSince = now
        self.session.beginDrain(now: now)
    }

    private mutating func close(_ end: ConnectionEnd) {
        self.end = end
        self.phase = .closed
    }

    private mutating func receive(
        _ buffer: inout [UInt8], _ plaintext: inout [UInt8], atMost count: Int, now: Duration
    ) {
        switch self.descriptor.receive(into: &buffer, atMost: count) {
        case .moved(let count):
            self.lastInputAt = now
            guard self.phase == .open && !self.hasFailed else {
                self.lingerByteCount += count
                if self.lingerByteCount > self.limits.lingerByteCountMax { self.phase = .closed }
                return
            }
            if let tls {
                tls.receive(buffer.span.extracting(first: count))
                self.decrypt(with: tls, over: &plaintext, now: now)
            } else {
                self.pass(buffer.span.extracting(first: count), now: now)
            }
        case .wouldBlock:
            break
        case .ended:
            self.hasInputEnded = true
        case .broken:
            self.phase = .closed
        }
    }

    private mutating func pass(_ bytes: Span<UInt8>, now: Duration) {
        do throws(HTTP2Error) {
            try self.session.receive(bytes, now: now)
        } catch {
            self.hasFailed = true
        }
    }

    /// Passes on what TLS makes of the client's bytes.
    private mutating func decrypt(
        with tls: TLSSession, over plaintext: inout [UInt8], now: Duration
    ) {
        while !self.hasFailed {
            switch tls.read(into: &plaintext) {
            case .moved(let count):
                if !self.isPeerKnown {
                    self.isPeerKnown = true
                    self.session.peer = tls.peerName.map { Peer(certificateName: $0) }
                }
                self.pass(plaintext.span.extracting(first: count), now: now)
            case .needsMore:
                return
            case .ended:
                self.hasInputEnded = true
                return
            case .failed(let failure):
                self.hasFailed = true
                self.end = ConnectionEnd(failure)
            }
        }
    }

    /// Writes what there is to write, and finds out whether that was the end.
    private mutating func flush(_ output: inout ByteArena, now: Duration) {
        while self.phase == .open {
            guard self.flushPending(now: now) else { return }

            output.removeAll()
            var isAll = true
            do throws(HTTP2Error) {
                isAll = try self.session.appendOutput(to: &output)
            } catch {
                self.hasFailed = true
            }
            if let tls {
                self.encrypt(output, with: tls, now: now)
            } else if output.count > 0 {
                output.withSpan { self.send($0, now: now) }
            }
            if isAll && self.pending.isEmpty { break }
        }
        self.endIfDone(now: now)
    }

    /// Writes pending output, and returns whether all of it is gone.
    private mutating func flushPending(now: Duration) -> Bool {
        guard !self.pending.isEmpty else { return true }
        switch self.descriptor.send(self.pending.span.extracting(droppingFirst: self.pendingStart))
        {
        case .moved(let count):
            self.lastOutputAt = now
            self.pendingStart += count
            guard self.pendingStart == self.pending.count else { return false }
            // Rare enough to give the memory back.
            self.pending = []
            self.pendingStart = 0
            return true
        case .wouldBlock:
            return false
        case .ended, .broken:
            self.phase = .closed
            return false
        }
    }

    /// Writes fresh output; what the socket does not take becomes pending.
    private mutating func send(_ output: Span<UInt8>, now: Duration) {
        self.lastOutputAt = now
        switch self.descriptor.send(output) {
        case .moved(let count):
            if count < output.count {
                self.pending.append(copying: output.extracting(droppingFirst: count))
            }
        case .wouldBlock:
            self.pending.append(copying: output)
        case .ended, .broken:
            self.phase = .closed
        }
    }

    /// Writes fresh output, and what TLS itself has to say, in one piece.
    private mutating func encrypt(
        _ output: borrowing ByteArena, with tls: TLSSession, now: Duration
    ) {
        if output.count > 0 {
            output.withSpan { if !tls.append($0) { self.hasFailed = true } }
        }
        tls.withOutput { self.send($0, now: now) }
    }

    private mutating func endIfDone(now: Duration) {
        if self.hasInputEnded && self.session.waitingStreamCount == 0 {
            // All that could be answered has been. A client that sends nothing more can't even
            // make room for the rest.
            self.phase = .closed
        } else if self.phase == .open && (self.hasFailed || self.session.isFinished) {
            if let tls {
                tls.end()
                tls.withOutput { _ = self.descriptor.send($0) }
            }
            self.descriptor.endOutput()
            self.phase = .lingering
            self.lingersSince = now
        }
    }
}
