/// Percent-encoding (RFC 3986 section 2.1): any bytes as letters, digits and a few marks.
package enum PercentEncoding {
    /// Whether a byte stands for itself everywhere: a letter, a digit or one of `-._~`
    /// (RFC 3986 section 2.3).
    package static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// Encodes every byte that is not unreserved, with digits in upper case.
    ///
    /// - Parameter kept: One more byte that stands for itself, such as the `/` of a path.
    /// - Complexity: O(n).
    package static func encoded(_ bytes: some Sequence<UInt8>, keeping kept: UInt8? = nil)
        -> [UInt8]
    {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        encoded.reserveCapacity(bytes.underestimatedCount)
        for byte in bytes {
            if isUnreserved(byte) || byte == kept {
                encoded.append(byte)
            } else {
                encoded.append(UInt8(ascii: "%"))
                encoded.append(digits[Int(byte >> 4)])
                encoded.append(digits[Int(byte & 0xF)])
            }
        }
        return encoded
    }

    /// Encodes a text, which is how the IAM API answers with policy documents.
    package static func encoded(_ text: String) -> String {
        String(decoding: encoded(text.utf8), as: UTF8.self)
    }

    /// Undoes the encoding.
    ///
    /// - Parameter plusIsSpace: Whether `+` stands for a space, as in HTML forms.
    /// - Returns: `nil` if a `%` is not followed by two hexadecimal digits, of either case.
    /// - Complexity: O(n).
    package static func decoded(
        _ text: some Collection<UInt8>, plusIsSpace: Bool = false
    ) -> [UInt8]? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(text.count)
        var rest = text.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(value(ofDigit:)),
                    let low = rest.next().flatMap(value(ofDigit:))
                else { return nil }
                decoded.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: decoded.append(UInt8(ascii: " "))
            default: decoded.append(byte)
            }
        }
        return decoded
    }

    private static func value(ofDigit digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - 0x30
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - 0x41 + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - 0x61 + 10
        default: nil
        }
    }
}
