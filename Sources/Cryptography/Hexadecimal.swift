extension Collection<UInt8> {
    /// The bytes as pairs of digits, in lower case as AWS signatures have them.
    package var hexadecimal: String {
        var text = ""
        text.reserveCapacity(count * 2)
        for byte in self {
            text.unicodeScalars.append(Self.digit(byte >> 4))
            text.unicodeScalars.append(Self.digit(byte & 0xF))
        }
        return text
    }

    private static func digit(_ value: UInt8) -> Unicode.Scalar {
        Unicode.Scalar(value < 10 ? value + 0x30 : value - 10 + 0x61)
    }
}
