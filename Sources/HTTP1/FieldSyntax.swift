import HTTPMessage

/// What header fields may consist of (RFC 9110 section 5).
enum FieldSyntax {
    /// A name in lower case; nil if it is none.
    static func lowerCased(_ name: Span<UInt8>) -> [UInt8]? {
        guard !name.isEmpty else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(name.count)
        for index in name.indices {
            let byte = name[index]
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                result.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                result.append(byte | 0x20)
            default:
                guard Self.symbols.utf8.contains(byte) else { return nil }
                result.append(byte)
            }
        }
        return result
    }

    /// Whether these bytes may be a value: no control character but the tab is among them.
    static func isValue(_ value: Span<UInt8>) -> Bool {
        for index in value.indices {
            let byte = value[index]
            if byte < 0x20 && byte != 0x09 || byte == 0x7F { return false }
        }
        return true
    }

    /// How many bytes are left of a value without the white space at its end.
    static func trimmedCount(_ value: Span<UInt8>) -> Int {
        var count = value.count
        while count > 0 && (value[count - 1] == 0x20 || value[count - 1] == 0x09) { count -= 1 }
        return count
    }

    /// A number of bytes in decimal digits, and nothing else; nil if it is none, or too large.
    static func number(_ value: Span<UInt8>) -> Int? {
        guard !value.isEmpty else { return nil }
        var result = 0
        for index in value.indices {
            let digit = Int(value[index]) - Int(UInt8(ascii: "0"))
            guard (0...9).contains(digit) else { return nil }
            let (product, isTooLarge) = result.multipliedReportingOverflow(by: 10)
            let (sum, isLargeSum) = product.addingReportingOverflow(digit)
            guard !isTooLarge && !isLargeSum else { return nil }
            result = sum
        }
        return result
    }

    /// Whether the value is `chunked`, in letters of either case.
    static func isChunked(_ value: Span<UInt8>) -> Bool {
        var lowered: [UInt8] = []
        for index in value.indices { lowered.append(value[index] | 0x20) }
        return lowered.span.equals("chunked")
    }

    private static let symbols = "!#$%&'*+-.^_`|~"
}
