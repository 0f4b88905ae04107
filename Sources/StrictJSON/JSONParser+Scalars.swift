/// Strings, numbers and literals.
extension JSONParser {
    /// Reads a string; `offset` stands at its opening quote.
    mutating func parseString() throws(JSONError) {
        let start = offset
        var hasEscapes = false
        offset += 1
        while true {
            offset = bytes.endOfPlainText(from: offset)
            guard offset < bytes.count else { break }
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\"") {
                offset += 1
                return try append(.string, from: start, hasEscapes: hasEscapes)
            } else if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                try skipEscape()
            } else if byte < 0x20 {
                throw error(.controlCharacter, at: offset, "control character in a string")
            } else {
                try skipMultibyteScalar(lead: byte)
            }
        }
        throw error(.unexpectedEnd, at: offset, "text ends inside a string")
    }

    // Seldom needed, and out of line so that plain strings are read by little code.
    @inline(never)
    private mutating func skipEscape() throws(JSONError) {
        guard offset + 1 < bytes.count else {
            throw error(.unexpectedEnd, at: bytes.count, "text ends inside a string")
        }
        switch bytes[offset + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            offset += 2
        case UInt8(ascii: "u"):
            let code = try codeUnit(at: offset)
            if code & 0xFC00 == 0xD800 {
                guard offset + 7 < bytes.count, bytes[offset + 6] == UInt8(ascii: "\\"),
                    bytes[offset + 7] == UInt8(ascii: "u"),
                    try codeUnit(at: offset + 6) & 0xFC00 == 0xDC00
                else { throw error(.loneSurrogate, at: offset, "lone surrogate in a string") }
                offset += 12
            } else if code & 0xFC00 == 0xDC00 {
                throw error(.loneSurrogate, at: offset, "lone surrogate in a string")
            } else {
                offset += 6
            }
        default: throw error(.invalidEscape, at: offset, "unknown escape in a string")
        }
    }

    /// The value of `\uXXXX` at `start`.
    private func codeUnit(at start: Int) throws(JSONError) -> UInt32 {
        var code: UInt32 = 0
        for index in start + 2..<start + 6 {
            guard index < bytes.count, let digit = bytes[index].hexadecimalValue else {
                throw error(.invalidEscape, at: start, "`\\u` without four hexadecimal digits")
            }
            code = code << 4 | UInt32(digit)
        }
        return code
    }

    /// Skips a scalar of two to four bytes, as the Unicode Standard's table 3-7 allows them.
    @inline(never)
    private mutating func skipMultibyteScalar(lead: UInt8) throws(JSONError) {
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0:
            length = 3
            second = 0xA0...0xBF  // Below are overlong forms,
        case 0xED:
            length = 3
            second = 0x80...0x9F  // above surrogates.
        case 0xE1...0xEF: length = 3
        case 0xF0:
            length = 4
            second = 0x90...0xBF  // Below are overlong forms,
        case 0xF4:
            length = 4
            second = 0x80...0x8F  // above is nothing.
        case 0xF1...0xF3: length = 4
        default: length = 0
        }
        guard length > 0, offset + length <= bytes.count, second.contains(bytes[offset + 1]),
            bytes[offset + 1..<offset + length].allSatisfy({ $0 & 0xC0 == 0x80 })
        else { throw error(.invalidUTF8, at: offset, "malformed UTF-8 in a string") }
        offset += length
    }

    /// Reads a number; `offset` stands at its sign or first digit.
    mutating func parseNumber() throws(JSONError) {
        let start = offset
        if bytes[offset] == UInt8(ascii: "-") { offset += 1 }
        let integerStart = offset
        try skipDigits()
        if bytes[integerStart] == UInt8(ascii: "0") && offset > integerStart + 1 {
            throw error(.invalidNumber, at: start, "number with a leading zero")
        }
        if offset < bytes.count && bytes[offset] == UInt8(ascii: ".") {
            offset += 1
            try skipDigits()
        }
        if offset < bytes.count && bytes[offset] | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if offset < bytes.count,
                bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-")
            {
                offset += 1
            }
            try skipDigits()
        }
        try append(.number, from: start)
    }

    /// Skips one digit or more.
    private mutating func skipDigits() throws(JSONError) {
        let start = offset
        while offset < bytes.count,
            UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[offset]
        {
            offset += 1
        }
        if offset == start {
            throw error(.invalidNumber, at: offset, "number without a digit where one is needed")
        }
    }

    /// Reads `true`, `false` or `null`; what may follow is the caller's to check.
    mutating func parseLiteral(_ literal: String, _ kind: JSONTree.Kind) throws(JSONError) {
        let start = offset
        for byte in literal.utf8 {
            guard offset < bytes.count, bytes[offset] == byte else {
                throw error(.unexpectedByte, at: start, "expected a value")
            }
            offset += 1
        }
        try append(kind, from: start)
    }
}
