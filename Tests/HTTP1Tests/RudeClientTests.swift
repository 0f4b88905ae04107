import HTTP1
import TestSupport
import Testing

@Suite("Rude clients")
struct RudeClientTests {
    /// What is sent, and which status is the answer; nil if it may be none.
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let statuses: Set<Int?>
        let reason: String

        init(_ text: String, _ statuses: Set<Int?>, because reason: String) {
            self.text = text
            self.statuses = statuses
            self.reason = reason
        }

        var testDescription: String { self.reason }
    }

    static let cases: [Case] = [
        Case("GET /%00 HTTP/1.1\r\n\r\n", [400], because: "no host"),
        Case("BREW / HTTP/1.1\r\nHost: v\r\n\r\n", [501], because: "an unknown method"),
        Case("TRACE / HTTP/1.1\r\nHost: v\r\n\r\n", [501], because: "TRACE"),
        Case("CONNECT v:80 HTTP/1.1\r\nHost: v\r\n\r\n", [400, 501], because: "CONNECT"),
        Case("OPTIONS * HTTP/1.1\r\nHost: v\r\n\r\n", [400], because: "a target that is no path"),
        Case("GET http://v/ HTTP/1.1\r\nHost: v\r\n\r\n", [400], because: "as if to a proxy"),
        Case("GET /a b HTTP/1.1\r\nHost: v\r\n\r\n", [400, nil], because: "a space in the target"),
        Case("GET /a\u{7F} HTTP/1.1\r\nHost: v\r\n\r\n", [400], because: "a control character"),
        Case("GET / HTTP/1.1\r\nHost: v\r\nA B: c\r\n\r\n", [400], because: "a space in a name"),
        Case("GET / HTTP/1.1\r\nHost: v\r\nA : c\r\n\r\n", [400], because: "a space after a name"),
        Case(
            "GET / HTTP/1.1\r\nHost: v\r\nA: \u{1}\r\n\r\n", [400], because: "a control character"),
        Case("GET / HTTP/1.1\r\nHost: v\r\nno colon\r\n\r\n", [400], because: "no colon"),
        Case(
            "GET /a\0b HTTP/1.1\r\nHost: v\r\n\r\n",
            [400], because: "a zero byte in the target"),
        Case(
            "GET /a\0 HTTP/1.1\r\nHost: v\r\n\r\n",
            [400], because: "a zero byte at the end of the target"),
        Case(
            "GET /a  HTTP/1.1\r\nHost: v\r\n\r\n",
            [400, nil], because: "two spaces after the target"),
        Case(
            "GET / HTTP/1.1\r\nHost: v\r\nA: b\0c\r\n\r\n",
            [400], because: "a zero byte in the last value"),
        Case(
            "GET / HTTP/1.1\r\nHost: v\r\nA:\0c\r\n\r\n",
            [400], because: "a zero byte before a value"),
        Case(
            "GET / HTTP/1.1\r\nHost: v\0w\r\nA: b\r\n\r\n",
            [400], because: "a zero byte in another value"),
        Case(
            "GET / HTTP/1.1\r\nHost: v\r\nA: b\r\n c\r\n\r\n",
            [400], because: "a folded value"),
        Case(
            "GET / HTTP/1.1\r\nHost: v\r\n w\r\nA: b\r\n\r\n",
            [400], because: "another folded value"),
        Case(
            "POST / HTTP/1.1\r\nHost: v\r\nContent-Len: 3\r\n\tgth\r\n\r\nabc",
            [400], because: "a length in two parts"),
        Case(
            "GET / HTTP/1.1\r\nHost: v\nA: b\r\n\r\n",
            [400], because: "a line feed alone"),
        Case(
            "GET / HTTP/1.1\r\nHost: v\r\nA:\(String(repeating: " ", count: 64))b\r\n\r\n",
            [400], because: "much white space before a value"),
        Case(
            "GET / HTTP/1.1\r\nHost: v\r\nA\0B: c\r\n\r\n", [400, nil],
            because: "a zero byte in a name"),
        Case(
            "GET / HTTP/1.1\r\nHost: v\r\nA: b\rC: d\r\n\r\n", [400, nil],
            because: "a carriage return in a value"),
        Case(
            "GET / HTTP/1.1\r\n A: b\r\nHost: v\r\n\r\n", [400, nil],
            because: "white space before the first name"),
        Case(
            "GE\0T / HTTP/1.1\r\nHost: v\r\n\r\n", [400, 501, nil],
            because: "a zero byte in the method"),
        Case(
            "POST / HTTP/1.1\r\nHost: v\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "0\r\n\r\n", [400], because: "two lengths that differ"),
        Case(
            "POST / HTTP/1.1\r\nHost: v\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            [400], because: "two lengths"),
        Case(
            "POST / HTTP/1.1\r\nHost: v\r\nContent-Length: -1\r\n\r\n", [400],
            because: "a negative length"),
        Case(
            "POST / HTTP/1.1\r\nHost: v\r\nContent-Length: +1\r\n\r\na", [400],
            because: "a length with a sign"),
        Case(
            "POST / HTTP/1.1\r\nHost: v\r\nContent-Length: 99999999999999999999\r\n\r\n",
            [400, 413], because: "a length beyond all numbers"),
        Case(
            "POST / HTTP/1.1\r\nHost: v\r\nTransfer-Encoding: gzip\r\n\r\n", [501],
            because: "an encoding that is not supported"),
        Case(
            "POST / HTTP/1.1\r\nHost: v\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", [400, nil],
            because: "a chunk without a length"),
        Case(
            "POST / HTTP/1.1\r\nHost: v\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n",
            [400, nil], because: "a chunk that is longer than it says"),
        Case("GET / HTTP/2.0\r\nHost: v\r\n\r\n", [505, nil], because: "another version"),
        Case("GET / HTTP/1.2\r\nHost: v\r\n\r\n", [505, nil], because: "a version to come"),
        Case("GET / XXX\r\nHost: v\r\n\r\n", [400, 505, nil], because: "no version"),
        Case("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400, 501, 505, nil], because: "HTTP/2"),
        Case(
            "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{FC}\u{3}\r\n\r\n", [400, 505, nil],
            because: "TLS"),
        Case("\0\0\0\0\r\n\r\n\r\n", [400, 505, nil], because: "zero bytes"),
    ]

    @Test("are told what is wrong, and harm nobody", arguments: cases)
    func refusal(_ testCase: Case) throws {
        // What libmicrohttpd takes for blank lines before a request is closed for its silence.
        let plane = try TestPlane { $0.idleDurationMax = .seconds(1) }
        let client = try plane.connect()
        try client.send(testCase.text)
        client.endOutput()
        let answer = try client.answer()
        #expect(testCase.statuses.contains(answer?.status), "\(String(describing: answer))")
        #expect(answer?.body.contains("\n/") != true, "the handler has seen it")
        let isClosed = try client.isClosed()
        // Of the pages that libmicrohttpd makes itself, version 0.9.75 sends the head twice.
        #expect(isClosed || client.isEnded && client.rest.hasSuffix("</html>"))
        let bystander = try plane.connect()
        try bystander.send("GET /fine HTTP/1.1\r\nHost: v\r\n\r\n")
        #expect(try bystander.answer()?.status == 200)
    }

    @Test("a request that follows one with two lengths is not taken for a request")
    func smuggling() throws {
        let plane = try TestPlane()
        let client = try plane.connect()
        try client.send(
            """
            POST / HTTP/1.1\r
            Host: v\r
            Content-Length: 4\r
            Transfer-Encoding: chunked\r
            \r
            0\r
            \r
            GET /hidden HTTP/1.1\r
            Host: v\r
            \r\n
            """)
        #expect(try client.answer()?.status == 400)
        #expect(try client.isClosed())
    }

    @Test("may leave at any moment")
    func leaving() throws {
        let plane = try TestPlane()
        let text = "POST /x HTTP/1.1\r\nHost: v\r\nContent-Length: 100\r\n\r\n0123456789"
        for count in 0...text.utf8.count {
            try plane.connect().send(Array(text.utf8.prefix(count)))
        }
        // One asks for much and never reads.
        try plane.connect().send("GET /bytes?9000000 HTTP/1.1\r\nHost: v\r\n\r\n")
        let client = try plane.connect()
        try client.send("GET / HTTP/1.1\r\nHost: v\r\n\r\n")
        #expect(try client.answer()?.status == 200)
    }

    @Test("garbage of every kind harms nobody", arguments: 1...8)
    func garbage(seed: UInt64) throws {
        let plane = try TestPlane()
        var random = SplitMix64(seed: seed)
        let alphabet = Array("GETPOST /?%:\r\n\0\u{FF}HTTP/1.1 Content-Length: 3 chunked".utf8)
        for _ in 0..<40 {
            let client = try plane.connect()
            let count = Int.random(in: 1...400, using: &random)
            try client.send((0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0 })
            client.endOutput()
        }
        let client = try plane.connect()
        try client.send("GET / HTTP/1.1\r\nHost: v\r\n\r\n")
        #expect(try client.answer()?.status == 200, "seed \(seed)")
    }
}
