import EventLoop
import HTTP1
import HTTPMessage
import TestSupport
import Testing

@Suite("Requests")
struct RequestTests {
    let plane: TestPlane

    init() throws {
        self.plane = try TestPlane()
    }

    @Test("reach the handler as they were sent: target, header fields, body")
    func mirror() throws {
        let client = try self.plane.connect()
        try client.send(
            """
            POST /a%2Fb/../%C3%A9//?x=%20+&y&x=2?&=%00 HTTP/1.1\r
            Host: verdict\r
            X-Twice: one\r
            AUTHORIZATION: AWS4-HMAC-SHA256 Credential=a/b,  Signature=c\r
            x-twice:  two \t\r
            X-Empty:\r
            Content-Length: 7\r
            \r
            a\0b\r\nc\n
            """)
        let answer = try #require(try client.answer())
        #expect(answer.status == 200)
        #expect(
            answer.body == """
                post
                /a%2Fb/../%C3%A9//
                x=%20+&y&x=2?&=%00
                host=verdict
                x-twice=one
                authorization=AWS4-HMAC-SHA256 Credential=a/b,  Signature=c
                x-twice=two
                x-empty=
                content-length=7

                a\0b\r\nc\n
                """)
        #expect(answer.headers.filter { $0.name == "x-count" }.map(\.value) == ["1", "2"])
        #expect(answer.header("content-type") == "text/plain")
        #expect(answer.header("content-length") == "\(answer.body.utf8.count)")
    }

    @Test("come one after the other on one connection, also without waiting for the answers")
    func pipelining() throws {
        let client = try self.plane.connect()
        let requests = (0..<50).map { number in
            number % 2 == 0
                ? "GET /\(number) HTTP/1.1\r\nHost: v\r\n\r\n"
                : "PUT /\(number) HTTP/1.1\r\nHost: v\r\nContent-Length: 3\r\n\r\nabc"
        }
        try client.send(requests.joined())
        for number in 0..<50 {
            let answer = try #require(try client.answer())
            #expect(answer.status == (number % 2 == 0 ? 200 : 201))
            #expect(answer.body.contains("\n/\(number)\nnone\n"))
            #expect(answer.body.hasSuffix("abc") == (number % 2 == 1))
        }
        try client.send("GET /last HTTP/1.1\r\nHost: v\r\nConnection: close\r\n\r\n")
        #expect(try client.answer()?.header("connection")?.lowercased() == "close")
        #expect(try client.isClosed())
    }

    @Test("may come byte by byte")
    func trickle() throws {
        let client = try self.plane.connect()
        let text = "POST /slow?q HTTP/1.1\r\nHost: v\r\nContent-Length: 4\r\n\r\nbody"
        for byte in text.utf8 { try client.send([byte]) }
        #expect(try client.answer()?.body.hasSuffix("\n\nbody") == true)
    }

    @Test("may come in chunks")
    func chunked() throws {
        let client = try self.plane.connect()
        try client.send("POST / HTTP/1.1\r\nHost: v\r\nTransfer-Encoding: chunked\r\n\r\n")
        try client.send("3\r\nabc\r\nA;name=value\r\n0123456789\r\n0\r\nX-Trailer: t\r\n\r\n")
        let answer = try #require(try client.answer())
        #expect(answer.body.hasSuffix("\n\nabc0123456789"))
        #expect(!answer.body.contains("x-trailer"))
        try client.send("GET / HTTP/1.1\r\nHost: v\r\n\r\n")
        #expect(try client.answer()?.status == 200)
    }

    @Test("may have white space before a value, as much as is allowed")
    func whiteSpace() throws {
        let client = try self.plane.connect()
        let space = String(repeating: " ", count: 63)
        try client.send("GET / HTTP/1.1\r\nHost:v\r\nA:\(space)b\r\nC:\t\r\nD:\r\n\r\n")
        let answer = try #require(try client.answer())
        #expect(answer.body == "get\n/\nnone\nhost=v\na=b\nc=\nd=\n\n")
    }

    @Test("that ask first are told to go on")
    func expectContinue() throws {
        let client = try self.plane.connect()
        try client.send(
            "POST / HTTP/1.1\r\nHost: v\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
        #expect(try client.answer(hasBody: false)?.status == 100)
        try client.send("body")
        #expect(try client.answer()?.body.hasSuffix("\n\nbody") == true)
    }

    @Test("HEAD gets the length, and no body")
    func head() throws {
        let client = try self.plane.connect()
        try client.send("HEAD /bytes?1000 HTTP/1.1\r\nHost: v\r\n\r\n")
        let answer = try #require(try client.answer(hasBody: false))
        #expect(answer.status == 200)
        #expect(answer.header("content-length") == "1000")
        try client.send("GET /bytes?3 HTTP/1.1\r\nHost: v\r\n\r\n")
        #expect(try client.answer()?.body == "xxx")
    }

    @Test("get large answers whole, also if the client is slow to read")
    func largeAnswer() throws {
        let client = try self.plane.connect()
        try client.send("GET /bytes?5000000 HTTP/1.1\r\nHost: v\r\n\r\n")
        let other = try self.plane.connect()
        try other.send("GET /bytes?2 HTTP/1.1\r\nHost: v\r\n\r\n")
        #expect(try other.answer()?.body == "xx")
        #expect(try client.answer()?.body.utf8.count == 5_000_000)
    }

    @Test("may be those of HTTP/1.0")
    func oldVersion() throws {
        let client = try self.plane.connect()
        try client.send("GET / HTTP/1.0\r\n\r\n")
        #expect(try client.answer()?.status == 200)
        #expect(try client.isClosed())
    }

    @Test("can't be deferred here; and an answer that can't be sent is an error")
    func badAnswers() throws {
        let client = try self.plane.connect()
        try client.send("GET /deferred HTTP/1.1\r\nHost: v\r\n\r\n")
        #expect(try client.answer()?.status == 503)
        try client.send("GET /unsendable HTTP/1.1\r\nHost: v\r\n\r\n")
        let answer = try #require(try client.answer())
        #expect(answer.status == 500)
        #expect(answer.body == "the answer can't be sent\n")
        #expect(answer.header("x-field") == nil)
    }

    @Test("curl, over TCP and IPv6, with reused connections", arguments: ["127.0.0.1", "::1"])
    func curlClient(host: String) throws {
        let server = try HTTP1Server(addresses: [.tcp(host: host, port: 0)]) { MirrorHandler() }
        defer { #expect(throws: Never.self) { try server.stop() } }
        guard case .tcp(_, let port) = server.addresses[0] else { return }
        #expect(port != 0)
        let url = "http://\(server.addresses[0])"
        let output = try curl(
            "\(url)/first?a=1", "\(url)/second", "--data", "k=v", "-H", "X-Own: yes",
            "--write-out", "\n%{http_code} %{num_connects}\n")
        #expect(output.contains("post\n/first\na=1\n"))
        #expect(output.contains("x-own=yes\n"))
        #expect(output.contains("k=v\n200 1\n"))
        #expect(output.contains("post\n/second\nnone\n"))
        #expect(output.hasSuffix("k=v\n200 0\n"), "\(output)")
    }
}
