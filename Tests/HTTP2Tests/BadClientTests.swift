import HTTPMessage
import TestSupport
import Testing

@testable import HTTP2

/// Checks what becomes of clients that break the rules.
@Suite("HTTP/2 clients that misbehave")
struct BadClientTests {
    @Test(
        "an HTTP/1 client is told which protocol this is",
        arguments: [
            "GET / HTTP/1.1\r\n\r\n", "POST /access/v1/evaluation HTTP/1.1\r\n", "PUT / HTTP/1.0",
            "PROPFIND / HTTP/1.1", "P", "PR", "GE",
        ])
    func http1(_ text: String) throws {
        let client = try RawClient()
        var output = ByteArena()
        try client.session.receive(Array(text.utf8).span, now: .zero)
        if text.hasPrefix("PR") && text.count < 3 || text == "P" {
            // Could still be the preface.
            #expect(!client.session.isFinished)
            try client.session.receive(Array("OPFIND / HTTP/1.1\r\n".utf8).span, now: .zero)
        }
        try client.session.appendOutput(to: &output)
        let answer = String(decoding: output.bytes, as: UTF8.self)
        #expect(answer.hasPrefix("HTTP/1.1 426 Upgrade Required\r\n"))
        #expect(answer.hasSuffix("use --http2-prior-knowledge\n"))
        #expect(client.session.isFinished)
    }

    @Test(
        "a client of no known protocol gets nothing",
        arguments: ["\u{16}\u{3}\u{1}", " GET", "get /", "PRI * HTTP/3", "\r\n"])
    func foreign(_ text: String) throws {
        let client = try RawClient()
        #expect(throws: HTTP2Error.badPreface) {
            try client.session.receive(Array(text.utf8).span, now: .zero)
        }
        var output = ByteArena()
        try client.session.appendOutput(to: &output)
        #expect(output.count == 0)
        #expect(client.session.isFinished)
    }

    static let malformed: [(fields: [(String, String)], reason: String)] = [
        ([(":method", "GET"), (":scheme", "http")], "no path"),
        (RawClient.fields() + [("Upper", "v")], "a name in upper case"),
        (RawClient.fields() + [("connection", "close")], "a field of HTTP/1 connections"),
        ([("x", "v")] + RawClient.fields(), "pseudo-headers after others"),
        (RawClient.fields() + [(":path", "/b")], "two paths"),
        (RawClient.fields("GET", ""), "an empty path"),
        (RawClient.fields() + [("content-length", "5")], "no body where 5 bytes are announced"),
    ]

    @Test("a malformed request resets its stream and no other", arguments: malformed.indices)
    func malformedRequest(_ index: Int) throws {
        let handler = Recorder()
        let client = try RawClient(handler: handler)
        try client.connect()
        try client.send(.headers(1, Self.malformed[index].fields))
        let reason = Comment(rawValue: Self.malformed[index].reason)
        #expect(client.answers[1]?.resetCode == RawClient.protocolError, reason)
        #expect(handler.requestCount == 0, reason)

        try client.send(.headers(3, RawClient.fields()))
        #expect(client.answers[3]?.status == "200")
    }

    @Test("a forbidden character in a value is refused, not dropped")
    func forbiddenCharacter() throws {
        let handler = Recorder()
        let client = try RawClient(handler: handler)
        try client.connect()
        try client.send(.headers(1, RawClient.fields("GET", "/", [("x-name", "a\u{1}b")])))
        #expect(client.answers[1]?.status == "400")
        #expect(client.answers[1]?.text == "a header field contains a forbidden character\n")
        #expect(handler.requestCount == 0)
    }

    @Test("CONNECT is refused at once, since it would never end")
    func connectMethod() throws {
        let client = try RawClient()
        try client.connect()
        try client.send(
            .headers(1, [(":method", "CONNECT"), (":authority", "a:80")], endStream: false))
        #expect(client.answers[1]?.status == "501")
        #expect(client.answers[1]?.resetCode == RawClient.noError)
    }

    @Test("CONTINUATION frames", arguments: [(8, true), (9, false)])
    func continuations(count: Int, isAnswered: Bool) throws {
        let client = try RawClient()
        try client.connect()
        let block = HTTP2Frame.encode(RawClient.fields())
        try client.send(
            HTTP2Frame(kind: .headers, flags: HTTP2Frame.endStream, stream: 1, payload: block))
        let bytes = (1...count).flatMap {
            HTTP2Frame(
                kind: .continuation, flags: $0 == count ? HTTP2Frame.endHeaders : 0, stream: 1
            ).bytes
        }
        if isAnswered {
            try client.send(bytes: bytes)
            #expect(client.answers[1]?.status == "200")
        } else {
            try client.send(bytes: bytes)
            #expect(client.goAwayCode == Code.calm)
        }
    }

    @Test("any bytes at all: nothing breaks, nothing is kept", arguments: 1...40)
    func noise(seed: UInt64) throws {
        var random = Random(state: seed)
        let pool = StreamPool()
        do {
            let client = try RawClient(pool: pool)
            try client.connect()
            var frames: [HTTP2Frame] = []
            for _ in 0..<200 {
                let stream = Int32(random.next(64)) * 2 + 1
                switch random.next(6) {
                case 0: frames.append(.headers(stream, RawClient.fields()))
                case 1: frames.append(.headers(stream, RawClient.fields(), endStream: false))
                case 2: frames.append(.data(stream, [1, 2], endStream: random.next(2) == 0))
                case 3: frames.append(.headers(stream, RawClient.fields("GET", "/?70000")))
                case 4:
                    frames.append(
                        HTTP2Frame(kind: .resetStream, stream: stream, payload: [0, 0, 0, 8]))
                default:
                    frames.append(
                        HTTP2Frame(kind: .windowUpdate, stream: stream, payload: [0, 0, 9, 9]))
                }
            }
            var bytes = frames.flatMap(\.bytes)
            for _ in 0..<random.next(4) {
                bytes[Int(random.next(UInt64(bytes.count)))] = UInt8(random.next(256))
            }
            do throws(HTTP2Error) {
                var rest = bytes[...]
                while !rest.isEmpty && !client.session.isFinished {
                    let part = Int(random.next(500)) + 1
                    try client.session.receive(Array(rest.prefix(part)).span, now: client.now)
                    rest = rest.dropFirst(part)
                    if random.next(3) == 0 { client.session.expireStreams(now: client.now) }
                    if random.next(3) == 0 { client.now += .seconds(6) }
                    var output = ByteArena()
                    try client.session.appendOutput(to: &output)
                }
            } catch {
                // As good an end as any.
            }
        }
        #expect(pool.openCount == 0, "seed \(seed)")
        #expect(pool.bufferedByteCount == 0, "seed \(seed)")
    }
}

/// A small generator of random numbers (SplitMix64).
private struct Random {
    var state: UInt64

    mutating func next(_ bound: UInt64) -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        var word = self.state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return (word ^ (word >> 31)) % bound
    }
}
