package import ConditionValues

/// Builds an XML document byte by byte, as the answers of the AWS Query protocol have it.
///
///     var writer = XMLWriter()
///     writer.element("Role") { $0.element("RoleName", "a&b") }
///     // <Role><RoleName>a&amp;b</RoleName></Role>
///
/// Whatever texts hold, the document is well-formed, and a parser gives them back unchanged, with
/// one exception: XML 1.0 has no way to write most control characters nor U+FFFE and U+FFFF. They
/// become U+FFFD, since an answer that can't be parsed would hide everything else too.
package struct XMLWriter: Sendable {
    /// What has been written, in UTF-8.
    package private(set) var bytes: [UInt8] = []

    /// Creates a writer that has written nothing.
    package init() {}

    /// Writes an element whose content `body` gives.
    ///
    /// - Precondition: The name is letters and digits of ASCII and begins with a letter: it is to
    ///   come from the API's model, never from a request.
    package mutating func element(
        _ name: String, namespace: String? = nil, _ body: (inout XMLWriter) -> Void
    ) {
        let isName =
            name.utf8.first.map(Self.isLetter) == true
            && name.utf8.allSatisfy { Self.isLetter($0) || (0x30...0x39).contains($0) }
        precondition(isName, "`\(name)` is no name for an element")
        append("<")
        append(name)
        if let namespace {
            append(" xmlns=\"")
            text(namespace)
            append("\"")
        }
        append(">")
        body(&self)
        append("</")
        append(name)
        append(">")
    }

    /// Writes an element that holds a text.
    package mutating func element(_ name: String, _ value: String) {
        element(name) { $0.text(value) }
    }

    /// Writes an element that holds an integer.
    package mutating func element(_ name: String, _ value: Int) { element(name, String(value)) }

    /// Writes an element that holds `true` or `false`.
    package mutating func element(_ name: String, _ value: Bool) {
        element(name, value ? "true" : "false")
    }

    /// Writes an element that holds a date and time, `2026-11-24T08:01:23Z`.
    package mutating func element(_ name: String, _ value: Timestamp) {
        element(name, value.iso8601)
    }

    /// Writes a list: an element with a `member` for each value, whose content `body` gives.
    package mutating func list<Values: Sequence>(
        _ name: String, _ values: Values, _ body: (inout XMLWriter, Values.Element) -> Void
    ) {
        element(name) { list in
            for value in values { list.element("member") { body(&$0, value) } }
        }
    }

    /// Writes a list of texts.
    package mutating func list(_ name: String, _ values: some Sequence<String>) {
        list(name, values) { $0.text($1) }
    }

    /// Writes a map: an element with an `entry` for each pair of `key` and `value`.
    package mutating func map(_ name: String, _ entries: [(key: String, value: String)]) {
        element(name) { map in
            for entry in entries {
                map.element("entry") {
                    $0.element("key", entry.key)
                    $0.element("value", entry.value)
                }
            }
        }
    }

    /// Writes a text within the element that is open.
    package mutating func text(_ text: String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": append("&amp;")
            case "<": append("&lt;")
            case ">": append("&gt;")
            case "\"": append("&quot;")
            case "'": append("&apos;")
            // A parser makes a line feed of a carriage return that is not escaped.
            case "\r": append("&#xD;")
            case "\t", "\n": append(scalar)
            // The production Char of XML 1.0. Scalars have no surrogates.
            case "\u{0}"..<"\u{20}", "\u{FFFE}"..."\u{FFFF}": append("\u{FFFD}")
            default: append(scalar)
            }
        }
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func append(_ scalar: Unicode.Scalar) {
        bytes.append(contentsOf: UTF8.encode(scalar)!)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20)
    }
}
