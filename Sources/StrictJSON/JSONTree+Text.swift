/// The decoded text of values.
extension JSONTree {
    /// The text of a string with its escapes resolved; `nil` for any other value.
    package func string(_ node: Node) -> String? {
        let record = records[node.index]
        guard record.kind == .string else { return nil }
        if record.hasEscapes {
            return String(decoding: bytes.decodedString(record), as: UTF8.self)
        }
        return String(decoding: bytes(node), as: UTF8.self)
    }

    /// A scalar as text: a string decoded, a number as written, `true` or `false`; `nil` for null,
    /// objects and arrays.
    package func text(_ node: Node) -> String? {
        switch records[node.index].kind {
        case .string: string(node)
        case .number, .boolean: String(decoding: bytes(node), as: UTF8.self)
        case .object, .array, .null: nil
        }
    }

    /// Whether a node is a string of exactly this text, compared code point by code point.
    package func isString(_ node: Node, equalTo text: String) -> Bool {
        let record = records[node.index]
        guard record.kind == .string else { return false }
        if record.hasEscapes { return bytes.decodedString(record).elementsEqual(text.utf8) }
        guard Int(record.end - record.start) - 2 == text.utf8.count else { return false }
        var index = Int(record.start) + 1
        for byte in text.utf8 {
            if bytes[index] != byte { return false }
            index += 1
        }
        return true
    }
}

extension [UInt8] {
    /// The UTF-8 bytes of a string of this text with its escapes resolved.
    ///
    /// - Precondition: The record is that of a string which the parser has accepted.
    func decodedString(_ record: JSONTree.Record) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(Int(record.end - record.start))
        var index = Int(record.start) + 1
        let end = Int(record.end) - 1
        while index < end {
            guard self[index] == UInt8(ascii: "\\") else {
                decoded.append(self[index])
                index += 1
                continue
            }
            let escaped = self[index + 1]
            index += 2
            switch escaped {
            case UInt8(ascii: "b"): decoded.append(0x08)
            case UInt8(ascii: "f"): decoded.append(0x0C)
            case UInt8(ascii: "n"): decoded.append(0x0A)
            case UInt8(ascii: "r"): decoded.append(0x0D)
            case UInt8(ascii: "t"): decoded.append(0x09)
            case UInt8(ascii: "u"):
                var code = codeUnit(at: index)
                index += 4
                if code & 0xFC00 == 0xD800 {
                    // The parser has seen to it that the other half follows: `\uXXXX`.
                    code = 0x10000 + (code & 0x3FF) << 10 + codeUnit(at: index + 2) & 0x3FF
                    index += 6
                }
                // Surrogates are paired, so every code is a scalar; the fallback is never used.
                decoded.append(contentsOf: String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8)
            default: decoded.append(escaped)
            }
        }
        return decoded
    }

    /// The value of four hexadecimal digits that the parser has accepted.
    private func codeUnit(at index: Int) -> UInt32 {
        self[index..<index + 4].reduce(0) { $0 << 4 | UInt32($1.hexadecimalValue ?? 0) }
    }
}

extension UInt8 {
    /// The value of a hexadecimal digit; `nil` for any other byte.
    var hexadecimalValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
