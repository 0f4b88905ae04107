import Testing

@testable import StrictJSON

/// Checks which texts are JSON, and where the error is in those that are not.
@Suite("Strict JSON parser")
struct JSONParserTests {
    @Test(
        "accepts",
        arguments: [
            "{}", "[]", "null", "true", "false", "0", "-0", "10", "-1.5e+10", "1E5", "1e-05", "0.0",
            #""""#, " \t\r\n1 \t\r\n", "[1,2 , 3]", #"{"a":1,"b":[{},{"a":[]}],"":null}"#,
            #""\"\\\/\b\f\n\r\t\u0041\u0000""#, #""\uD83D\uDE00""#, #""\uFFFF""#, "\"\u{7F}\"",
            "\"\u{80}\u{7FF}\u{800}\u{D7FF}\u{E000}\u{FFFF}\u{10000}\u{10FFFF}\"",
            #"[{"a":1},{"a":2}]"#, #"{"a":{"a":{"a":1}}}"#,
            #"{"a":1,"A":2,"\u00e1":3,"a\u0301":4}"#,
        ])
    func valid(_ text: String) throws {
        _ = try JSONTree(parsing: Array(text.utf8))
    }

    static let invalidCases: [Invalid] = [
        Invalid("", .unexpectedEnd, at: 0),
        Invalid(" \n ", .unexpectedEnd, at: 3),
        Invalid("\u{FEFF}1", .unexpectedByte, at: 0),
        Invalid("x", .unexpectedByte, at: 0),
        Invalid("tru", .unexpectedByte, at: 0),
        Invalid("True", .unexpectedByte, at: 0),
        Invalid("nulL", .unexpectedByte, at: 0),
        Invalid("truex", .trailingText, at: 4),
        Invalid("1 2", .trailingText, at: 2),
        Invalid("{}]", .trailingText, at: 2),
        Invalid("// 1", .unexpectedByte, at: 0),
        Invalid("[1]/**/", .trailingText, at: 3),
        Invalid("'a'", .unexpectedByte, at: 0),
        Invalid("NaN", .unexpectedByte, at: 0),
        Invalid("\u{A0}1", .unexpectedByte, at: 0),
        // Containers
        Invalid("[", .unexpectedEnd, at: 1),
        Invalid("[1", .unexpectedEnd, at: 2),
        Invalid("[1,", .unexpectedEnd, at: 3),
        Invalid("[1,]", .unexpectedByte, at: 3),
        Invalid("[,1]", .unexpectedByte, at: 1),
        Invalid("[1 2]", .unexpectedByte, at: 3),
        Invalid("[1}", .unexpectedByte, at: 2),
        Invalid("]", .unexpectedByte, at: 0),
        Invalid("{", .unexpectedEnd, at: 1),
        Invalid("{1:2}", .unexpectedByte, at: 1),
        Invalid("{a:2}", .unexpectedByte, at: 1),
        Invalid(#"{"a"}"#, .unexpectedByte, at: 4),
        Invalid(#"{"a" 1}"#, .unexpectedByte, at: 5),
        Invalid(#"{"a":}"#, .unexpectedByte, at: 5),
        Invalid(#"{"a":1,}"#, .unexpectedByte, at: 7),
        Invalid(#"{"a":1"b":2}"#, .unexpectedByte, at: 6),
        Invalid(#"{"a":1]"#, .unexpectedByte, at: 6),
        Invalid(#"{"a":1"#, .unexpectedEnd, at: 6),
        Invalid(#"{"a":"#, .unexpectedEnd, at: 5),
        Invalid(#"{"a""#, .unexpectedEnd, at: 4),
        // Numbers
        Invalid("01", .invalidNumber, at: 0),
        Invalid("-01", .invalidNumber, at: 0),
        Invalid("-", .invalidNumber, at: 1),
        Invalid("+1", .unexpectedByte, at: 0),
        Invalid(".5", .unexpectedByte, at: 0),
        Invalid("1.", .invalidNumber, at: 2),
        Invalid("1.e5", .invalidNumber, at: 2),
        Invalid("1e", .invalidNumber, at: 2),
        Invalid("1e+", .invalidNumber, at: 3),
        Invalid("0x10", .trailingText, at: 1),
        Invalid("-Infinity", .invalidNumber, at: 1),
        // Strings
        Invalid(#"""#, .unexpectedEnd, at: 1),
        Invalid(#""a"#, .unexpectedEnd, at: 2),
        Invalid(#""\"#, .unexpectedEnd, at: 2),
        Invalid("\"a\nb\"", .controlCharacter, at: 2),
        Invalid("\"\u{0}\"", .controlCharacter, at: 1),
        Invalid("\"\u{1F}\"", .controlCharacter, at: 1),
        Invalid(#""\x""#, .invalidEscape, at: 1),
        Invalid(#""\u12""#, .invalidEscape, at: 1),
        Invalid(#""\u12G4""#, .invalidEscape, at: 1),
        Invalid(#""\u123"#, .invalidEscape, at: 1),
        Invalid(#""\U0041""#, .invalidEscape, at: 1),
        Invalid(#""\uD83D""#, .loneSurrogate, at: 1),
        Invalid(#""\uDE00""#, .loneSurrogate, at: 1),
        Invalid(#""\uD83Dx""#, .loneSurrogate, at: 1),
        Invalid(#""\uD83D\n""#, .loneSurrogate, at: 1),
        Invalid(#""\uD83D\u0041""#, .loneSurrogate, at: 1),
        Invalid(#""\uD83D\uD83D""#, .loneSurrogate, at: 1),
        Invalid(#""\uDE00\uD83D""#, .loneSurrogate, at: 1),
        Invalid(#""\uD83D\uD"#, .invalidEscape, at: 7),
        // Duplicates
        Invalid(#"{"a":1,"a":2}"#, .duplicateName, at: 7),
        Invalid(#"{"a":1,"\u0061":2}"#, .duplicateName, at: 7),
        Invalid(#"{"\u0061":1,"b":2,"a":[]}"#, .duplicateName, at: 18),
        Invalid(#"{"\/":1,"/":2}"#, .duplicateName, at: 8),
        Invalid(#"{"😀":1,"\uD83D\uDE00":2}"#, .duplicateName, at: 10),
        Invalid(#"{"":1,"":2}"#, .duplicateName, at: 6),
        Invalid(#"[{"x":{"a":{},"b":1,"a":{}}}]"#, .duplicateName, at: 20),
    ]

    @Test("rejects, with the error's place", arguments: invalidCases)
    func invalid(_ testCase: Invalid) {
        let error = #expect(throws: JSONError.self) { try JSONTree(parsing: testCase.bytes) }
        #expect(error?.kind == testCase.kind)
        #expect(error?.offset == testCase.offset)
    }

    static let malformed: [[UInt8]] = [
        [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xE0, 0x80, 0x80],
        [0xE0, 0x9F, 0xBF], [0xE1, 0x80], [0xE1, 0x80, 0x41], [0xED, 0xA0, 0x80],
        [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
        [0xF0, 0x90, 0x80], [0xF1, 0x80, 0x80, 0xC0], [0xF4, 0x90, 0x80, 0x80],
        [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF],
    ]

    @Test("rejects malformed UTF-8", arguments: malformed)
    func malformedUTF8(_ sequence: [UInt8]) {
        for padding: [UInt8] in [[], Array("....\"".utf8)] {
            let error = #expect(throws: JSONError.self) {
                try JSONTree(parsing: Array("\"ab".utf8) + sequence + padding)
            }
            #expect(error?.kind == .invalidUTF8)
            #expect(error?.offset == 3)
        }
    }

    @Test("says line and column in bytes")
    func position() {
        let error = #expect(throws: JSONError.self) {
            try JSONTree(parsing: Array("{\r\n  \"é\": 1,\n  \"é\": x}".utf8))
        }
        #expect(error?.line == 3)
        #expect(error?.column == 9)
        #expect(error?.message == "expected a value")
    }

    @Test("finds duplicates in objects on both sides of the pairwise limit", arguments: 14...40)
    func manyMembers(count: Int) throws {
        let names = (0..<count).map { "\"name-\($0)\":{\"x\":[\($0)]}" }.joined(separator: ",")
        _ = try JSONTree(parsing: Array("{\(names)}".utf8))
        for index in [0, count / 2, count - 1] {
            let text = "{\(names),\"\\u006eame-\(index)\":1}"
            let error = #expect(throws: JSONError.self) { try JSONTree(parsing: Array(text.utf8)) }
            #expect(error?.kind == .duplicateName)
            #expect(error?.offset == names.utf8.count + 2)
            #expect(error?.message == "duplicate member `name-\(index)`")
        }
    }

    @Test("takes an object of 200,000 members")
    func hugeObject() throws {
        let text = "{" + (0..<200_000).map { "\"\($0)\":0" }.joined(separator: ",") + "}"
        let tree = try JSONTree(parsing: Array(text.utf8))
        #expect(tree.members(of: tree.root).reduce(0) { count, _ in count + 1 } == 200_000)
    }
}

/// Checks both sides of every limit.
@Suite("Limits of the JSON parser")
struct JSONLimitTests {
    func kind(of text: String, _ limits: JSONLimits) -> JSONError.Kind? {
        do {
            _ = try JSONTree(parsing: Array(text.utf8), limits: limits)
            return nil
        } catch {
            return error.kind
        }
    }

    @Test("limits nesting", arguments: [("[", "]"), ("{\"a\":", "}")])
    func depth(_ open: String, _ close: String) {
        for depth in [1, 16, 64] {
            let limits = JSONLimits(depthMax: depth, byteCountMax: 9999, nodeCountMax: 9999)
            func nested(_ depth: Int) -> String {
                String(repeating: open, count: depth - 1) + "{}"
                    + String(repeating: close, count: depth - 1)
            }
            #expect(kind(of: nested(depth), limits) == nil)
            #expect(kind(of: nested(depth + 1), limits) == .tooDeep)
            // Siblings do not add up.
            let siblings = depth == 1 ? "[1]" : "[\(nested(depth - 1)),\(nested(depth - 1))]"
            #expect(kind(of: siblings, limits) == nil)
        }
    }

    @Test("limits length")
    func length() {
        let limits = JSONLimits(depthMax: 1, byteCountMax: 10, nodeCountMax: 10)
        #expect(kind(of: "1234567890", limits) == nil)
        #expect(kind(of: "1234567890 ", limits) == .tooLong)
    }

    @Test("limits the number of values, names included")
    func nodes() {
        let limits = JSONLimits(depthMax: 4, byteCountMax: 100, nodeCountMax: 5)
        #expect(kind(of: "[1,2,3,4]", limits) == nil)
        #expect(kind(of: "[1,2,3,4,5]", limits) == .tooManyNodes)
        #expect(kind(of: #"{"a":1,"b":2}"#, limits) == nil)
        #expect(kind(of: #"{"a":1,"b":{},"c":3}"#, limits) == .tooManyNodes)
    }

    @Test("survives a million open brackets")
    func hostileNesting() {
        let limits = JSONLimits(depthMax: 1 << 20, byteCountMax: 1 << 22, nodeCountMax: 1 << 21)
        #expect(kind(of: String(repeating: "[", count: 1_000_000), limits) == .unexpectedEnd)
    }
}

struct Invalid: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let kind: JSONError.Kind
    let offset: Int

    init(_ text: String, _ kind: JSONError.Kind, at offset: Int) {
        self.bytes = Array(text.utf8)
        self.kind = kind
        self.offset = offset
    }

    var testDescription: String { "'\(String(decoding: bytes, as: UTF8.self))' \(kind)" }
}
