import Cryptography

/// Makes identifiers that come once.
enum Identifiers {
    /// The id of an entity: a prefix such as `AROA`, and 17 letters of base32.
    ///
    /// Source: IAM User Guide, *Unique identifiers*.
    static func entity(prefix: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
        let letters = SecureRandom.bytes(count: 17).map { alphabet[Int($0 & 31)] }
        return prefix + String(decoding: letters, as: UTF8.self)
    }

    /// A random UUID (RFC 9562 section 5.4).
    static func uuid() -> String {
        var bytes = SecureRandom.bytes(count: 16)
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text += "-" }
            let digits = String(byte, radix: 16)
            text += digits.count == 1 ? "0" + digits : digits
        }
        return text
    }
}
