import HTTPMessage
import TestSupport
import Testing

@testable import HTTP2

/// Tells news: each number once, until there is no more, then trailers.
private final class News: HTTPHandler {
    var number: UInt64 = 1
    var isOver = false
    var isStubborn = false

    func respond(to request: borrowing HTTPRequest, with response: inout HTTPResponse) {
        guard request.hasPath("/news") else {
            response.body = Array("body".utf8)
            response.headers.append("x-head", "a")
            response.trailers.append("x-status", "0")
            if request.hasPath("/empty") { response.body = [] }
            return
        }
        if request.continuation == number, request.mayWait, !isOver {
            response.isDeferred = true
            return
        }
        response.body = Array("\(number);".utf8)
        if isOver || (!request.mayWait && !isStubborn) {
            response.trailers.append("x-status", "14")
        } else {
            response.continuation = number
        }
    }
}

@Suite("HTTP/2 trailers, and answers in parts")
struct OpenAnswerTests {
    private let news = News()
    private let pool = StreamPool(waitingCountMax: 2)
    private let client: RawClient

    init() throws {
        client = try RawClient(handler: news, pool: pool)
        try client.connect()
    }

    private func retry() throws {
        client.session.retryWaiting(now: client.now)
        try client.pull()
    }

    @Test("trailers follow the body, and end the stream", arguments: ["/", "/empty"])
    func trailers(path: String) throws {
        try client.send(.headers(1, RawClient.fields("POST", path)))
        let answer = try #require(client.answers[1])
        #expect(answer.text == (path == "/" ? "body" : ""))
        #expect(answer.fields.map(\.0) == [":status", "x-head", "x-status"])
        #expect(answer.isEnded && answer.resetCode == nil)
        #expect(pool.openCount == 0)
    }

    @Test("trailers that overtake the request are followed by a reset without error")
    func overtaking() throws {
        let body = [UInt8](repeating: 1, count: 16_384)
        try client.send(.headers(1, RawClient.fields("POST", "/"), endStream: false))
        for _ in 0..<4 { try client.send(.data(1, body, endStream: false)) }
        try client.send(.data(1, [1], endStream: false))
        #expect(client.answers[1]?.status == "413")
    }

    @Test("each part is sent when there is one, and the last ends the stream")
    func parts() throws {
        try client.send(.headers(1, RawClient.fields("POST", "/news")))
        #expect(client.answers[1]?.text == "1;")
        #expect(client.answers[1]?.isEnded == false)
        try retry()
        #expect(client.answers[1]?.text == "1;")
        news.number = 2
        try retry()
        try retry()
        #expect(client.answers[1]?.text == "1;2;")
        #expect(pool.waitingCount == 1)
        news.isOver = true
        try retry()
        #expect(client.answers[1]?.text == "1;2;2;")
        #expect(client.answers[1]?.fields.last?.1 == "14")
        #expect(client.answers[1]?.isEnded == true)
        #expect(pool.waitingCount == 0 && pool.openCount == 0)
    }

    @Test("age does not end it, a drain does")
    func drain() throws {
        try client.send(.headers(1, RawClient.fields("POST", "/news")))
        client.session.expireStreams(now: client.now + .seconds(3_600))
        try client.pull()
        #expect(client.answers[1]?.isEnded == false)
        client.session.beginDrain(now: client.now)
        try client.pull()
        #expect(client.answers[1]?.text == "1;1;")
        #expect(client.answers[1]?.isEnded == true && client.answers[1]?.resetCode == nil)
        client.session.finishDrain()
        try client.pull()
        #expect(client.session.isFinished)
    }

    @Test("so many are watched, and one more is told to wait for none")
    func limit() throws {
        for stream in [1, 3, 5] as [Int32] {
            try client.send(.headers(stream, RawClient.fields("POST", "/news")))
        }
        #expect(pool.waitingCount == 2)
        #expect(client.answers[5]?.isEnded == true)
        #expect(client.answers[5]?.text == "1;")
    }

    @Test("a handler that goes on where it may not is overruled")
    func stubborn() throws {
        try client.send(.headers(1, RawClient.fields("POST", "/news")))
        news.isStubborn = true
        client.session.beginDrain(now: client.now)
        try client.pull()
        #expect(client.answers[1]?.resetCode == RawClient.cancel)
        try client.send(.headers(3, RawClient.fields("POST", "/news")))
        #expect(client.answers[3]?.status == "503")
        #expect(pool.waitingCount == 0)
    }

    @Test("who does not read is not sent more, and is let go at the end")
    func unread() throws {
        // A window of no bytes for each stream.
        try client.send(HTTP2Frame(kind: .settings, stream: 0, payload: [0, 4, 0, 0, 0, 0]))
        try client.send(.headers(1, RawClient.fields("POST", "/news")))
        #expect(client.answers[1]?.status == "200" && client.answers[1]?.text == "")
        news.number = 2
        try retry()
        try client.send(HTTP2Frame(kind: .windowUpdate, stream: 1, payload: [0, 0, 0, 2]))
        #expect(client.answers[1]?.text == "1;")
        try retry()
        client.session.beginDrain(now: client.now)
        try client.pull()
        #expect(client.answers[1]?.resetCode == RawClient.cancel)
        #expect(pool.waitingCount == 0)
    }

    @Test("a client that cancels, or goes, is forgotten")
    func cancel() throws {
        try client.send(.headers(1, RawClient.fields("POST", "/news")))
        try client.send(HTTP2Frame(kind: .resetStream, stream: 1, payload: [0, 0, 0, 8]))
        #expect(pool.waitingCount == 0 && client.session.waitingStreamCount == 0)
        do {
            let other = try RawClient(handler: news, pool: pool)
            try other.connect()
            try other.send(.headers(1, RawClient.fields("POST", "/news")))
            #expect(pool.waitingCount == 1)
        }
        #expect(pool.waitingCount == 0)
    }
}
