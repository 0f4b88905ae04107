/// The header fields of one message, in order.
///
/// All names and values lie one after the other in a single array of bytes, so that refilling the
/// value for the next message allocates nothing. A `String` is made when somebody asks for one.
///
///     var fields: HTTPFields = [HTTPField("content-type", "application/json")]
///     fields["content-type"]  // "application/json"
package struct HTTPFields: Sendable {
    /// Where one field lies in `text`: its name first, its value directly after.
    private struct Extent {
        let start: Int
        let valueStart: Int
        let end: Int
    }

    // INVARIANT (extents): each has `start <= valueStart <= end <= text.count`.
    private var text: [UInt8] = []
    private var extents: [Extent] = []

    /// Creates an empty list.
    package init() {}

    /// Adds a field at the end. The name must be in lower case, as HTTP/2 has it.
    package mutating func append(_ name: String, _ value: String) {
        let start = self.text.count
        self.text.append(contentsOf: name.utf8)
        let valueStart = self.text.count
        self.text.append(contentsOf: value.utf8)
        self.extents.append(Extent(start: start, valueStart: valueStart, end: self.text.count))
    }

    /// Adds a field at the end from bytes as they came over the wire.
    package mutating func append(name: Span<UInt8>, value: Span<UInt8>) {
        let start = self.text.count
        self.text.append(copying: name)
        let valueStart = self.text.count
        self.text.append(copying: value)
        self.extents.append(Extent(start: start, valueStart: valueStart, end: self.text.count))
    }

    /// Takes all fields out and keeps the memory for the next message.
    package mutating func removeAll() {
        self.text.removeAll(keepingCapacity: true)
        self.extents.removeAll(keepingCapacity: true)
    }

    /// The value of the first field of this name, which must be given in lower case.
    ///
    /// - Complexity: O(number of fields). A `String` is made of the value found, and of no other.
    package subscript(name: String) -> String? {
        for index in self.extents.indices where self.nameBytes(at: index).elementsEqual(name.utf8) {
            return String(decoding: self.valueBytes(at: index), as: UTF8.self)
        }
        return nil
    }

    /// The value of the first field of this name, as bytes; the name must be in lower case.
    package func bytes(of name: StaticString) -> ArraySlice<UInt8>? {
        for index in self.extents.indices {
            let extent = self.extents[index]
            if self.text.span.extracting(extent.start..<extent.valueStart).equals(name) {
                return self.valueBytes(at: index)
            }
        }
        return nil
    }

    /// The bytes of the name of one field.
    package func nameBytes(at index: Int) -> ArraySlice<UInt8> {
        self.text[self.extents[index].start..<self.extents[index].valueStart]
    }

    /// The bytes of the value of one field.
    package func valueBytes(at index: Int) -> ArraySlice<UInt8> {
        self.text[self.extents[index].valueStart..<self.extents[index].end]
    }

    /// All names and values, one after the other without any separator.
    ///
    /// With ``lengths(at:)`` this is how a transport walks the fields without making a slice of
    /// each.
    package var concatenated: [UInt8] { self.text }

    /// How many bytes of ``concatenated`` are the name and the value of one field.
    package func lengths(at index: Int) -> (name: Int, value: Int) {
        let extent = self.extents[index]
        return (extent.valueStart - extent.start, extent.end - extent.valueStart)
    }
}

extension HTTPFields: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { self.extents.count }

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

extension [UInt8] {
    /// Adds a copy of the bytes at the end.
    package mutating func append(copying bytes: Span<UInt8>) {
        // SAFETY: the pointer is used during the call alone.
        unsafe bytes.withUnsafeBufferPointer { unsafe self.append(contentsOf: $0) }
    }
}
