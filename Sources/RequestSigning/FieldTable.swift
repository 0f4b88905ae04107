/// The header fields of a request by name.
///
/// Names are compared as bytes, without regard to the case of ASCII letters alone: other letters
/// have relatives that Swift's `lowercased()` and `==` would take for ASCII ones.
struct FieldTable {
    private var values: [[UInt8]: [String]] = [:]

    init(_ fields: [SignedRequest.Field]) {
        for field in fields {
            values[field.name.utf8.map(Self.lowered), default: []].append(field.value)
        }
    }

    /// All values under a name, in the order in which they came.
    ///
    /// - Parameter name: In lower case.
    func values(of name: String) -> [String] { values[Array(name.utf8)] ?? [] }

    /// The value of a field that may stand once at most.
    func single(_ name: String) throws(SigningError) -> String? {
        let values = values(of: name)
        guard values.count <= 1 else { throw .repeatedField(name) }
        return values.first
    }

    /// The names that begin so, in alphabetical order.
    func names(beginningWith beginning: String) -> [String] {
        values.keys.filter { $0.starts(with: beginning.utf8) }
            .sorted { $0.lexicographicallyPrecedes($1) }
            .map { String(decoding: $0, as: UTF8.self) }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
