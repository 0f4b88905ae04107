import PolicyModel
import Testing
import YAML

@Suite("YAML")
struct YAMLTests {
    @Test("texts, lists and mappings are read with their places")
    func values() throws {
        let root = try parse("a: 1\nb:\n  - x\n  - 'true'\n  - {c: ~, \"d\": true}\n")
        let names = try #require(root.members).map(\.name)
        #expect(names == ["a", "b"])
        let elements = try #require(root["b"]?.elements)
        #expect(elements.map(\.position) == [(3, 5), (4, 5), (5, 5)].map(SourcePosition.init))
        #expect(elements[0].text == "x")
        #expect(elements[1].text == "true" && elements[1].bool == nil)
        #expect(elements[2]["c"]?.isNull == true && elements[2]["d"]?.bool == true)
        #expect(root["a"]?.position == SourcePosition(line: 1, column: 4))
        #expect(try parse("").isNull)
        #expect(try parse("# nothing\n").isNull)
        #expect(try parse("a: |\n  one\n  two\n")["a"]?.text == "one\ntwo\n")
    }

    @Test(
        "what is wrong is said with its place",
        arguments: [
            ("a: 1\na: 2\n", 2, 1, "member `a` comes twice"),
            ("a: &x 1\nb: *x\n", 1, 7, "anchors, aliases and tags are not supported"),
            ("a: !!str 1\n", 1, 10, "anchors, aliases and tags are not supported"),
            ("a: 1\n---\nb: 2\n", 2, 1, "a second document is not expected"),
            ("[a]: 1\n", 1, 1, "a name must be a text"),
        ])
    func mistakes(text: String, line: Int, column: Int, message: String) {
        #expect(
            throws: YAMLError(
                position: SourcePosition(line: line, column: column), message: message)
        ) { try parse(text) }
    }

    @Test(
        "malformed text is refused",
        arguments: ["a: [1\n", "a: b: c\n", "\ta: 1\n", "a: \"x\n", "- a\nb\n"])
    func malformed(text: String) throws {
        let error = try #require(throws: YAMLError.self) { try parse(text) }
        #expect(error.position.line >= 1 && !error.message.isEmpty)
    }

    @Test("bytes that are no UTF-8, and zero bytes, are refused")
    func bytes() {
        for text in [[0x61, 0xFF], [0x61, 0]] as [[UInt8]] {
            #expect(throws: YAMLError.self) { try YAMLNode.parse(text) }
        }
    }

    @Test("each limit holds at its border, and not beyond")
    func limits() throws {
        var limits = YAMLLimits()
        limits.byteCountMax = 5
        #expect(try YAMLNode.parse(Array("[a,b]".utf8), limits: limits).elements?.count == 2)
        #expect(throws: YAMLError.self) {
            try YAMLNode.parse(Array("[a,b ]".utf8), limits: limits)
        }
        limits = YAMLLimits()
        limits.nodeCountMax = 3
        #expect(try YAMLNode.parse(Array("[a,b]".utf8), limits: limits).elements?.count == 2)
        #expect(throws: YAMLError.self) {
            try YAMLNode.parse(Array("[a,b,c]".utf8), limits: limits)
        }
        limits = YAMLLimits()
        limits.depthMax = 2
        #expect(try YAMLNode.parse(Array("[a]".utf8), limits: limits).elements?.count == 1)
        #expect(throws: YAMLError.self) {
            try YAMLNode.parse(Array("[[a]]".utf8), limits: limits)
        }
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: YAMLError.self) { try parse(deep) }
    }

    private func parse(_ text: String) throws(YAMLError) -> YAMLNode {
        try YAMLNode.parse(Array(text.utf8))
    }
}
