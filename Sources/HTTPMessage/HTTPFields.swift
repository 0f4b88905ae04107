/// The header fields of one message, in order.
///
/// All names and values lie one after the other in a single run of bytes, so that refilling the
/// value for the next message allocates nothing. A `String` is made when somebody asks for one.
///
///     var fields: HTTPFields = [HTTPField("content-type", "application/json")]
///     fields["content-type"]  // "application/json"
public struct HTTPFields: Sendable {
    /// A pair of name and value for each field.
    @usableFromInline private(set) var text = ByteArena()

    /// How many fields there are.
    public private(set) var count = 0

    /// A bit for each of the first 64 fields whose value will hardly come again.
    @usableFromInline private(set) var varying: UInt64 = 0

    /// The template whose fields stand at the beginning of `text`, perhaps from an earlier message;
    /// 0 if it is not known to be any.
    private var templateID: UInt64 = 0

    /// Creates an empty list.
    package init() {}

    /// Adds a field at the end. The name must be in lower case, as HTTP/2 has it.
    package mutating func append(_ name: String, _ value: String) {
        var name = name
        var value = value
        // SAFETY: both pointers are used during the calls alone.
        name.withUTF8 { name in
            value.withUTF8 { value in
                unsafe self.append(
                    name: Span(_unsafeElements: name), value: Span(_unsafeElements: value))
            }
        }
    }

    /// Adds a field with a fixed value, which takes fewer instructions than one with a `String`.
    package mutating func append(_ name: StaticString, fixed value: StaticString) {
        // SAFETY: what static strings point to lives for ever.
        unsafe self.append(
            name: Span(_unsafeElements: name.utf8), value: Span(_unsafeElements: value.utf8))
    }

    /// Adds a field.
    ///
    /// - Parameter isVarying: Whether the value will hardly come again, as that of an identifier.
    ///   It is then not worth a place in the tables of header compression (RFC 7541), where it
    ///   would drive out others and cost more than it saves.
    package mutating func append(
        _ name: StaticString, copying value: Span<UInt8>, isVarying: Bool = false
    ) {
        if isVarying && self.count < UInt64.bitWidth {
            self.varying |= 1 << UInt64(self.count)
        }
        // SAFETY: what static strings point to lives for ever.
        unsafe self.append(name: Span(_unsafeElements: name.utf8), value: value)
    }

    /// Adds a field at the end from bytes as they came over the wire.
    package mutating func append(name: Span<UInt8>, value: Span<UInt8>) {
        if self.count == 0 {
            self.templateID = 0
        }
        self.text.appendPair(name, value)
        self.count += 1
    }

    /// Begins with the fields of a template.
    ///
    /// - Precondition: There are no fields yet.
    package mutating func begin(with template: borrowing HeaderTemplate) {
        precondition(self.count == 0, "a list that has begun already")
        if self.templateID == template.id {
            self.text.restore(count: template.fields.text.count)
        } else {
            self.text.replaceAll(by: template.fields.text)
            self.templateID = template.id
        }
        self.count = template.fields.count
        self.varying = template.fields.varying
    }

    /// Takes all fields out and keeps the memory for the next message.
    package mutating func removeAll() {
        self.text.removeAll()
        self.count = 0
        self.varying = 0
    }

    /// The value of the first field of this name, which must be given in lower case.
    ///
    /// - Complexity: O(number of fields). A `String` is made of the value found, and of no other.
    package subscript(name: String) -> String? {
        var start = 0
        while start < self.text.count {
            let pair = self.text.pair(at: start)
            if pair.first.count == name.utf8.count
                && self.text[pair.first].elementsEqual(name.utf8)
            {
                return String(decoding: self.text[pair.second], as: UTF8.self)
            }
            start = pair.second.upperBound
        }
        return nil
    }

    /// The value of the first field of this name, as bytes; the name must be in lower case.
    package func bytes(of name: StaticString) -> ArraySlice<UInt8>? {
        self.pair(of: name).map { self.text[$0.second] }
    }

    /// Lends the value of the first field of this name, which must be in lower case.
    ///
    /// - Returns: Whether there is such a field; otherwise `body` is not called.
    @discardableResult
    package func withValue(of name: StaticString, _ body: (Span<UInt8>) -> Void) -> Bool {
        guard let pair = self.pair(of: name) else { return false }
        self.text.withSpan(pair.second, body)
        return true
    }

    /// Lends name and value of each field, and whether its value will hardly come again.
    ///
    /// The bytes stay where they are until the list is changed or goes.
    @inlinable
    public func withEachField(
        _ body: (_ name: Span<UInt8>, _ value: Span<UInt8>, _ isVarying: Bool) -> Void
    ) {
        self.text.withSpan { text in
            var start = 0
            for index in 0..<self.count {
                let pair = self.text.pair(at: start)
                let isVarying =
                    index < UInt64.bitWidth && self.varying >> UInt64(index) & 1 == 1
                body(text.extracting(pair.first), text.extracting(pair.second), isVarying)
                start = pair.second.upperBound
            }
        }
    }

    private func pair(of name: StaticString) -> ByteArena.Pair? {
        var start = 0
        while start < self.text.count {
            let pair = self.text.pair(at: start)
            if self.text.equals(name, in: pair.first) { return pair }
            start = pair.second.upperBound
        }
        return nil
    }
}

extension HTTPFields: Sequence {
    /// Whether there are no fields.
    package var isEmpty: Bool { self.count == 0 }

    /// Goes through the fields, each copied out as strings.
    public struct Iterator: IteratorProtocol {
        fileprivate let text: ByteArena
        fileprivate var start = 0

        public mutating func next() -> HTTPField? {
            guard self.start < self.text.count else { return nil }
            let pair = self.text.pair(at: self.start)
            self.start = pair.second.upperBound
            return HTTPField(
                String(decoding: self.text[pair.first], as: UTF8.self),
                String(decoding: self.text[pair.second], as: UTF8.self))
        }
    }

    public func makeIterator() -> Iterator { Iterator(text: self.text) }
}

extension HTTPFields: ExpressibleByArrayLiteral {
    public init(arrayLiteral fields: HTTPField...) {
        self.init(fields)
    }

    /// Creates a list with these fields.
    package init(_ fields: some Sequence<HTTPField>) {
        for field in fields {
            self.append(field.name, field.value)
        }
    }
}

/// A header field as strings, for code off the hot path.
public struct HTTPField: Sendable, Hashable {
    /// The name, in lower case.
    public var name: String
    /// The value, without surrounding white space.
    public var value: String

    /// Creates a field; the name must be in lower case.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
