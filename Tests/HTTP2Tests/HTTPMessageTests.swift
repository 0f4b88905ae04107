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

    @Test("a template's fields stand first, whatever the list held before")
    func template() {
        let one = HeaderTemplate([HTTPField("a", "1"), HTTPField("b", "2")])
        let two = HeaderTemplate([HTTPField("a", "3")])
        var fields = HTTPFields()
        for (isOne, expected) in [
            (true, "a1 b2"), (true, "a1 b2"), (false, "a3"), (false, "a3"), (true, "a1 b2"),
        ] {
            if isOne { fields.begin(with: one) } else { fields.begin(with: two) }
            #expect(fields.map { $0.name + $0.value }.joined(separator: " ") == expected)
            fields.append("x", "y")
            #expect(fields.map { $0.name + $0.value }.joined(separator: " ") == expected + " xy")
            fields.removeAll()
        }
        // Another list of the same length, written over the template's bytes.
        fields.append("a", "4")
        fields.append("b", "5")
        fields.removeAll()
        fields.begin(with: one)
        #expect(fields.map(\.value) == ["1", "2"])
    }

    @Test("a field is found by its bytes, and says whether its value will come again")
    func bytes() {
        var fields = HTTPFields()
        fields.append("content-type", fixed: "text/plain")
        fields.append("x-request-id", copying: Array("7".utf8).span, isVarying: true)
        var values: [String] = []
        for name: StaticString in ["x-request-id", "content-type", "x-request-ix"] {
            let isFound = fields.withValue(of: name) { value in
                values.append(String(decoding: value.bytes, as: UTF8.self))
            }
            #expect(isFound == (name.description != "x-request-ix"))
        }
        #expect(values == ["7", "text/plain"])
        var flags: [Bool] = []
        fields.withEachField { _, _, isVarying in flags.append(isVarying) }
        #expect(flags == [false, true])
    }

    @Test("a handler's interest includes what it names")
    func interest() {
        let interest = HeaderInterest(["a", "bcd", String(repeating: "x", count: 200)])
        #expect([1, 3, 63, 100].allSatisfy { interest.includes(nameByteCount: $0) })
        #expect(![0, 2, 4, 62].contains { interest.includes(nameByteCount: $0) })
        #expect((0...300).allSatisfy { HeaderInterest.all.includes(nameByteCount: $0) })
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
        request.content.append([4].span)
        #expect(request.body == [4])
    }
}

extension Span<UInt8> {
    /// A copy of the bytes.
    fileprivate var bytes: [UInt8] { self.indices.map { self[$0] } }
}
