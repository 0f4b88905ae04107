import TestSupport
import Testing

@testable import HTTP2

/// Checks that requests reach the handler, and answers the client.
@Suite("HTTP/2 requests")
struct RequestTests {
    @Test("a request in one go is answered")
    func simple() throws {
        let client = try RawClient()
        try client.connect()
        try client.send(.headers(1, RawClient.fields("GET", "/a?b=c", [("x-name", "value")])))
        let answer = try #require(client.answers[1])
        #expect(answer.status == "200")
        #expect(answer.text == "get /a 0 value")
        #expect(answer.isEnded)
        #expect(answer.resetCode == nil)
        #expect(answer.fields.map(\.0) == [":status", "x-count"])
        #expect(answer.fields.map(\.1) == ["200", "1"])
    }

    @Test("a connection may arrive byte by byte")
    func byteByByte() throws {
        let client = try RawClient()
        let frames: [HTTP2Frame] = [
            .settings, .headers(1, RawClient.fields(), endStream: false),
            .data(1, [1, 2, 3], endStream: true),
        ]
        for byte in HTTP2Frame.preface + frames.flatMap(\.bytes) {
            try client.send(bytes: [byte])
        }
        #expect(client.answers[1]?.text == "post / 3")
    }

    @Test("a body may come in many frames, padded and empty ones too")
    func manyFrames() throws {
        let client = try RawClient()
        try client.connect()
        try client.send(.headers(1, RawClient.fields(), endStream: false))
        for _ in 0..<900 {
            try client.send(.data(1, Array(repeating: 7, count: 10), endStream: false))
        }
        let padded = [3] + Array(repeating: UInt8(1), count: 5) + [0, 0, 0]
        try client.send(
            HTTP2Frame(kind: .data, flags: HTTP2Frame.padded, stream: 1, payload: padded),
            .data(1, [], endStream: true))
        #expect(client.answers[1]?.text == "post / 9005")
    }

    @Test("streams may be mixed, and end in any order")
    func interleaved() throws {
        let client = try RawClient()
        try client.connect()
        try client.send(
            .headers(1, RawClient.fields("POST", "/one"), endStream: false),
            .headers(3, RawClient.fields("POST", "/three"), endStream: false),
            .data(1, [1], endStream: false),
            .data(3, [1, 2, 3], endStream: true),
            .data(1, [2], endStream: true))
        #expect(client.answers[1]?.text == "post /one 2")
        #expect(client.answers[3]?.text == "post /three 3")
    }

    @Test("a header block may go on in CONTINUATION frames")
    func continuation() throws {
        let client = try RawClient()
        try client.connect()
        let block = HTTP2Frame.encode(RawClient.fields("GET", "/", [("x-name", "split")]))
        let middle = block.count / 2
        try client.send(
            HTTP2Frame(
                kind: .headers, flags: HTTP2Frame.endStream, stream: 1,
                payload: Array(block[..<middle])),
            HTTP2Frame(
                kind: .continuation, flags: HTTP2Frame.endHeaders, stream: 1,
                payload: Array(block[middle...])))
        #expect(client.answers[1]?.text == "get / 0 split")
    }

    @Test("trailers are accepted, and kept from the handler")
    func trailers() throws {
        let client = try RawClient()
        try client.connect()
        try client.send(
            .headers(1, RawClient.fields(), endStream: false), .data(1, [1], endStream: false),
            .headers(1, [("x-name", "late")]))
        #expect(client.answers[1]?.text == "post / 1")
    }

    @Test("HEAD is answered with the head alone, and says how long the body would be")
    func head() throws {
        let client = try RawClient()
        try client.connect()
        try client.send(.headers(1, RawClient.fields("HEAD", "/?1234")))
        let answer = try #require(client.answers[1])
        #expect(answer.body.isEmpty)
        #expect(answer.isEnded)
        #expect(answer.fields.contains { $0 == ("content-length", "1234") })
    }

    @Test("a large answer waits for the client's window")
    func flowControl() throws {
        let client = try RawClient()
        try client.connect()
        try client.send(.headers(1, RawClient.fields("GET", "/?100000")))
        #expect(client.answers[1]?.body.count == 65_535)
        #expect(client.answers[1]?.isEnded == false)

        let more = UInt32(50_000).bigEndianBytes
        try client.send(
            HTTP2Frame(kind: .windowUpdate, payload: more),
            HTTP2Frame(kind: .windowUpdate, stream: 1, payload: more))
        #expect(client.answers[1]?.body.count == 100_000)
        #expect(client.answers[1]?.isEnded == true)
    }

    @Test("slots are used again, whatever became of their streams")
    func slots() throws {
        let pool = StreamPool()
        let client = try RawClient(pool: pool)
        try client.connect()
        for stream in stride(from: Int32(1), to: 600, by: 2) {
            // A long body and a short one in turn, so that leftovers would show.
            let count = stream % 4 == 1 ? 9000 : 1
            try client.send(
                .headers(stream, RawClient.fields(), endStream: false),
                .data(stream, Array(repeating: 1, count: count), endStream: stream % 3 != 0))
            if stream % 3 == 0 {
                try client.send(
                    HTTP2Frame(kind: .resetStream, stream: stream, payload: [0, 0, 0, 8]))
            } else {
                #expect(client.answers[stream]?.text == "post / \(count)")
            }
            #expect(pool.openCount == 0)
            #expect(pool.bufferedByteCount == 0)
        }
    }

    @Test("a connection that goes away gives back what it held")
    func abandoned() throws {
        let pool = StreamPool()
        do {
            let client = try RawClient(pool: pool)
            try client.connect()
            try client.send(
                .headers(1, RawClient.fields(), endStream: false),
                .headers(3, RawClient.fields(), endStream: false),
                .headers(5, RawClient.fields("GET", "/?100000")),
                .data(3, [1, 2, 3], endStream: false))
            #expect(pool.openCount == 3)
            #expect(pool.bufferedByteCount == 100_003)
        }
        #expect(pool.openCount == 0)
        #expect(pool.bufferedByteCount == 0)
    }
}
