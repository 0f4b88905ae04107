import TestSupport
import Testing

/// RFC 9113 section 8: requests that are well formed, and those that are not.
@Suite("Conformance: messages")
struct ConformanceMessageTests {
    private static func get(_ more: (String, String)...) -> [HTTP2Frame] {
        [.headers(1, RawClient.fields("GET", "/", more))]
    }

    private static func only(_ fields: (String, String)...) -> [HTTP2Frame] {
        [.headers(1, fields)]
    }

    private static let malformed = ConformanceCase.Outcome.streamError(1, Code.protocolError)

    static let fields: [ConformanceCase] = [
        .init("8.2: a name in upper case", get(("X-Name", "v")), malformed),
        .init("8.2: one letter in upper case", get(("x-namE", "v")), malformed),
        .init("8.2.1: a name with a space", get(("x name", "v")), .answer(1, "400")),
        .init("8.2.1: a name with a control character", get(("x\u{1}", "v")), .answer(1, "400")),
        .init("8.2.1: a name with a byte beyond ASCII", get(("xé", "v")), .answer(1, "400")),
        .init("8.2.1: a name with a colon", get(("x:y", "v")), .answer(1, "400")),
        .init("8.2.1: a name of nothing", get(("", "v")), .answer(1, "400")),
        .init("8.2.1: a value with NUL", get(("x", "a\0b")), .answer(1, "400")),
        .init("8.2.1: a value with LF", get(("x", "a\nb")), .answer(1, "400")),
        .init("8.2.1: a value with CR", get(("x", "a\rb")), .answer(1, "400")),
        .init("8.2.1: a value that begins with a space", get(("x", " a")), .answer(1, "400")),
        .init("8.2.1: a value that ends with a space", get(("x", "a ")), .answer(1, "400")),
        .init("8.2.1: a value that begins with a tab", get(("x", "\ta")), .answer(1, "400")),
        .init("8.2.1: a value that ends with a tab", get(("x", "a\t")), .answer(1, "400")),
        .init(
            "8.2.1: a value with a space and a tab inside", get(("x", "a \tb")),
            .answer(1, "200")),
        .init("8.2.1: a value of nothing", get(("x", "")), .answer(1, "200")),
        .init("8.2.2: connection", get(("connection", "keep-alive")), malformed),
        .init("8.2.2: keep-alive", get(("keep-alive", "max=5")), malformed),
        .init("8.2.2: proxy-connection", get(("proxy-connection", "keep-alive")), malformed),
        .init("8.2.2: transfer-encoding", get(("transfer-encoding", "chunked")), malformed),
        .init("8.2.2: upgrade", get(("upgrade", "foo")), malformed),
        .init("8.2.2: TE of trailers", get(("te", "trailers")), .answer(1, "200")),
        .init("8.2.2: TE of anything else", get(("te", "trailers, deflate")), malformed),
    ]

    static let pseudo: [ConformanceCase] = [
        .init("8.3: an unknown pseudo-header", get((":test", "v")), malformed),
        .init("8.3: one of responses", get((":status", "200")), malformed),
        .init(
            "8.3: one after others",
            only((":method", "GET"), (":scheme", "http"), ("x", "v"), (":path", "/")),
            malformed),
        .init("8.3: one in trailers", [.open(1), .headers(1, [(":method", "GET")])], malformed),
        .init(
            "8.3: one of responses in trailers", [.open(1), .headers(1, [(":status", "200")])],
            malformed),
        .init("8.3.1: no method", only((":scheme", "http"), (":path", "/")), malformed),
        .init("8.3.1: no scheme", only((":method", "GET"), (":path", "/")), malformed),
        .init("8.3.1: no path", only((":method", "GET"), (":scheme", "http")), malformed),
        .init("8.3.1: an empty path", [.headers(1, RawClient.fields("GET", ""))], malformed),
        .init("8.3.1: a path that is none", [.headers(1, RawClient.fields("GET", "a"))], malformed),
        .init(
            "8.3.1: two methods",
            only((":method", "GET"), (":method", "GET"), (":scheme", "http"), (":path", "/")),
            malformed),
        .init("8.3.1: two schemes", get((":scheme", "http")), malformed),
        .init("8.3.1: two paths", get((":path", "/")), malformed),
        .init("8.3.1: two authorities", get((":authority", "a")), malformed),
        .init(
            "8.3.1: neither authority nor host",
            only((":method", "GET"), (":scheme", "http"), (":path", "/")),
            malformed),
        .init(
            "8.3.1: an asterisk of OPTIONS", [.headers(1, RawClient.fields("OPTIONS", "*"))],
            .answer(1, "200")),
        .init("8.3.1: an asterisk of GET", [.headers(1, RawClient.fields("GET", "*"))], malformed),
        .init("8.3.1: no fields at all", [.block(1, [])], malformed),
        .init("8.3.1: a host that is the authority", get(("host", "a")), .answer(1, "200")),
        .init("8.3.1: a host that is another", get(("host", "b")), .answer(1, "400")),
        .init(
            "8.3.1: a host instead of the authority",
            only((":method", "GET"), (":scheme", "http"), (":path", "/"), ("host", "b")),
            .answer(1, "200")),
        .init(
            "8.3.1: an authority with a user",
            only((":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "u@a")),
            .answer(1, "400")),
        .init("8.5: CONNECT with a path", [.headers(1, RawClient.fields("CONNECT"))], malformed),
        .init("8.5: CONNECT without an authority", only((":method", "CONNECT")), malformed),
        .init(
            "8.5: CONNECT", only((":method", "CONNECT"), (":authority", "a:80")), .answer(1, "501")),
    ]

    static let bodies: [ConformanceCase] = [
        .init(
            "8.1: trailers",
            [.open(1), .data(1, [1], endStream: false), .headers(1, [("x", "v")])],
            .answer(1, "200")),
        .init(
            "8.1: trailers that don't end the stream",
            [.open(1), .headers(1, [("x", "v")], endStream: false)], malformed),
        .init(
            "8.1: trailers of a connection", [.open(1), .headers(1, [("connection", "close")])],
            malformed),
        .init(
            "8.1.1: as much as announced",
            [.open(1, [("content-length", "2")]), .data(1, [1, 2], endStream: true)],
            .answer(1, "200")),
        .init(
            "8.1.1: less than announced",
            [.open(1, [("content-length", "2")]), .data(1, [1], endStream: true)],
            malformed),
        .init(
            "8.1.1: more than announced",
            [.open(1, [("content-length", "1")]), .data(1, [1, 2], endStream: true)],
            malformed),
        .init(
            "8.1.1: more than announced in several frames",
            [
                .open(1, [("content-length", "1")]), .data(1, [1], endStream: false),
                .data(1, [1], endStream: true),
            ],
            malformed),
        .init("8.1.1: nothing, and 1 announced", get(("content-length", "1")), malformed),
        .init("8.1.1: nothing, and 0 announced", get(("content-length", "0")), .answer(1, "200")),
        .init(
            "8.1.1: less than announced, with trailers",
            [
                .open(1, [("content-length", "2")]), .data(1, [1], endStream: false),
                .headers(1, [("x", "v")]),
            ],
            malformed),
        .init(
            "8.1.1: two lengths",
            [
                .open(1, [("content-length", "1"), ("content-length", "1")]),
                .data(1, [1], endStream: true),
            ], malformed),
        .init("8.1.1: a length that is none", get(("content-length", "x")), malformed),
        .init("8.1.1: a negative length", get(("content-length", "-1")), malformed),
        .init(
            "8.1.1: a length beyond all numbers", get(("content-length", "99999999999999999999")),
            malformed),
        .init(
            "8.1.1: padding is no content",
            [
                .open(1, [("content-length", "1")]),
                .init(kind: .data, flags: 0x9, stream: 1, payload: [2, 7, 0, 0]),
            ],
            .answer(1, "200")),
    ]

    @Test("messages", arguments: fields + pseudo + bodies, [false, true])
    func table(_ testCase: ConformanceCase, byteByByte: Bool) throws {
        try testCase.check(byteByByte: byteByByte)
    }
}
