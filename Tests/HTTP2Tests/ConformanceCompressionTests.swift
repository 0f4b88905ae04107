import TestSupport
import Testing

/// RFC 7541: header blocks.
@Suite("Conformance: header compression")
struct ConformanceCompressionTests {
    private static let fields = HTTP2Frame.encode(RawClient.fields("GET"))
    private static let broken = ConformanceCase.Outcome.connectionError(Code.compression)

    /// A request with more bytes in its block.
    private static func get(_ more: [UInt8]) -> [HTTP2Frame] { [.block(1, fields + more)] }

    private static let name: [UInt8] = [0x00, 0x01, UInt8(ascii: "x")]

    static let cases: [ConformanceCase] = [
        .init("2.3.3: index 0", get([0x80]), broken),
        .init("2.3.3: the last of the static table", get([0x80 | 61]), .answer(1, "200")),
        .init("2.3.3: an index of an empty dynamic table", get([0x80 | 62]), broken),
        .init("2.3.3: an index far beyond", get([0xff, 0x80, 0x01]), broken),
        .init("2.3.3: the index of a name beyond", get([0x40 | 62, 1, 65]), broken),
        .init(
            "2.3.3: the index of a name beyond, not to be indexed", get([0x0f, 47, 1, 65]), broken),
        .init(
            "2.3.3: the index of a name beyond, never to be indexed", get([0x1f, 47, 1, 65]), broken
        ),
        .init(
            "2.3.3: a field indexed and used", get([0x40, 1, 97, 1, 65, 0x80 | 62]),
            .answer(1, "200")),
        .init("6.2.2: a field with an indexed name", get([0x0f, 43, 1, 65]), .answer(1, "200")),
        .init("6.2.3: a field never indexed", get([0x10, 1, 97, 1, 65]), .answer(1, "200")),
        .init("6.2.3: a field never indexed is not", get([0x10, 1, 97, 1, 65, 0x80 | 62]), broken),

        .init(
            "4.2, 6.3: a table as large as it may be", [.block(1, [0x3f, 0xe1, 0x1f] + fields)],
            .answer(1, "200")),
        .init("4.2, 6.3: a table beyond that", [.block(1, [0x3f, 0xe2, 0x1f] + fields)], broken),
        .init(
            "4.2, 6.3: a table far beyond that",
            [.block(1, [0x3f, 0xff, 0xff, 0xff, 0x7f] + fields)], broken),
        .init(
            "4.2: two sizes at the beginning", [.block(1, [0x20, 0x3f, 0xe1, 0x1f] + fields)],
            .answer(1, "200")),
        .init("4.2: a size at the end", get([0x20]), broken),
        .init("4.2: a size in the middle", [.block(1, [0x82, 0x20] + fields.dropFirst())], broken),
        .init(
            "4.4: a table of no bytes forgets",
            [.block(1, [0x40, 1, 97, 1, 65] + []), .block(3, [0x20] + fields + [0x80 | 62])], broken
        ),
        .init(
            "4.3: a smaller table forgets",
            [.block(1, fields + [0x40, 1, 97, 1, 65]), .block(3, [0x20] + fields + [0x80 | 62])],
            broken),

        .init("5.1: a number without an end", get([0xff, 0x80, 0x80]), broken),
        .init(
            "5.1: a number of too many bytes",
            get([0xff] + Array(repeating: 0x80, count: 12) + [1]), broken),
        .init("5.1: a number beyond 32 bits", get([0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]), broken),
        .init(
            "5.1: the length of a name beyond 32 bits",
            get([0x00, 0x7f, 0xff, 0xff, 0xff, 0xff, 0x7f]), broken),
        .init("5.2: a name longer than the block", get([0x00, 0x7f, 0x10, 97]), broken),
        .init("5.2: a value longer than the block", get(name + [0x05, 97]), broken),
        .init("5.2: a block that ends after a name", get(name), broken),
        .init("5.2: a block that ends within a name", get([0x00, 0x02, 97]), broken),
        .init("5.2: a block that ends before a name", get([0x00]), broken),
        .init("5.2: a value in Huffman's code", get(name + [0x81, 0x1f]), .answer(1, "200")),
        .init("5.2: padding of zeros", get(name + [0x81, 0x18]), broken),
        .init("5.2: padding of zeros at its end", get(name + [0x81, 0x1e]), broken),
        .init("5.2: padding of more than seven bits", get(name + [0x82, 0x1f, 0xff]), broken),
        .init("5.2: padding alone", get(name + [0x81, 0xff]), broken),
        .init("5.2: the end of text", get(name + [0x84, 0xff, 0xff, 0xff, 0xff]), broken),
        .init(
            "5.2: the end of text within text", get(name + [0x85, 0x1f, 0xff, 0xff, 0xff, 0xff]),
            broken),
        .init("5.2: a name with bad padding", get([0x00, 0x81, 0x18, 0x01, 97]), broken),
        .init("4.3: an error in trailers", [.open(1), .block(1, [0x80])], broken),
        .init(
            "4.3: an error in the block of a stream that is refused",
            [.headers(1, [(":method", "CONNECT"), (":authority", "a")]), .block(3, [0x80])], broken),
        .init(
            "4.3: an error in a block's continuation",
            [.block(1, fields, flags: 1), .continuation(1, [0x80])], broken),
    ]

    @Test("header blocks", arguments: cases, [false, true])
    func table(_ testCase: ConformanceCase, byteByByte: Bool) throws {
        try testCase.check(byteByByte: byteByByte)
    }
}
