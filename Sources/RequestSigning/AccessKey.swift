/// The public half of an access key, such as `AKIAIOSFODNN7EXAMPLE`: `AKIA` and 16 letters of
/// base32 (RFC 4648). It names the key; it proves nothing.
package struct AccessKeyID: Sendable, Hashable, CustomStringConvertible {
    /// How many letters follow the `AKIA`.
    static let letterCount = 16

    /// The identifier as text. It is ASCII.
    package let text: String

    /// Checks the form; `nil` for anything that can't be a long-term access key's identifier.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 4 + Self.letterCount, bytes.starts(with: "AKIA".utf8),
            bytes.dropFirst(4).allSatisfy(Self.alphabet.contains)
        else { return nil }
        self.text = String(text)
    }

    /// Makes an identifier of 80 bits.
    fileprivate init(randomBytes: some Collection<UInt8>) {
        text = "AKIA" + BitGroups.text(of: randomBytes, alphabet: Self.alphabet, bitCount: 5)
    }

    package var description: String { text }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
}

/// The secret half of an access key. It never shows itself in logs, messages or dumps.
package struct SecretAccessKey: Sendable, CustomStringConvertible, CustomReflectable {
    /// The secret as text, to be stored, or to be shown once to its owner.
    package let text: String

    /// Takes a stored secret.
    ///
    /// - Precondition: It is not empty.
    package init(_ text: String) {
        precondition(!text.isEmpty, "an empty secret")
        self.text = text
    }

    fileprivate init(randomBytes: some Collection<UInt8>) {
        text = BitGroups.text(of: randomBytes, alphabet: Self.alphabet, bitCount: 6)
    }

    package var description: String { "(secret)" }

    package var customMirror: Mirror { Mirror(self, children: []) }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}

/// An access key: who signs, and with what.
package struct AccessKey: Sendable {
    /// The number of random bytes that a key is made from: 10 for the identifier, 30 for the
    /// secret.
    package static let randomByteCount = 40

    /// Names the key.
    package let id: AccessKeyID

    /// Signs with it: 40 letters of the base64 alphabet, 240 bits.
    package let secret: SecretAccessKey

    /// Makes a key.
    ///
    /// - Parameter randomBytes: Bytes that nobody can foretell.
    /// - Precondition: There are ``randomByteCount`` of them.
    package init(randomBytes: [UInt8]) {
        precondition(
            randomBytes.count == Self.randomByteCount, "a key from \(randomBytes.count) bytes")
        id = AccessKeyID(randomBytes: randomBytes.prefix(10))
        secret = SecretAccessKey(randomBytes: randomBytes.dropFirst(10))
    }
}

/// Writes bytes as letters, so many bits a letter.
private enum BitGroups {
    static func text(
        of bytes: some Collection<UInt8>, alphabet: [UInt8], bitCount: UInt32
    ) -> String {
        precondition(bytes.count * 8 % Int(bitCount) == 0, "\(bytes.count) bytes leave bits over")
        var letters: [UInt8] = []
        var bits: UInt32 = 0
        var heldCount: UInt32 = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            heldCount += 8
            while heldCount >= bitCount {
                heldCount -= bitCount
                letters.append(alphabet[Int(bits >> heldCount)])
                bits &= 1 << heldCount - 1
            }
        }
        return String(decoding: letters, as: UTF8.self)
    }
}
