import HTTPMessage
import TestSupport
import Testing

@testable import HTTP2

/// Checks that header fields reach the client as the handler meant them, whatever memory they share.
@Suite("HTTP/2 header fields")
struct ResponseHeadTests {
    /// Answers `/json/N` and `/text/N` with a template each, the id N as a varying field, and the
    /// path as body; anything else without a template.
    private final class Handler: HTTPHandler {
        let headerInterest = HeaderInterest(["x-name"])
        private let json = HeaderTemplate([
            HTTPField("content-type", "application/json"), HTTPField("x-common", "j"),
        ])
        private let text = HeaderTemplate([HTTPField("content-type", "text/plain")])

        func respond(to request: borrowing HTTPRequest, with response: inout HTTPResponse) {
            let path = request.path
            if path.hasPrefix("/json") {
                response.headers.begin(with: self.json)
            } else if path.hasPrefix("/text") {
                response.headers.begin(with: self.text)
            } else {
                response.headers.append("content-type", fixed: "image/png")
            }
            if let name = request.header("x-name") {
                response.headers.append("x-name", name)
            }
            response.headers.append("x-id", copying: Array(path.utf8).span, isVarying: true)
            response.body = Array("\(request.headers.count) \(path)".utf8)
        }
    }

    private func expected(_ path: String) -> [(String, String)] {
        let head: [(String, String)] =
            if path.hasPrefix("/json") {
                [("content-type", "application/json"), ("x-common", "j")]
            } else {
                [("content-type", path.hasPrefix("/text") ? "text/plain" : "image/png")]
            }
        return [(":status", "200")] + head + [("x-id", path)]
    }

    @Test("templates, plain fields and varying fields take turns in the same slots")
    func turns() throws {
        let client = try RawClient(handler: Handler())
        try client.connect()
        for round in 0..<40 {
            // Three at a time, so that three slots are in use, each with another kind every time.
            var frames: [HTTP2Frame] = []
            var paths: [Int32: String] = [:]
            for index in 0..<3 {
                let stream = Int32((round * 3 + index) * 2 + 1)
                let path =
                    ["/json/", "/text/", "/other/"][(round + index * round) % 3] + "\(stream)"
                frames.append(.headers(stream, RawClient.fields("GET", path)))
                paths[stream] = path
            }
            try client.send(bytes: frames.flatMap(\.bytes))
            for (stream, path) in paths {
                let answer = try #require(client.answers[stream])
                #expect(answer.fields.elementsEqual(self.expected(path), by: ==), "\(path)")
                #expect(answer.text == "0 \(path)")
            }
        }
    }

    @Test("a stream that is reset before its answer is sent leaves the others' answers alone")
    func reset() throws {
        let client = try RawClient(handler: Handler())
        try client.connect()
        for round in 0..<20 {
            let first = Int32(round * 4 + 1)
            let second = first + 2
            let frames: [HTTP2Frame] = [
                .headers(first, RawClient.fields("GET", "/json/\(first)")),
                HTTP2Frame(kind: .resetStream, stream: first, payload: [0, 0, 0, 8]),
                .headers(second, RawClient.fields("GET", "/text/\(second)")),
            ]
            // All of it in one go, so that the first answer is still waiting when it is reset.
            try client.send(bytes: frames.flatMap(\.bytes))
            #expect(client.answers[first] == nil)
            let answer = try #require(client.answers[second])
            #expect(answer.fields.elementsEqual(self.expected("/text/\(second)"), by: ==))
        }
    }

    @Test("fields that the handler has no interest in are dropped, and still counted")
    func interest() throws {
        let handler = Handler()
        let pool = StreamPool(headerInterest: handler.headerInterest)
        let client = try RawClient(handler: handler, pool: pool)
        try client.connect()
        let more = [("x-other", "1"), ("x-name", "2"), ("x-mane", "3"), ("accept-language", "4")]
        try client.send(.headers(1, RawClient.fields("GET", "/a", more)))
        // One name can't be told from that of interest.
        #expect(client.answers[1]?.text == "2 /a")
        #expect(client.answers[1]?.fields.contains { $0 == ("x-name", "2") } == true)

        let many = (0..<65).map { ("x-number-\($0)", "v") }
        try client.send(.headers(3, RawClient.fields("GET", "/", many)))
        #expect(client.answers[3]?.status == "431")
    }
}
