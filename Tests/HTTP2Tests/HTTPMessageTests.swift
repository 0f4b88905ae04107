import HTTPMessage
import Testing

/// Checks the messages that transports fill and handlers read.
@Suite("HTTP messages")
struct HTTPMessageTests {
    @Test("fields keep their order, and are found by name")
    func fields() {
        var fields: HTTPFields = [HTTPField("a", "1"), HTTPField("b", ""), HTTPField("a", "2")]
        #expect(fields.map(\.name) == ["a", "b", "a"])
        #expect(fields.map(\.value) == ["1", "", "2"])
        #expect(fields["a"] == "1")
        #expect(fields["b"] == "")
        #expect(fields["c"] == nil)
        #expect(fields["ab"] == nil)
        #expect(fields.bytes(of: "a").map(Array.init) == [UInt8(ascii: "1")])
        #expect(fields.bytes(of: "") == nil)

        fields.removeAll()
        #expect(fields.isEmpty)
        #expect(fields["a"] == nil)
        fields.append("new", String(repeating: "x", count: 1000))
        #expect(fields.count == 1)
        #expect(fields["new"]?.utf8.count == 1000)
    }

    static let targets: [(target: String, path: String, query: String?)] = [
        ("/a", "/a", nil), ("/a?", "/a", ""), ("/a?b=c?d", "/a", "b=c?d"), ("*", "*", nil),
        ("?q", "", "q"), ("", "", nil),
    ]

    @Test("a target is path and query", arguments: targets)
    func target(_ target: String, _ path: String, _ query: String?) {
        let request = HTTPRequest(method: .get, target: target)
        #expect(request.path == path)
        #expect(request.query == query)
        #expect(request.hasPath("/a") == (path == "/a"))
    }

    @Test(
        "methods are case-sensitive",
        arguments: [
            ("GET", HTTPMethod.get), ("POST", .post), ("PATCH", .patch), ("post", .other),
            ("", .other), ("GETS", .other),
        ])
    func methods(_ name: String, _ method: HTTPMethod) {
        #expect(HTTPMethod(Array(name.utf8).span) == method)
    }

    @Test("a message that is emptied keeps nothing but memory")
    func reuse() {
        var request = HTTPRequest(
            method: .post, target: "/a?b", headers: [HTTPField("x", "y")], body: [1, 2, 3])
        request.removeAll(bodyCapacityMax: 1 << 20)
        #expect(request.method == .other)
        #expect(request.path == "")
        #expect(request.query == nil)
        #expect(request.headers.isEmpty)
        #expect(request.body.isEmpty)
        #expect(request.body.capacity >= 3)
        request.body = Array(repeating: 0, count: 100)
        request.removeAll(bodyCapacityMax: 10)
        #expect(request.body.capacity == 0)
    }
}
