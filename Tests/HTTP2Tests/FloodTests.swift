import TestSupport
import Testing

@testable import HTTP2

/// Checks how much of what is allowed, and of no use, a client may send.
@Suite("HTTP/2 floods")
struct FloodTests {
    /// Frames of one kind; the first that is one too many ends the connection.
    struct Flood: Sendable, CustomTestStringConvertible {
        let name: String
        let fault: ConnectionFault
        let frame: [UInt8]
        /// What the client has to send before, at the cost of `spentCount` frames.
        var before: [UInt8] = []
        var spentCount = 2

        var testDescription: String { self.name }
    }

    static let floods: [Flood] = [
        .init(name: "PING", fault: .pingFlood, frame: HTTP2Frame.ping.bytes),
        .init(
            name: "confirmations of PING", fault: .pingFlood,
            frame: HTTP2Frame(kind: .ping, flags: 1, payload: HTTP2Frame.ping.payload).bytes),
        .init(name: "SETTINGS", fault: .settingsFlood, frame: HTTP2Frame.settings.bytes),
        .init(
            name: "SETTINGS of many values", fault: .settingsFlood,
            frame: HTTP2Frame.setting((3, 1), (4, 9), (1, 0), (1, 4096)).bytes),
        .init(name: "PRIORITY", fault: .priorityFlood, frame: HTTP2Frame.priority(9, on: 3).bytes),
        .init(
            name: "WINDOW_UPDATE", fault: .windowUpdateFlood,
            frame: HTTP2Frame.window(0, 1).bytes),
        .init(
            name: "WINDOW_UPDATE of a stream", fault: .windowUpdateFlood,
            frame: HTTP2Frame.window(1, 1).bytes, before: HTTP2Frame.open(1).bytes, spentCount: 0),
        .init(
            name: "empty DATA", fault: .smallDataFlood,
            frame: HTTP2Frame.data(1, [], endStream: false).bytes,
            before: HTTP2Frame.open(1).bytes, spentCount: 0),
        .init(
            name: "DATA of a byte", fault: .smallDataFlood,
            frame: HTTP2Frame.data(1, [7], endStream: false).bytes,
            before: HTTP2Frame.open(1).bytes, spentCount: 0),
        .init(
            name: "DATA of 63 bytes", fault: .smallDataFlood,
            frame: HTTP2Frame.data(1, Array(repeating: 7, count: 63), endStream: false).bytes,
            before: HTTP2Frame.open(1).bytes, spentCount: 0),
        .init(
            name: "an unknown type", fault: .unknownFrameFlood,
            frame: HTTP2Frame.raw(type: 0x55, [1])),
    ]

    @Test("useless frames", arguments: floods, [1_000, 1_001])
    func useless(_ flood: Flood, count: Int) throws {
        let pool = StreamPool()
        let client = try RawClient(pool: pool)
        try client.connect()
        try client.send(bytes: flood.before)
        let isFlood = count > 1_000
        for _ in 0..<count - flood.spentCount {
            try client.send(bytes: flood.frame)
        }
        #expect(client.session.isFinished == isFlood)
        #expect(client.goAwayCode == (isFlood ? Code.calm : nil))
        #expect(pool.counts.count(of: flood.fault) == (isFlood ? 1 : 0))
    }

    @Test("a flood that comes at once is no better")
    func together() throws {
        let client = try RawClient()
        try client.connect()
        try client.send(bytes: (0..<5_000).flatMap { _ in HTTP2Frame.ping.bytes })
        #expect(client.goAwayCode == Code.calm)
    }

    @Test("time and requests make up for useless frames")
    func refill() throws {
        let client = try RawClient()
        try client.connect()
        for round in 0..<500 {
            // What a client may do that is small in everything.
            let stream = Int32(round * 2 + 1)
            try client.send(
                .open(stream), .data(stream, [1], endStream: false), .window(stream, 1),
                .window(0, 1), .ping, .data(stream, [2], endStream: true))
            #expect(client.answers[stream]?.text == "post / 2")
        }
        for _ in 0..<20 {
            client.now += .seconds(1)
            for _ in 0..<1_000 { try client.send(.ping) }
        }
        #expect(client.goAwayCode == nil)
        for _ in 0..<1_001 { try client.send(.ping) }
        #expect(client.goAwayCode == Code.calm)
    }

    @Test("cancelled streams", arguments: [(1_000, 0, false), (1_001, 0, true), (1_100, 1, false)])
    func resets(count: Int, seconds: Int, isFlood: Bool) throws {
        let pool = StreamPool()
        let client = try RawClient(pool: pool)
        try client.connect()
        for index in 0..<count {
            let stream = Int32(index * 2 + 1)
            if index == 1_000 { client.now += .seconds(seconds) }
            try client.send(.open(stream), .reset(stream))
        }
        #expect(client.session.isFinished == isFlood)
        #expect(client.goAwayCode == (isFlood ? Code.calm : nil))
        #expect(pool.counts.count(of: .resetFlood) == (isFlood ? 1 : 0))
    }

    @Test("values of one SETTINGS frame", arguments: [(32, false), (33, true)])
    func settings(count: Int, isFlood: Bool) throws {
        let client = try RawClient()
        try client.connect()
        let payload = (0..<count).flatMap { _ -> [UInt8] in [0, 3, 0, 0, 0, 1] }
        try client.send(HTTP2Frame(kind: .settings, payload: payload))
        #expect(client.goAwayCode == (isFlood ? Code.calm : nil))
    }

    @Test("a header block, or a frame, that does not end", arguments: [false, true])
    func stuck(isBlock: Bool) throws {
        let client = try RawClient()
        try client.connect()
        if isBlock {
            try client.send(.block(1, [], flags: 0))
        } else {
            try client.send(bytes: Array(HTTP2Frame.open(1).bytes.prefix(12)))
        }
        client.now += .seconds(9)
        if isBlock { try client.send(.continuation(1, [], flags: 0)) }
        client.session.expireFrame(now: client.now + .seconds(1))
        try client.pull()
        #expect(client.goAwayCode == nil)
        client.session.expireFrame(now: client.now + .milliseconds(1_001))
        try client.pull()
        #expect(client.goAwayCode == Code.calm)
    }

    @Test("a client whose frames never end where a read ends is not stuck")
    func busy() throws {
        let client = try RawClient()
        try client.connect()
        let requests = (0..<40).map { HTTP2Frame.get(Int32($0 * 2 + 1)).bytes }
        let bytes = requests.flatMap(\.self)
        var start = 0
        for index in 1..<40 {
            client.now += .seconds(1)
            let end = index * requests[0].count + 5
            try client.send(bytes: Array(bytes[start..<end]))
            start = end
            client.session.expireFrame(now: client.now)
        }
        #expect(client.goAwayCode == nil)
    }

    @Test("compressed fields do not unfold to more than the limit")
    func bomb() throws {
        let client = try RawClient()
        try client.connect()
        // A field of 4,000 bytes in the table, then named by one byte, thousands of times.
        let value = Array(repeating: UInt8(ascii: "v"), count: 4_000)
        let literal: [UInt8] = [0x40, 1, 120, 0x7f, 0xa1, 0x1e] + value
        try client.send(.block(1, HTTP2Frame.encode(RawClient.fields("GET")) + literal))
        #expect(client.answers[1]?.status == "200")
        let names = Array(repeating: UInt8(0x80 | 62), count: 8)
        try client.send(.block(3, HTTP2Frame.encode(RawClient.fields("GET")) + names.dropLast()))
        #expect(client.answers[3]?.status == "431")
        #expect(throws: HTTP2Error.self) {
            try client.send(.block(5, HTTP2Frame.encode(RawClient.fields("GET")) + names + names))
        }
        try client.pull()
        #expect(client.goAwayCode == Code.calm)
        #expect(client.session.fault == .headerFlood)
    }

    @Test("requests that are refused for their fields", arguments: [(1_000, false), (1_001, true)])
    func refusedFields(count: Int, isFlood: Bool) throws {
        let client = try RawClient()
        try client.connect()
        let block = HTTP2Frame.encode(RawClient.fields("GET", "/", [("", "")]))
        for index in 0..<count { try client.send(.block(Int32(index * 2 + 1), block)) }
        #expect(client.goAwayCode == (isFlood ? Code.calm : nil))
    }

    @Test("empty names and values count as header fields", arguments: [(64, "200"), (65, "431")])
    func emptyFields(count: Int, status: String) throws {
        let client = try RawClient()
        try client.connect()
        let more = (0..<count).map { _ in ("x", "") }
        try client.send(.headers(1, RawClient.fields("GET", "/", more)))
        #expect(client.answers[1]?.status == status)
    }
}
