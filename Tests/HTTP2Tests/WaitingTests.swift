import TestSupport
import Testing

@testable import HTTP2

/// Checks requests that the handler can't answer yet.
@Suite("HTTP/2 requests that wait")
struct WaitingTests {
    private let handler = Recorder()
    private let pool: StreamPool
    private let client: RawClient

    init() throws {
        self.pool = StreamPool(waitingCountMax: 3)
        self.client = try RawClient(handler: self.handler, pool: self.pool)
        try self.client.connect()
    }

    /// Sends a request that waits, with a body of two bytes.
    private func post(_ stream: Int32) throws {
        try self.client.send(
            .headers(
                stream, RawClient.fields("POST", "/wait", [("x-name", "n")]), endStream: false),
            .data(stream, [1, 2], endStream: true))
    }

    private func retry() throws {
        self.client.session.retryWaiting(now: self.client.now)
        try self.client.pull()
    }

    @Test("an answer comes as soon as there is one, made from the whole request")
    func released() throws {
        try self.post(1)
        try self.client.send(.headers(3, RawClient.fields("GET", "/")))
        #expect(self.client.answers[1] == nil)
        #expect(self.client.answers[3]?.status == "200")

        try self.retry()
        #expect(self.client.answers[1] == nil)
        #expect(self.client.session.waitingStreamCount == 1)
        self.handler.isReleased = true
        try self.retry()
        #expect(self.client.answers[1]?.status == "200")
        #expect(self.client.answers[1]?.text == "post /wait 2 n")
        #expect(self.client.answers[1]?.isEnded == true)
        #expect(self.pool.waitingCount == 0)
        #expect(self.pool.openCount == 0)
    }

    @Test("the handler learns how long a request has waited, and that a new one has not")
    func waited() throws {
        try self.post(1)
        #expect(self.handler.lastWait == .zero)
        self.client.now += .seconds(2)
        try self.retry()
        #expect(self.handler.lastWait == .seconds(2))
        self.client.now += .seconds(1)
        self.handler.isReleased = true
        try self.retry()
        #expect(self.handler.lastWait == .seconds(3))
        try self.post(3)
        #expect(self.handler.lastWait == .zero)
    }

    @Test("no more than the limit wait", arguments: [(3, nil), (4, "503")] as [(Int32, String?)])
    func limit(count: Int32, status: String?) throws {
        for index in 0..<count { try self.post(index * 2 + 1) }
        #expect(self.client.answers[count * 2 - 1]?.status == status)
        #expect(self.pool.waitingCount == 3)
        self.handler.isReleased = true
        try self.retry()
        #expect(self.client.answers.count == Int(count))
        #expect(self.pool.waitingCount == 0)
    }

    @Test("a client that cancels, or goes, waits no longer")
    func cancel() throws {
        try self.post(1)
        try self.client.send(HTTP2Frame(kind: .resetStream, stream: 1, payload: [0, 0, 0, 8]))
        #expect(self.client.session.waitingStreamCount == 0)
        #expect(self.pool.waitingCount == 0)
        do {
            let other = try RawClient(handler: self.handler, pool: self.pool)
            try other.connect()
            try other.send(.headers(1, RawClient.fields("POST", "/wait")))
            #expect(self.pool.waitingCount == 1)
        }
        #expect(self.pool.waitingCount == 0)
        #expect(self.pool.openCount == 0)
    }

    @Test("a drain asks for the last time, and lets nobody begin to wait")
    func drain() throws {
        try self.post(1)
        self.client.session.beginDrain(now: self.client.now)
        try self.client.pull()
        #expect(self.client.answers[1]?.status == "503")
        #expect(self.client.answers[1]?.text == "not yet\n")
        try self.post(3)
        #expect(self.client.answers[3]?.status == "503")
        self.client.session.finishDrain()
        try self.client.pull()
        #expect(self.client.session.isFinished)
    }

    @Test("a handler that defers what it may not is overruled", arguments: [false, true])
    func stubborn(isLate: Bool) throws {
        self.handler.isStubborn = true
        if isLate { try self.post(1) }
        self.client.session.beginDrain(now: self.client.now)
        if !isLate { try self.post(1) }
        try self.client.pull()
        #expect(self.client.answers[1]?.status == "503")
        #expect(
            self.client.answers[1]?.text
                == "there is no answer yet, and the request can wait no longer\n")
        #expect(self.pool.waitingCount == 0)
    }

    @Test("a stream that is too old is asked about for the last time")
    func expiry() throws {
        try self.post(1)
        self.client.session.expireStreams(now: self.client.now + .seconds(10))
        try self.client.pull()
        #expect(self.client.answers[1] == nil)
        self.client.session.expireStreams(now: self.client.now + .seconds(11))
        try self.client.pull()
        #expect(self.client.answers[1]?.status == "503")
        #expect(self.client.answers[1]?.resetCode == nil)
        #expect(self.handler.lastWait == .seconds(11))
    }
}
