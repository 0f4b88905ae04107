/// The header fields of one message, in order.
///
/// All names and values lie one after the other in a single array of bytes, so that refilling the
/// value for the next message allocates nothing. A `String` is made when somebody asks for one.
///
///     var fields: HTTPFields = [HTTPField("content-type", "application/json")]
///     fields["content-type"]  // "application/json"
package struct HTTPFields: Sendable {
    /// Where one field ends, and where its name does. It begins where the one before it ends.
    private struct Extent {
        let valueStart: Int
        let end: Int
    }

    // INVARIANT (extents): of those in use, each has `valueStart <= end <= text.count`, and begins
    // no later than `valueStart`.
    private var text = ByteArena()
    private var extents: [Extent] = []
    /// How many of `extents` are in use; the others are memory for the next message.
    package private(set) var count = 0

    /// Creates an empty list.
    package init() {}

    /// Adds a field at the end. The name must be in lower case, as HTTP/2 has it.
    package mutating func append(_ name: String, _ value: String) {
        self.text.append(name)
        let valueStart = self.text.count
        self.text.append(value)
        self.endField(valueStart: valueStart)
    }

    /// Adds a field at the end from bytes as they came over the wire.
    package mutating func append(name: Span<UInt8>, value: Span<UInt8>) {
        self.text.append(name)
        let valueStart = self.text.count
        self.text.append(value)
        self.endField(valueStart: valueStart)
    }

    /// Takes all fields out and keeps the memory for the next message.
    package mutating func removeAll() {
        self.text.removeAll()
        self.count = 0
    }

    /// The value of the first field of this name, which must be given in lower case.
    ///
    /// - Complexity: O(number of fields). A `String` is made of the value found, and of no other.
    package subscript(name: String) -> String? {
        for index in 0..<self.count where self.nameBytes(at: index).elementsEqual(name.utf8) {
            return String(decoding: self.valueBytes(at: index), as: UTF8.self)
        }
        return nil
    }

    /// The value of the first field of this name, as bytes; the name must be in lower case.
    package func bytes(of name: StaticString) -> ArraySlice<UInt8>? {
        for index in 0..<self.count where self.text.equals(name, in: self.nameRange(at: index)) {
            return self.valueBytes(at: index)
        }
        return nil
    }

    /// The bytes of the name of one field.
    package func nameBytes(at index: Int) -> ArraySlice<UInt8> {
        self.text[self.nameRange(at: index)]
    }

    /// The bytes of the value of one field.
    package func valueBytes(at index: Int) -> ArraySlice<UInt8> {
        self.text[self.valueRange(at: index)]
    }

    /// Lends all names and values, one after the other without any separator.
    ///
    /// With ``nameRange(at:)`` and ``valueRange(at:)`` this is how a transport walks the fields
    /// without making a slice of each.
    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        // SAFETY: lent for the call alone; `body` must not let the pointer escape.
        unsafe self.text.withUnsafeBytes(body)
    }

    /// Where the name of one field lies in what ``withUnsafeBytes(_:)`` lends.
    package func nameRange(at index: Int) -> Range<Int> {
        precondition(index < self.count, "field \(index) of \(self.count)")
        return (index == 0 ? 0 : self.extents[index - 1].end)..<self.extents[index].valueStart
    }

    /// Where the value of one field lies in what ``withUnsafeBytes(_:)`` lends.
    package func valueRange(at index: Int) -> Range<Int> {
        precondition(index < self.count, "field \(index) of \(self.count)")
        return self.extents[index].valueStart..<self.extents[index].end
    }

    /// Makes a field of what has been added to the text.
    private mutating func endField(valueStart: Int) {
        let extent = Extent(valueStart: valueStart, end: self.text.count)
        if self.count < self.extents.count {
            self.extents[self.count] = extent
        } else {
            self.extents.append(extent)
        }
        self.count += 1
    }
}

extension HTTPFields: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { self.count }

    /// One field, copied out as strings.
    package subscript(index: Int) -> HTTPField {
        HTTPField(
            String(decoding: self.nameBytes(at: index), as: UTF8.self),
            String(decoding: self.valueBytes(at: index), as: UTF8.self))
    }
}

extension HTTPFields: ExpressibleByArrayLiteral {
    package init(arrayLiteral fields: HTTPField...) {
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
package struct HTTPField: Sendable, Hashable {
    /// The name, in lower case.
    package var name: String
    /// The value, without surrounding white space.
    package var value: String

    /// Creates a field; the name must be in lower case.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
