import Testing

@testable import StrictJSON

/// Checks what can be read off a parsed text.
@Suite("JSON tree")
struct JSONTreeTests {
    func tree(_ text: String) throws -> JSONTree { try JSONTree(parsing: Array(text.utf8)) }

    @Test("walks members and elements in order")
    func walk() throws {
        let tree = try tree(#"{"a": [1, [2, {}], {"x": []}], "b": {}, "c": -1.50e2}"#)
        let members = tree.members(of: tree.root)
        #expect(members.map { tree.string($0.name) } == ["a", "b", "c"])
        #expect(members.map { tree.kind($0.value) } == [.array, .object, .number])
        let array = try #require(tree.member("a", of: tree.root))
        #expect(tree.elements(of: array).map(tree.kind) == [.number, .array, .object])
        let last = try #require(tree.member("c", of: tree.root))
        #expect(tree.text(last) == "-1.50e2")
    }

    @Test("gives nothing for the wrong kind of value")
    func wrongKind() throws {
        for text in ["[1]", "1", "null", "true"] {
            let tree = try tree(text)
            #expect(tree.members(of: tree.root).first { _ in true } == nil)
            #expect(tree.member("a", of: tree.root) == nil)
            #expect(tree.string(tree.root) == nil)
        }
        for text in [#"{"a": 1}"#, #""a""#, "null"] {
            let tree = try tree(text)
            #expect(tree.elements(of: tree.root).first { _ in true } == nil)
            #expect(tree.boolean(tree.root) == nil)
        }
    }

    @Test(
        "decodes strings",
        arguments: [
            (#""plain""#, "plain"), (#""""#, ""), (#""\"\\\/""#, "\"\\/"),
            (#""\b\f\n\r\t""#, "\u{8}\u{C}\n\r\t"), (#""\u00e9\u00E9é""#, "ééé"),
            (#""\uD83D\uDE00!""#, "😀!"), (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
            (#""a\u0000b""#, "a\u{0}b"), (#""\\u0041""#, "\\u0041"), (#""\uFFFD""#, "\u{FFFD}"),
        ])
    func strings(_ text: String, _ decoded: String) throws {
        let tree = try tree(text)
        let string = try #require(tree.string(tree.root))
        #expect(string.utf8.elementsEqual(decoded.utf8))
        #expect(tree.isString(tree.root, equalTo: decoded))
        #expect(!tree.isString(tree.root, equalTo: decoded + "x"))
        #expect(tree.hasEscapes(tree.root) == text.contains("\\"))
        #expect(tree.bytes(tree.root).elementsEqual(text.utf8.dropFirst().dropLast()))
    }

    @Test("gives scalars as text, as they were written")
    func text() throws {
        let tree = try tree(
            #"["s", 10e0, true, false, null, [], {}]"#)
        let texts = tree.elements(of: tree.root).map { tree.text($0) }
        #expect(texts == ["s", "10e0", "true", "false", nil, nil, nil])
        let booleans = tree.elements(of: tree.root).map { tree.boolean($0) }
        #expect(booleans == [nil, nil, true, false, nil, nil, nil])
    }

    @Test("finds members through escapes, and compares code points")
    func member() throws {
        let tree = try tree(#"{"caf\u00e9": 1, "cafe\u0301": 2, "x": 3}"#)
        #expect(tree.member("caf\u{E9}", of: tree.root).flatMap(tree.text) == "1")
        #expect(tree.member("cafe\u{301}", of: tree.root).flatMap(tree.text) == "2")
        #expect(tree.member("x", of: tree.root).flatMap(tree.text) == "3")
        #expect(tree.member("X", of: tree.root) == nil)
    }

    @Test("knows offsets, raw bytes and positions")
    func places() throws {
        let tree = try tree("{\n  \"a\": [1,\n2]}\n")
        let array = try #require(tree.member("a", of: tree.root))
        #expect(tree.offset(array) == 9)
        #expect(tree.bytes(array).elementsEqual("[1,\n2]".utf8))
        #expect(tree.position(ofByte: 9) == (2, 8))
        #expect(tree.position(ofByte: 0) == (1, 1))
        #expect(tree.position(ofByte: 13) == (3, 1))
        #expect(tree.position(ofByte: 9999) == (4, 1))
        let index = JSONLineIndex(tree)
        for offset in 0...17 {
            #expect(index.position(ofByte: offset) == tree.position(ofByte: offset))
        }
    }

    @Test("scans plain text of every length and finds every special byte")
    func plainText() {
        for length in 0...20 {
            let plain = [UInt8](repeating: UInt8(ascii: "~"), count: length)
            #expect(plain.endOfPlainText(from: 0) == length)
            for place in 0..<length {
                for byte in UInt8.min...UInt8.max {
                    var text = plain
                    text[place] = byte
                    let isSpecial = byte < 0x20 || byte > 0x7F || byte == 0x22 || byte == 0x5C
                    #expect(text.endOfPlainText(from: 0) == (isSpecial ? place : length))
                }
            }
        }
    }

    @Test("is empty at first and after an error, and can be filled again")
    func reuse() throws {
        var tree = JSONTree()
        #expect(tree.kind(tree.root) == .null)
        try tree.parse(Array("[1]".utf8))
        #expect(tree.kind(tree.root) == .array)
        #expect(throws: JSONError.self) { try tree.parse(Array("[1".utf8)) }
        #expect(tree.kind(tree.root) == .null)
        #expect(tree.elements(of: tree.root).first { _ in true } == nil)
        let copy = tree
        try tree.parse(Array("{}".utf8))
        #expect(tree.kind(tree.root) == .object)
        #expect(copy.kind(copy.root) == .null)
    }

    @Test("reads back what the writer has written")
    func writer() throws {
        for value in UInt8.min...0x7F {
            let text = "a\(Character(Unicode.Scalar(value)))é😀"
            var writer = JSONWriter()
            writer.array {
                $0.string(text)
                $0.object {
                    $0.name(text)
                    $0.integer(Int(value))
                }
            }
            let tree = try JSONTree(parsing: writer.bytes)
            let elements = Array(tree.elements(of: tree.root))
            #expect(tree.isString(elements[0], equalTo: text))
            #expect(tree.member(text, of: elements[1]).flatMap(tree.text) == "\(value)")
        }
    }

    @Test("keeps the tape's storage from parse to parse")
    func storage() throws {
        var tree = try tree("[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]")
        let capacity = tree.records.capacity
        for text in ["[1,2]", "{}", "[1,2,3,4,5,6,7,8,9,10,11,12,13]"] {
            try tree.parse(Array(text.utf8))
            #expect(tree.records.capacity == capacity)
        }
    }
}
