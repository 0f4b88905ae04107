import StrictJSON

/// A value that is kept as JSON.
protocol JSONCoded {
    /// Reads a value.
    ///
    /// - Throws: Where it is not what it has to be.
    init(reading node: JSONTree.Node, in tree: JSONTree) throws(MemberError)

    /// Writes the value; what is written reads back as the same.
    func write(to writer: inout JSONWriter)
}

/// A value that is kept as a JSON object, whose members are said once for both ways.
///
///     extension Tag: ObjectCoded {
///         static var blank: Tag { Tag(key: "", value: "") }
///         mutating func code<Coder: MemberCoder>(_ coder: inout Coder) throws(Coder.Failure) {
///             try coder.member("key", &key)
///             try coder.member("value", &value)
///         }
///     }
protocol ObjectCoded: JSONCoded {
    /// A value to read members into.
    static var blank: Self { get }

    /// Hands every member to the coder, in the order in which they are written. Which members these
    /// are must not depend on values.
    mutating func code<Coder: MemberCoder>(_ coder: inout Coder) throws(Coder.Failure)

    /// What is wrong with the members taken together, if something is.
    var flaw: String? { get }
}

/// One way over a value's members: writing them, or reading them.
protocol MemberCoder {
    /// What can go wrong on the way.
    associatedtype Failure: Error

    /// A member that is always there.
    mutating func member<Value: JSONCoded>(
        _ name: String, _ value: inout Value
    ) throws(Failure)

    /// A member that is left out if there is no value.
    mutating func member<Value: JSONCoded>(
        _ name: String, _ value: inout Value?
    ) throws(Failure)
}

extension ObjectCoded {
    var flaw: String? { nil }

    init(reading node: JSONTree.Node, in tree: JSONTree) throws(MemberError) {
        guard tree.kind(node) == .object else { throw MemberError(.expected("an object")) }
        var reader = MemberReader(tree: tree, object: node)
        self = .blank
        try code(&reader)
        try reader.finish()
        if let flaw { throw MemberError(.flaw(flaw)) }
    }

    func write(to writer: inout JSONWriter) {
        writer.object { object in
            var coder = MemberWriter()
            // Exchanged and not copied, so that the bytes so far are not copied either.
            swap(&coder.writer, &object)
            // A coder that writes leaves values as they are.
            var copy = self
            copy.code(&coder)
            swap(&coder.writer, &object)
        }
    }
}

extension String: JSONCoded {
    init(reading node: JSONTree.Node, in tree: JSONTree) throws(MemberError) {
        guard let text = tree.string(node) else { throw MemberError(.expected("a string")) }
        self = text
    }

    func write(to writer: inout JSONWriter) { writer.string(self) }
}

extension Bool: JSONCoded {
    init(reading node: JSONTree.Node, in tree: JSONTree) throws(MemberError) {
        guard let value = tree.boolean(node) else {
            throw MemberError(.expected("`true` or `false`"))
        }
        self = value
    }

    func write(to writer: inout JSONWriter) { writer.boolean(self) }
}

extension Int: JSONCoded {
    init(reading node: JSONTree.Node, in tree: JSONTree) throws(MemberError) {
        guard tree.kind(node) == .number, let value = tree.text(node).flatMap({ Int($0) }) else {
            throw MemberError(.expected("an integer"))
        }
        self = value
    }

    func write(to writer: inout JSONWriter) { writer.integer(self) }
}

extension Int64: JSONCoded {
    init(reading node: JSONTree.Node, in tree: JSONTree) throws(MemberError) {
        self = Int64(try Int(reading: node, in: tree))
    }

    func write(to writer: inout JSONWriter) { writer.integer(Int(self)) }
}

extension Array: JSONCoded where Element: JSONCoded {
    init(reading node: JSONTree.Node, in tree: JSONTree) throws(MemberError) {
        guard tree.kind(node) == .array else { throw MemberError(.expected("an array")) }
        self = []
        for element in tree.elements(of: node) {
            append(try Element(reading: element, in: tree))
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.array { writer in
            for element in self { element.write(to: &writer) }
        }
    }
}
