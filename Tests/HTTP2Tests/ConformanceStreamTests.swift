import TestSupport
import Testing

/// RFC 9113 section 5.1: the states of a stream.
@Suite("Conformance: streams")
struct ConformanceStreamTests {
    private static let body = HTTP2Frame.data(1, [1], endStream: true)
    private static let trailers = HTTP2Frame.headers(1, [("x", "v")])

    static let idle: [ConformanceCase] = [
        .init("5.1 idle: DATA", [body], .connectionError(Code.protocolError)),
        .init("5.1 idle: RST_STREAM", [.reset(1)], .connectionError(Code.protocolError)),
        .init("5.1 idle: WINDOW_UPDATE", [.window(1, 9)], .connectionError(Code.protocolError)),
        .init(
            "5.1 idle: CONTINUATION", [.continuation(1, [])],
            .connectionError(Code.protocolError)),
        .init("5.1 idle: PRIORITY", [.priority(1)], .nothing),
        .init(
            "5.1 idle: a stream of ours", [.data(2, [1], endStream: true)],
            .connectionError(Code.protocolError)),
    ]

    /// The client has sent all; we have not.
    static let halfClosed: [ConformanceCase] = [
        .init(
            "5.1 half-closed: DATA", [.get(1, "/?100000"), body],
            .connectionError(Code.streamClosed)),
        .init(
            "5.1 half-closed: empty DATA",
            [.get(1, "/?100000"), .data(1, [], endStream: false)],
            .connectionError(Code.streamClosed)),
        .init(
            "5.1 half-closed: HEADERS", [.get(1, "/?100000"), trailers],
            .connectionError(Code.streamClosed)),
        .init(
            "5.1 half-closed: CONTINUATION", [.get(1, "/?100000"), .continuation(1, [])],
            .connectionError(Code.protocolError)),
        .init(
            "5.1 half-closed: WINDOW_UPDATE",
            [.window(0, 1 << 20), .get(1, "/?100000"), .window(1, 9)],
            .answer(1, "200")),
        .init(
            "5.1 half-closed: PRIORITY", [.window(0, 1 << 20), .get(1, "/?100000"), .priority(1)],
            .answer(1, "200")),
        .init(
            "5.1 half-closed: DATA after a body",
            [.open(1), .data(1, [], endStream: true), body],
            .connectionError(Code.streamClosed)),
    ]

    static let closed: [ConformanceCase] = [
        .init(
            "5.1 closed by the client: DATA", [.open(1), .reset(1), body],
            .connectionError(Code.streamClosed)),
        .init(
            "5.1 closed by the client: HEADERS", [.open(1), .reset(1), trailers],
            .connectionError(Code.streamClosed)),
        .init(
            "5.1 closed by the client: CONTINUATION",
            [.open(1), .reset(1), .continuation(1, [])], .connectionError(Code.protocolError)),
        .init(
            "5.1 closed by the client: PRIORITY", [.open(1), .reset(1), .priority(1)],
            .nothing),
        .init(
            "5.1 closed by the client: WINDOW_UPDATE", [.open(1), .reset(1), .window(1, 1)],
            .nothing),
        .init(
            "5.1 closed by the client: RST_STREAM", [.open(1), .reset(1), .reset(1)],
            .nothing),
    ]

    static let numbers: [ConformanceCase] = [
        .init("5.1.1: a stream of an even number", [.get(2)], .connectionError(Code.protocolError)),
        .init(
            "5.1.1: a smaller number than before", [.open(5), .get(3)],
            .connectionError(Code.protocolError)),
        .init(
            "5.1.1: a smaller number, long before", [.open(5001), .get(3)],
            .connectionError(Code.protocolError)),
        .init(
            "5.1.1: a number in between", [.open(1), .open(9), .get(5)],
            .connectionError(Code.protocolError)),
        .init(
            "5.1.1: DATA of a stream that was left out",
            [.open(5), .data(3, [1], endStream: true)], .connectionError(Code.streamClosed)),
        .init("5.1.1: numbers may be left out", [.get(301), .get(901)], .answer(901, "200")),
    ]

    @Test("states", arguments: idle + halfClosed + closed + numbers, [false, true])
    func table(_ testCase: ConformanceCase, byteByByte: Bool) throws {
        try testCase.check(byteByByte: byteByByte)
    }

    @Test(
        "5.1 closed by both: DATA and HEADERS end the connection",
        arguments: [body, trailers, HTTP2Frame.get(1)])
    func closedByBoth(_ frame: HTTP2Frame) throws {
        let client = try RawClient()
        try client.connect()
        try client.send(.get(1))
        #expect(client.answers[1]?.isEnded == true)
        try client.send(frame)
        #expect(client.goAwayCode == Code.streamClosed)
        #expect(client.session.isFinished)
    }

    @Test(
        "5.1 closed by both: frames that may have crossed our answer are let pass",
        arguments: [HTTP2Frame.window(1, 1), .priority(1), .reset(1)])
    func crossed(_ frame: HTTP2Frame) throws {
        let client = try RawClient()
        try client.connect()
        try client.send(.get(1))
        try client.send(frame)
        try client.send(.get(3))
        #expect(client.answers[3]?.status == "200")
    }

    @Test("5.1 closed by us: what the client sends before it knows is let pass")
    func closedByUs() throws {
        let client = try RawClient()
        try client.connect()
        try client.send(
            .headers(1, [(":method", "CONNECT"), (":authority", "a")], endStream: false))
        #expect(client.answers[1]?.resetCode == Code.none)
        // A field that goes into the table of both sides, although its stream is gone.
        let trailers = [0x40, 6] + Array("x-name".utf8) + [4] + Array("late".utf8)
        try client.send(
            .data(1, [1], endStream: false), .window(1, 5), .priority(1), .block(1, trailers))
        let block = HTTP2Frame.encode(RawClient.fields("GET")) + [0x80 | 62]
        try client.send(.block(3, block))
        #expect(client.answers[3]?.text == "get / 0 late")
    }

    @Test("5.1.1: the last of all numbers")
    func lastNumber() throws {
        let client = try RawClient()
        try client.connect()
        try client.send(.get(0x7fff_ffff))
        #expect(client.answers[0x7fff_ffff]?.status == "200")
    }

    @Test("5.1: hundreds of streams open at once keep their states apart")
    func many() throws {
        let client = try RawClient()
        try client.connect()
        let streams = Array(stride(from: Int32(1), through: 511, by: 2))
        try client.send(bytes: streams.flatMap { HTTP2Frame.open($0).bytes })
        for stream in streams.reversed() {
            try client.send(.data(stream, [1], endStream: true))
            #expect(client.answers[stream]?.status == "200")
        }
        try client.send(.data(301, [1], endStream: true))
        #expect(client.goAwayCode == Code.streamClosed)
    }

    @Test("5.4.1: GOAWAY says which streams were looked at, and the connection ends")
    func goAway() throws {
        let client = try RawClient()
        try client.connect()
        try client.send(bytes: [HTTP2Frame.get(1), .open(7), .reset(0), .get(9)].flatMap(\.bytes))
        #expect(client.controls.last?.kind == .goAway)
        #expect(client.controls.last?.number(at: 0) == 7)
        #expect(client.answers[9] == nil)
        #expect(client.session.isFinished)
    }
}
