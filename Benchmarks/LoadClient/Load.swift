import EventLoop
import Glibc
import Measurement

/// What a phase of load has shown.
struct Outcome {
    var answered = 0
    /// Answers with another status or another decision than expected.
    var wrong = 0
    var elapsedNanoseconds: UInt64 = 0
    /// The server's CPU time; `nil` if no process was named.
    var serverNanoseconds: UInt64?
    /// Nanoseconds from when a request was due, or sent if it was due at once, to its answer.
    var latency = Histogram()
}

/// Why load could not be applied to its end.
struct LoadFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Sends requests over several connections and checks the answers, on one thread.
final class Load {
    private let plan: LoadPlan
    private let pool: RequestPool
    private let places: [UInt32]
    private let server: ServerProcess?
    private var sessions: [ClientSession] = []
    private var watchesWriting: [Bool]
    private var poller: Poller
    private var buffer = [UInt8](repeating: 0, count: 256 << 10)
    private var next = 0
    private var random: SystemRandomNumberGenerator = .init()

    /// Connects.
    init(_ plan: LoadPlan, pool: RequestPool) throws {
        self.plan = plan
        self.pool = pool
        self.places = plan.order.places(in: pool.count)
        self.watchesWriting = Array(repeating: false, count: plan.connectionCount)
        self.poller = try Poller()
        if let pid = plan.serverPID {
            guard let server = ServerProcess(pid: pid) else {
                throw LoadFailure("no process has the id \(pid)")
            }
            self.server = server
        } else {
            self.server = nil
        }
        let authority =
            if case .tcp = plan.target.address { plan.target.address.description } else {
                "localhost"
            }
        let head = RequestHead(
            authority: authority, path: plan.path, isLong: plan.sendsUsualFields)
        // SAFETY: made once, and freed by nobody.
        let callbacks = unsafe ClientCallbacks.make()
        for index in 0..<plan.connectionCount {
            guard let socket = plan.target.connect(),
                let session = unsafe ClientSession(
                    index: index, socket: socket, callbacks: callbacks, head: head, pool: pool,
                    streamCount: plan.streamCount,
                    checksBody: plan.checksBody)
            else { throw LoadFailure("cannot connect to \(plan.target.address)") }
            try poller.add(session.socket, token: UInt64(index), interest: .read)
            sessions.append(session)
        }
    }

    /// The next request in the chosen order.
    private func place() -> Int {
        let place = places[next]
        next = next + 1 == places.count ? 0 : next + 1
        return Int(place)
    }

    // MARK: Closed loop

    /// Keeps every stream of every connection busy until `count` requests are answered.
    func closedLoop(count: Int) throws -> Outcome {
        var outcome = Outcome()
        let serverStart = server?.cpuNanoseconds
        let start = Nanoseconds.now
        var issued = 0
        for session in sessions {
            let now = Nanoseconds.now
            while session.hasRoom, issued < count {
                try submit(session, start: now)
                issued += 1
            }
            try flush(session)
        }
        var lastAnswer = Nanoseconds.now
        while outcome.answered < count {
            let ready = try poller.wait(milliseconds: Self.silenceMilliseconds)
            if ready == 0, Nanoseconds.now - lastAnswer > Self.silenceNanoseconds {
                throw LoadFailure("the server has stopped answering")
            }
            for index in 0..<ready {
                let session = sessions[Int(poller[index].token)]
                if poller[index].isReadable, !session.receive(into: &buffer) {
                    throw LoadFailure("the server has closed a connection")
                }
                let now = Nanoseconds.now
                lastAnswer = now
                let replacements = min(session.answers.count, count - issued)
                take(session, now: now, into: &outcome)
                for _ in 0..<replacements { try submit(session, start: now) }
                issued += replacements
                try flush(session)
            }
        }
        outcome.elapsedNanoseconds = Nanoseconds.now - start
        finish(&outcome, serverStart: serverStart)
        return outcome
    }

    // MARK: Open loop

    /// Sends requests when they are due, whether or not earlier ones have been answered.
    ///
    /// Latency counts from the moment a request was due. One that had to wait, for a stream or
    /// because this client was late, has that wait in its latency, so a stall of the server
    /// is seen by all requests that were due meanwhile.
    func openLoop(ratePerSecond: Double, count: Int) throws -> Outcome {
        var outcome = Outcome()
        let serverStart = server?.cpuNanoseconds
        let gap = 1e9 / ratePerSecond
        let start = Nanoseconds.now
        var due = Double(start)
        var issued = 0
        var turn = 0
        var lastAnswer = start
        while outcome.answered < count {
            var now = Nanoseconds.now
            while issued < count, due <= Double(now), let index = sessionWithRoom(from: turn) {
                try submit(sessions[index], start: UInt64(due))
                touched[index] = true
                turn = (index + 1) % sessions.count
                issued += 1
                due += plan.arrivals == .poisson ? -log(uniform()) * gap : gap
            }
            try flushTouched()
            let ready = try poller.wait(milliseconds: pause(until: due, issued < count))
            now = Nanoseconds.now
            if ready > 0 { lastAnswer = now }
            if now - lastAnswer > Self.silenceNanoseconds, due <= Double(now) || issued == count {
                throw LoadFailure("the server has stopped answering")
            }
            for index in 0..<ready {
                let session = sessions[Int(poller[index].token)]
                if poller[index].isReadable, !session.receive(into: &buffer) {
                    throw LoadFailure("the server has closed a connection")
                }
                take(session, now: Nanoseconds.now, into: &outcome)
                touched[Int(poller[index].token)] = true
            }
        }
        outcome.elapsedNanoseconds = Nanoseconds.now - start
        finish(&outcome, serverStart: serverStart)
        return outcome
    }

    /// Connections with something to write, in the open loop.
    private lazy var touched = Array(repeating: false, count: sessions.count)

    private func flushTouched() throws {
        for index in sessions.indices where touched[index] {
            try flush(sessions[index])
            touched[index] = false
        }
    }

    private func sessionWithRoom(from turn: Int) -> Int? {
        for step in 0..<sessions.count {
            let index = (turn + step) % sessions.count
            if sessions[index].hasRoom { return index }
        }
        return nil
    }

    /// How long to wait for events. The kernel's timers are too coarse for the last millisecond,
    /// which is spent looking again and again; the client has a processor to itself.
    private func pause(until due: Double, _ isWaiting: Bool) -> Int32 {
        guard isWaiting, sessionWithRoom(from: 0) != nil else { return Self.silenceMilliseconds }
        return Int32(max(0, min(100, (due - Double(Nanoseconds.now)) / 1e6 - 1)))
    }

    private func uniform() -> Double {
        // Never 0, whose logarithm is infinite.
        (Double(random.next() >> 11) + 1) / Double(1 << 53)
    }

    // MARK: Both

    /// LIMIT: how long all connections may be silent with requests in flight, before the load
    /// ends with an error.
    private static let silenceMilliseconds: Int32 = 1_000
    private static let silenceNanoseconds: UInt64 = 10_000_000_000

    private func submit(_ session: ClientSession, start: UInt64) throws {
        guard session.submit(request: place(), start: start) else {
            throw LoadFailure("a connection takes no more requests")
        }
    }

    private func flush(_ session: ClientSession) throws {
        guard session.flush() else { throw LoadFailure("the server has closed a connection") }
        if session.isBlocked != watchesWriting[session.index] {
            watchesWriting[session.index] = session.isBlocked
            try poller.update(
                session.socket, token: UInt64(session.index),
                interest: session.isBlocked ? [.read, .write] : .read)
        }
    }

    private func take(_ session: ClientSession, now: UInt64, into outcome: inout Outcome) {
        for answer in session.answers {
            outcome.answered += 1
            if !answer.isRight { outcome.wrong += 1 }
            outcome.latency.record(now - min(now, answer.start))
        }
        session.answers.removeAll(keepingCapacity: true)
    }

    private func finish(_ outcome: inout Outcome, serverStart: UInt64?) {
        guard let server, let serverStart else { return }
        // The last answers may be here before the server's thread has gone to sleep, until which
        // the kernel's sum lacks its latest part.
        usleep(20_000)
        outcome.serverNanoseconds = server.cpuNanoseconds - serverStart
    }
}
