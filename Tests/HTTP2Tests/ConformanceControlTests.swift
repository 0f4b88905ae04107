import TestSupport
import Testing

/// RFC 9113 sections 5.2 and 6.5 to 6.9: frames about the connection, and windows.
@Suite("Conformance: settings, pings, windows")
struct ConformanceControlTests {
    static let settings: [ConformanceCase] = [
        .init(
            "6.5: a confirmation with a payload",
            [.init(kind: .settings, flags: 1, payload: [0, 3, 0, 0, 0, 9])],
            .connectionError(Code.frameSize)),
        .init(
            "6.5: SETTINGS of a stream", [.init(kind: .settings, stream: 1)],
            .connectionError(Code.protocolError)),
        .init(
            "6.5: a confirmation of a stream", [.init(kind: .settings, flags: 1, stream: 1)],
            .connectionError(Code.protocolError)),
        .init(
            "6.5: half a setting", [.init(kind: .settings, payload: [0, 3, 0, 0, 0])],
            .connectionError(Code.frameSize)),
        .init(
            "6.5: one setting and a half",
            [.init(kind: .settings, payload: [0, 3, 0, 0, 0, 1, 0])],
            .connectionError(Code.frameSize)),
        .init("6.5.2: push turned off", [.setting((2, 0))], .nothing),
        .init("6.5.2: push turned on", [.setting((2, 1))], .nothing),
        .init("6.5.2: push of 2", [.setting((2, 2))], .connectionError(Code.protocolError)),
        .init("6.5.2: the largest window", [.setting((4, 0x7fff_ffff))], .nothing),
        .init(
            "6.5.2: a window beyond it", [.setting((4, 0x8000_0000))],
            .connectionError(Code.flowControl)),
        .init("6.5.2: the smallest frame size", [.setting((5, 16_384))], .nothing),
        .init(
            "6.5.2: a frame size below it", [.setting((5, 16_383))],
            .connectionError(Code.protocolError)),
        .init("6.5.2: the largest frame size", [.setting((5, 16_777_215))], .nothing),
        .init(
            "6.5.2: a frame size beyond it", [.setting((5, 16_777_216))],
            .connectionError(Code.protocolError)),
        .init("6.5.2: an unknown setting", [.setting((0xfff, 1), (0, 7))], .nothing),
        .init(
            "6.5.2: a table of no bytes, and of many", [.setting((1, 0), (1, 1 << 20))], .nothing),
        .init("6.5.2: no streams of ours, no long fields", [.setting((3, 0), (6, 0))], .nothing),
        .init(
            "RFC 9218 2.1: priorities of 2", [.setting((9, 2))],
            .connectionError(Code.protocolError)),
        .init(
            "RFC 9218 2.1: priorities changed after the first SETTINGS", [.setting((9, 1))],
            .connectionError(Code.protocolError)),
        .init(
            "6.5.2: a bad value after a good one", [.setting((3, 7), (5, 0))],
            .connectionError(Code.protocolError)),
        .init(
            "6.6: PUSH_PROMISE of a client",
            [
                .open(1),
                .init(
                    kind: .pushPromise, flags: 4, stream: 1,
                    payload: [0, 0, 0, 2] + HTTP2Frame.encode(RawClient.fields("GET"))),
            ], .connectionError(Code.protocolError)),
        .init(
            "6.6: PUSH_PROMISE without a stream",
            [.init(kind: .pushPromise, flags: 4, payload: [0, 0, 0, 2])],
            .connectionError(Code.protocolError)),
    ]

    static let pings: [ConformanceCase] = [
        .init("6.7: PING", [.ping], .nothing),
        .init(
            "6.7: a confirmation of nothing",
            [.init(kind: .ping, flags: 1, payload: HTTP2Frame.ping.payload)], .nothing),
        .init(
            "6.7: PING of a stream",
            [.init(kind: .ping, stream: 1, payload: HTTP2Frame.ping.payload)],
            .connectionError(Code.protocolError)),
        .init(
            "6.7: PING that is too short", [.init(kind: .ping, payload: [1, 2, 3, 4, 5, 6, 7])],
            .connectionError(Code.frameSize)),
        .init(
            "6.7: PING that is too long",
            [.init(kind: .ping, payload: HTTP2Frame.ping.payload + [9])],
            .connectionError(Code.frameSize)),
        .init(
            "6.8: GOAWAY of a stream",
            [.init(kind: .goAway, stream: 1, payload: Array(repeating: 0, count: 8))],
            .connectionError(Code.protocolError)),
        .init(
            "6.8: GOAWAY that is too short", [.init(kind: .goAway, payload: [0, 0, 0, 0])],
            .connectionError(Code.frameSize)),
    ]

    static let windows: [ConformanceCase] = [
        .init(
            "6.9: no increment of the connection", [.window(0, 0)],
            .connectionError(Code.protocolError)),
        .init(
            "6.9: no increment of a stream", [.open(1), .window(1, 0)],
            .connectionError(Code.protocolError)),
        .init(
            "6.9: the reserved bit counts for nothing", [.window(0, 0x8000_0000)],
            .connectionError(Code.protocolError)),
        .init(
            "6.9: WINDOW_UPDATE that is too short",
            [.init(kind: .windowUpdate, payload: [0, 0, 1])], .connectionError(Code.frameSize)),
        .init(
            "6.9: WINDOW_UPDATE that is too long",
            [.init(kind: .windowUpdate, payload: [0, 0, 0, 0, 1])],
            .connectionError(Code.frameSize)),
        .init(
            "6.9: WINDOW_UPDATE of an idle stream", [.window(1, 1)],
            .connectionError(Code.protocolError)),
        .init(
            "6.9.1: the largest window of the connection", [.window(0, 0x7fff_ffff - 65_535)],
            .nothing),
        .init(
            "6.9.1: a window of the connection beyond it", [.window(0, 0x7fff_ffff - 65_534)],
            .connectionError(Code.flowControl)),
        .init(
            "6.9.1: a window of a stream beyond it",
            [.get(1, "/?100000"), .window(1, 0x7fff_ffff)], .connectionError(Code.flowControl)),
        .init(
            "6.9.1: a window of a stream that overflows with two",
            [.open(1), .window(1, 0x7fff_ffff - 65_535), .window(1, 1)],
            .connectionError(Code.flowControl)),
        .init(
            "6.9.1: a stream that the client gives up for its own windows",
            [.open(1), .reset(1, Code.flowControl)], .nothing),
        .init(
            "6.9.2: a setting that makes a stream's window overflow",
            [.open(1), .window(1, 0x7fff_ffff - 65_535), .setting((4, 65_536))],
            .connectionError(Code.flowControl)),
    ]

    @Test("settings, pings and windows", arguments: settings + pings + windows, [false, true])
    func table(_ testCase: ConformanceCase, byteByByte: Bool) throws {
        try testCase.check(byteByByte: byteByByte)
    }

    @Test("3.4, 6.5.3: SETTINGS come first; the client's are confirmed, each in its turn")
    func greeting() throws {
        let client = try RawClient()
        try client.connect()
        #expect(client.controls.first?.kind == .settings)
        #expect(client.controls.first?.flags == 0)
        try client.send(.settings, .settings)
        let confirmations = client.controls.filter {
            $0.kind == .settings && $0.flags == HTTP2Frame.acknowledgement
        }
        #expect(confirmations.count == 3)
        #expect(confirmations.allSatisfy { $0.payload.isEmpty })
    }

    @Test("6.7: a PING comes back as it was, before anything that waits")
    func ping() throws {
        let client = try RawClient()
        try client.connect()
        try client.send(.get(1, "/?100000"), .ping)
        let pong = client.controls.last { $0.kind == .ping }
        #expect(pong?.payload == HTTP2Frame.ping.payload)
        #expect(pong?.flags == HTTP2Frame.acknowledgement)
    }

    @Test("6.8: after the client's GOAWAY its open streams are answered")
    func goAway() throws {
        let client = try RawClient()
        try client.connect()
        try client.send(
            .open(1), .init(kind: .goAway, payload: [0, 0, 0, 0, 0xde, 0xad, 0xbe, 0xef]),
            .data(1, [1], endStream: true))
        #expect(client.answers[1]?.text == "post / 1")
    }

    @Test("6.9.2: windows follow the setting, even below zero")
    func negativeWindow() throws {
        let client = try RawClient()
        try client.connect()
        try client.send(.window(0, 1 << 20), .setting((4, 1)), .get(1, "/?1000"))
        #expect(client.answers[1]?.body.count == 1)
        try client.send(.setting((4, 100)))
        #expect(client.answers[1]?.body.count == 100)
        // Below zero by 90.
        try client.send(.setting((4, 10)), .window(1, 90))
        #expect(client.answers[1]?.body.count == 100)
        try client.send(.window(1, 5))
        #expect(client.answers[1]?.body.count == 105)
        // The last of several values counts.
        try client.send(.setting((4, 0), (4, 2000)))
        #expect(client.answers[1]?.isEnded == true)
        #expect(client.answers[1]?.body.count == 1000)
    }

    @Test("4.2: our frames are as large as the client has said, and no larger")
    func frameSize() throws {
        let client = try RawClient()
        try client.connect()
        try client.send(.setting((4, 1 << 20)), .window(0, 1 << 20), .get(1, "/?50000"))
        #expect(client.largestFrame == 16_384)
    }
}
