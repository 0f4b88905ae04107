/// A parsed JSON text in flat form: the bytes, and one array that lists every value in the order
/// of writing (a tape). No value is allocated by itself, and none is decoded before it is asked for.
///
/// The reader is strict where RFC 8259 leaves a choice, because a text that two readers understand
/// differently is a way around a policy: duplicate names, lone surrogates, malformed UTF-8, a byte
/// order mark and anything after the value are errors.
///
///     let tree = try JSONTree(parsing: Array(#"{"action": "s3:GetObject"}"#.utf8))
///     tree.member("action", of: tree.root).flatMap(tree.string)  // "s3:GetObject"
///
/// Nodes belong to the text that they were taken from. Using one with another tree stops the
/// process if it lies beyond the tape, and yields some other value if it does not.
///
/// INVARIANT (tape): `records` is never empty; a container is followed by what it contains, up to
/// its `next`; an object contains names and values by turns.
package struct JSONTree: Sendable {
    /// A value in a tree.
    package struct Node: Sendable, Hashable {
        /// Its place on the tape.
        package let index: Int
    }

    /// What sort of value a node is.
    package enum Kind: UInt8, Sendable, Hashable {
        case object, array, string, number, boolean, null
    }

    /// One value on the tape.
    struct Record: Sendable {
        /// Where the value starts: the brace, the opening quote, the literal's first byte.
        var start: UInt32
        /// The offset behind its last byte.
        var end: UInt32
        /// The tape index behind the value and everything in it. While a container is open, the
        /// index of the container around it.
        var next: UInt32
        var kind: Kind
        /// Whether this is a string with a backslash in it.
        var hasEscapes: Bool

        static let null = Record(start: 0, end: 0, next: 1, kind: .null, hasEscapes: false)
    }

    var bytes: [UInt8] = []
    var records: [Record] = [.null]

    /// Creates an empty tree, whose root is null; ``parse(_:limits:)`` fills it.
    package init() {}

    /// Parses a text.
    ///
    /// - Throws: The first error in the text.
    /// - Complexity: O(*n*) in the length of the text.
    package init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        try parse(bytes, limits: limits)
    }

    /// Replaces the tree with that of another text and reuses the tape's storage, so that after
    /// the largest text nothing is allocated any more. All earlier nodes become meaningless.
    ///
    /// - Throws: The first error in the text; the tree is then empty.
    /// - Complexity: O(*n*) in the length of the text.
    package mutating func parse(
        _ bytes: [UInt8], limits: JSONLimits = .standard
    ) throws(JSONError) {
        // The parser takes the tape over, so that its appends find the storage unshared.
        var parser = JSONParser(bytes: bytes, reusing: records, limits: limits)
        self.records = []
        do {
            try parser.parse()
            self.records = parser.records
            self.bytes = bytes
        } catch {
            self.records = parser.records
            self.records.removeAll(keepingCapacity: true)
            self.records.append(.null)
            self.bytes = []
            throw error
        }
    }

    /// The text's one value.
    package var root: Node { Node(index: 0) }

    /// What sort of value a node is.
    package func kind(_ node: Node) -> Kind { records[node.index].kind }

    /// The members of an object in their order of writing; empty for any other value.
    package func members(of node: Node) -> Members {
        let isObject = records[node.index].kind == .object
        return Members(
            records: records, index: node.index + 1,
            end: isObject ? Int(records[node.index].next) : 0)
    }

    /// The elements of an array in their order of writing; empty for any other value.
    package func elements(of node: Node) -> Elements {
        let isArray = records[node.index].kind == .array
        return Elements(
            records: records, index: node.index + 1,
            end: isArray ? Int(records[node.index].next) : 0)
    }

    /// Whether a value contains nothing: true for empty containers and for all scalars.
    package func isEmpty(_ node: Node) -> Bool {
        Int(records[node.index].next) == node.index + 1
    }

    /// The value of an object's member; `nil` if there is none of that name, or no object.
    ///
    /// - Complexity: O(*members*).
    package func member(_ name: String, of node: Node) -> Node? {
        let object = records[node.index]
        guard object.kind == .object else { return nil }
        var index = node.index + 1
        while index < Int(object.next) {
            if isString(Node(index: index), equalTo: name) { return Node(index: index + 1) }
            index = Int(records[index + 1].next)
        }
        return nil
    }

    /// Whether a Boolean is true; `nil` for any other value.
    package func boolean(_ node: Node) -> Bool? {
        let record = records[node.index]
        return record.kind == .boolean ? bytes[Int(record.start)] == UInt8(ascii: "t") : nil
    }

    /// The bytes of the text that make up a value: between the quotes for a string, undecoded;
    /// from first to last byte for everything else.
    package func bytes(_ node: Node) -> ArraySlice<UInt8> {
        let record = records[node.index]
        let quote = record.kind == .string ? 1 : 0
        return bytes[Int(record.start) + quote..<Int(record.end) - quote]
    }

    /// Whether a string holds a backslash, so that ``bytes(_:)`` are not yet its text.
    package func hasEscapes(_ node: Node) -> Bool { records[node.index].hasEscapes }

    /// The offset of a value's first byte, for strings the opening quote.
    package func offset(_ node: Node) -> Int { Int(records[node.index].start) }

    /// The line and the column of a byte, both from 1, the column counted in bytes.
    ///
    /// - Complexity: O(*offset*).
    package func position(ofByte offset: Int) -> (line: Int, column: Int) {
        bytes.position(ofByte: offset)
    }
}

extension JSONTree {
    /// An object's members, name and value.
    package struct Members: Sequence, IteratorProtocol, Sendable {
        let records: [Record]
        var index: Int
        let end: Int

        /// The next member.
        package mutating func next() -> (name: Node, value: Node)? {
            guard index < end else { return nil }
            defer { index = Int(records[index + 1].next) }
            return (Node(index: index), Node(index: index + 1))
        }
    }

    /// An array's elements.
    package struct Elements: Sequence, IteratorProtocol, Sendable {
        let records: [Record]
        var index: Int
        let end: Int

        /// The next element.
        package mutating func next() -> Node? {
            guard index < end else { return nil }
            defer { index = Int(records[index].next) }
            return Node(index: index)
        }
    }
}

extension [UInt8] {
    /// The line and the column of a byte, both from 1. An offset behind the end is the end.
    func position(ofByte offset: Int) -> (line: Int, column: Int) {
        var line = 1
        var lineStart = 0
        for index in 0..<Swift.min(offset, count) where self[index] == UInt8(ascii: "\n") {
            line += 1
            lineStart = index + 1
        }
        return (line, Swift.min(offset, count) - lineStart + 1)
    }
}
