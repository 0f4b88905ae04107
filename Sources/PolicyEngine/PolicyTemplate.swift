import PolicyModel
import WildcardAutomata

/// A policy's text with its wildcards and variables found but not yet replaced.
///
/// Rules of the policy language: a variable is `${key}` or `${key, 'default'}` and ends at the
/// first `}`; `${*}`, `${?}` and `${$}` are the characters themselves; `${` that is never closed is
/// text. In the language of 2008 there are no variables.
struct PolicyTemplate {
    /// One element of the text, as a number: a byte, a wildcard as written, or a variable.
    struct Element: BitwiseCopyable, Hashable {
        let code: UInt32

        static let any = Element(code: 256)
        static let star = Element(code: 257)
        private static let firstVariable: UInt32 = 258

        static func byte(_ byte: UInt8) -> Element { Element(code: UInt32(byte)) }
        static func variable(_ number: Int) -> Element {
            Element(code: firstVariable + UInt32(number))
        }

        /// The byte that must stand there.
        ///
        /// - Parameter wildcards: Whether `*` and `?` as written are wildcards.
        func byte(wildcards: Bool) -> UInt8? {
            if code < 256 { return UInt8(truncatingIfNeeded: code) }
            if wildcards || isVariable { return nil }
            return self == .star ? UInt8(ascii: "*") : UInt8(ascii: "?")
        }

        /// The number of the variable.
        var variable: Int? { isVariable ? Int(code - Self.firstVariable) : nil }

        private var isVariable: Bool { code >= Self.firstVariable }

        /// The element of a wildcard pattern; `nil` for a variable.
        func token(wildcards: Bool) -> WildcardPattern.Token? {
            if let byte = byte(wildcards: wildcards) { return .byte(byte) }
            return isVariable ? nil : self == .star ? .star : .any
        }
    }

    /// A key in lower case, and what the variable is if the key has no value.
    struct Variable: Hashable {
        var key: String
        var fallback: [UInt8]?
    }

    private(set) var elements: [Element] = []
    private(set) var variables: [Variable] = []

    /// Finds the wildcards and variables of a text.
    init(_ text: String, version: PolicyDocument.Version) {
        var bytes = Array(text.utf8)[...]
        elements.reserveCapacity(bytes.count)
        guard version == .v2012 else {
            for byte in bytes { append(byte) }
            return
        }
        while let byte = bytes.first {
            bytes = bytes.dropFirst()
            if byte == UInt8(ascii: "$"), bytes.first == UInt8(ascii: "{"),
                let end = bytes.firstIndex(of: UInt8(ascii: "}"))
            {
                append(variable: bytes[..<end].dropFirst())
                bytes = bytes[(end + 1)...]
            } else {
                append(byte)
            }
        }
    }

    private mutating func append(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "*"): elements.append(.star)
        case UInt8(ascii: "?"): elements.append(.any)
        default: elements.append(.byte(byte))
        }
    }

    /// Reads what stands between `${` and `}`.
    private mutating func append(variable content: ArraySlice<UInt8>) {
        if content.count == 1, let only = content.first, "*?$".utf8.contains(only) {
            elements.append(.byte(only))
            return
        }
        let comma = content.firstIndex(of: UInt8(ascii: ",")) ?? content.endIndex
        let key = String(decoding: trimmed(content[..<comma]), as: UTF8.self).lowercased()
        let quoted = trimmed(content[comma...].dropFirst())
        let quote = UInt8(ascii: "'")
        let hasFallback = quoted.count >= 2 && quoted.first == quote && quoted.last == quote
        elements.append(.variable(variables.count))
        variables.append(
            Variable(
                key: key, fallback: hasFallback ? Array(quoted.dropFirst().dropLast()) : nil))
    }

    private func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text
        while text.first == UInt8(ascii: " ") { text = text.dropFirst() }
        while text.last == UInt8(ascii: " ") { text = text.dropLast() }
        return text
    }

    /// Where the parts between the first five colons stand, if there are six; variables hold none.
    var segments: InlineArray<6, Range<Int>>? {
        var segments = InlineArray<6, Range<Int>>(repeating: 0..<0)
        var count = 0
        var start = 0
        for index in elements.indices where elements[index] == .byte(UInt8(ascii: ":")) {
            segments[count] = start..<index
            start = index + 1
            count += 1
            if count == 5 {
                segments[5] = start..<elements.count
                return segments
            }
        }
        return nil
    }

    /// Whether a stretch has neither wildcards nor variables.
    func isLiteral(_ range: Range<Int>) -> Bool { literalEnd(range) == range.upperBound }

    /// Where the first wildcard or variable of a stretch stands; its end if there is none.
    func literalEnd(_ range: Range<Int>) -> Int {
        for index in range where elements[index].byte(wildcards: true) == nil { return index }
        return range.upperBound
    }

    /// The bytes of a text in which `*` and `?` mean themselves, `nil` if it has variables.
    var literalText: [UInt8]? {
        var text: [UInt8] = []
        for element in elements {
            guard let byte = element.byte(wildcards: false) else { return nil }
            text.append(byte)
        }
        return text
    }
}
