import HTTPMessage
import TestSupport
import Testing

@testable import HTTP2

/// Checks both sides of each limit, and that exceeding one harms nobody else.
@Suite("HTTP/2 limits")
struct LimitTests {
    /// Sends a request with a body of `count` bytes, in frames of the usual size.
    private func post(_ count: Int, on client: RawClient, stream: Int32 = 1) throws {
        try client.send(.headers(stream, RawClient.fields(), endStream: false))
        var rest = count
        repeat {
            let part = min(rest, 16_000)
            rest -= part
            try client.send(
                .data(stream, Array(repeating: 1, count: part), endStream: rest == 0))
        } while rest > 0
    }

    @Test(
        "body",
        arguments: [(65_536, "200"), (65_537, "413"), (1_114_112, "413"), (1_150_000, "413")])
    func body(count: Int, status: String) throws {
        let client = try RawClient()
        try client.connect()
        try self.post(count, on: client)
        let answer = try #require(client.answers[1])
        #expect(answer.status == status)
        #expect(answer.isEnded)
        if status == "413" {
            #expect(answer.text == "body exceeds 65536 bytes\n")
            // 64 KiB, and 1 MiB thrown away.
            #expect(answer.resetCode == (count > 1_120_000 ? RawClient.noError : nil))
        }
        try client.send(.headers(3, RawClient.fields()))
        #expect(client.answers[3]?.status == "200")
    }

    @Test("number of header fields", arguments: [(64, "200"), (65, "431"), (100, "431")])
    func headerCount(count: Int, status: String) throws {
        let client = try RawClient()
        try client.connect()
        let more = (0..<count).map { ("x-\($0)", "v") }
        try client.send(.headers(1, RawClient.fields("GET", "/", more)))
        #expect(client.answers[1]?.status == status)
        if status == "431" {
            #expect(client.answers[1]?.text == "more than 64 header fields\n")
        }
        try client.send(.headers(3, RawClient.fields()))
        #expect(client.answers[3]?.status == "200")
    }

    @Test("bytes of header fields", arguments: [(8192, "200"), (8193, "431"), (30_000, "431")])
    func headerBytes(count: Int, status: String) throws {
        let client = try RawClient()
        try client.connect()
        let known = RawClient.fields().reduce(0) { $0 + $1.0.utf8.count + $1.1.utf8.count + 32 }
        let value = String(repeating: "v", count: count - known - 32 - 1)
        let block = HTTP2Frame.encode(RawClient.fields("POST", "/", [("x", value)]))
        let first = block.prefix(16_000)
        let rest = block.dropFirst(16_000)
        let isWhole = rest.isEmpty
        try client.send(
            HTTP2Frame(
                kind: .headers, flags: HTTP2Frame.endStream | (isWhole ? HTTP2Frame.endHeaders : 0),
                stream: 1, payload: Array(first)))
        if !isWhole {
            try client.send(
                HTTP2Frame(
                    kind: .continuation, flags: HTTP2Frame.endHeaders, stream: 1,
                    payload: Array(rest)))
        }
        #expect(client.answers[1]?.status == status)
        if status == "431" {
            #expect(client.answers[1]?.text == "header fields exceed 8192 bytes\n")
        }
    }

    @Test("trailers count as header fields", arguments: [(63, "200"), (64, "431")])
    func trailers(count: Int, status: String) throws {
        let client = try RawClient()
        try client.connect()
        let trailers = (0..<count).map { ("x-\($0)", "v") }
        try client.send(
            .headers(1, RawClient.fields("POST", "/", [("x", "v")]), endStream: false),
            .headers(1, trailers))
        #expect(client.answers[1]?.status == status)
    }

    @Test("open streams of a client", arguments: [false, true])
    func concurrentStreams(knowsLimit: Bool) throws {
        let client = try RawClient()
        try client.connect(acknowledges: knowsLimit)
        for stream in stride(from: Int32(1), through: 511, by: 2) {
            try client.send(.headers(stream, RawClient.fields(), endStream: false))
        }
        #expect(client.session.openStreamCount == 256)
        #expect(client.answers.isEmpty)

        // One more. A client that can't know the limit yet is refused the stream; one that does
        // breaks the protocol, and loses the connection.
        try client.send(.headers(513, RawClient.fields(), endStream: false))
        if knowsLimit {
            #expect(client.session.isFinished)
        } else {
            #expect(client.answers[513]?.resetCode == RawClient.refusedStream)
            try client.send(.data(511, [], endStream: true))
            #expect(client.answers[511]?.status == "200")
        }
    }

    @Test("open streams of all clients")
    func slots() throws {
        let pool = StreamPool(slotCountMax: 3)
        let one = try RawClient(pool: pool)
        let other = try RawClient(pool: pool)
        try one.connect()
        try other.connect()
        try one.send(
            .headers(1, RawClient.fields(), endStream: false),
            .headers(3, RawClient.fields(), endStream: false))
        try other.send(.headers(1, RawClient.fields(), endStream: false))
        try other.send(.headers(3, RawClient.fields(), endStream: false))
        #expect(other.answers[3]?.resetCode == RawClient.refusedStream)

        try one.send(.data(1, [], endStream: true))
        try other.send(.headers(5, RawClient.fields()))
        #expect(other.answers[5]?.status == "200")
    }

    @Test("a client's share while the loop falls behind")
    func strained() throws {
        let pool = StreamPool()
        let greedy = try RawClient(pool: pool)
        let modest = try RawClient(pool: pool)
        try greedy.connect()
        try modest.connect()
        pool.isStrained = true
        let streams = Array(stride(from: Int32(1), through: 41, by: 2))
        try greedy.send(bytes: streams.flatMap { HTTP2Frame.get($0).bytes })
        try modest.send(.get(1))
        // Those that were accepted are answered, the rest may be tried again.
        #expect(greedy.answers.values.count { $0.status == "200" } == 16)
        #expect(greedy.answers.values.count { $0.resetCode == RawClient.refusedStream } == 5)
        #expect(pool.counts.count(of: .turnedAway) == 5)
        #expect(modest.answers[1]?.status == "200")

        try greedy.send(.get(43))
        #expect(greedy.answers[43]?.status == "200")
        pool.isStrained = false
        let more = streams.map { $0 + 44 }
        try greedy.send(bytes: more.flatMap { HTTP2Frame.get($0).bytes })
        #expect(more.allSatisfy { greedy.answers[$0]?.status == "200" })
    }

    @Test("bytes held for all clients")
    func bufferedBytes() throws {
        let pool = StreamPool(bufferedByteCountMax: 1000)
        let client = try RawClient(pool: pool)
        try client.connect()
        try client.send(
            .headers(1, RawClient.fields(), endStream: false),
            .data(1, Array(repeating: 1, count: 999), endStream: false),
            .headers(3, RawClient.fields(), endStream: false),
            .data(3, [1], endStream: false),
            .headers(5, RawClient.fields(), endStream: false),
            .data(5, [1], endStream: false))
        #expect(client.answers[1] == nil)
        #expect(client.answers[5]?.status == "503")
        #expect(client.answers[5]?.text == "too many bytes of unfinished requests\n")
        #expect(client.answers[5]?.resetCode == nil)

        try client.send(.headers(7, RawClient.fields("GET")))
        #expect(client.answers[7]?.status == "503")
        try client.send(HTTP2Frame(kind: .resetStream, stream: 1, payload: [0, 0, 0, 8]))
        try client.send(.data(3, [2], endStream: true))
        #expect(client.answers[3]?.text == "post / 2")
    }

    @Test("output is taken in parts")
    func output() throws {
        let client = try RawClient()
        try client.connect()
        let window = UInt32(1 << 24).bigEndianBytes
        try client.send(HTTP2Frame(kind: .windowUpdate, payload: window))
        let requests = (0..<100).flatMap {
            HTTP2Frame.headers(Int32($0 * 2 + 1), RawClient.fields("GET", "/?10000")).bytes
        }
        try client.session.receive(requests.span, now: client.now)
        var output = ByteArena()
        #expect(try client.session.appendOutput(to: &output) == false)
        // One frame, of at most 16 KiB and its head, may begin below the limit.
        #expect((65_536...65_536 + 16_384 + 9).contains(output.count))
        var rounds = 1
        while try !client.session.appendOutput(to: &output) {
            #expect(output.count < 100_000)
            output.removeAll()
            rounds += 1
        }
        #expect(rounds > 10)
    }

    @Test("time a stream may be open")
    func streamDuration() throws {
        let pool = StreamPool()
        let client = try RawClient(pool: pool)
        try client.connect()
        let window = UInt32(1 << 20).bigEndianBytes
        try client.send(
            HTTP2Frame(kind: .windowUpdate, payload: window),
            .headers(1, RawClient.fields(), endStream: false))
        client.now += .seconds(1)
        try client.send(
            .headers(3, RawClient.fields(), endStream: false),
            .headers(5, RawClient.fields("GET", "/?100000")))

        client.session.expireStreams(now: client.now + .seconds(9))
        try client.pull()
        #expect(client.answers[1] == nil)
        client.session.expireStreams(now: client.now + .seconds(9) + .milliseconds(1))
        try client.pull()
        #expect(client.answers[1]?.status == "408")
        #expect(client.answers[1]?.text == "request not complete within 10 s\n")
        #expect(client.answers[1]?.resetCode == RawClient.noError)
        #expect(client.answers[3] == nil)

        // The answer to stream 5 is not read.
        client.session.expireStreams(now: client.now + .seconds(11))
        try client.pull()
        #expect(client.answers[3]?.status == "408")
        #expect(client.answers[5]?.resetCode == RawClient.cancel)
        client.session.expireStreams(now: client.now + .seconds(12))
        try client.pull()
        #expect(pool.openCount == 0)
    }
}
