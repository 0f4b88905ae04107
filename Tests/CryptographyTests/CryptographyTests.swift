import Cryptography
import Testing

/// Checks the doors to OpenSSL with the published examples: FIPS 180-4's for SHA-256, those of
/// RFC 4231 for HMAC.
@Suite("Cryptography")
struct CryptographyTests {
    static let digests: [(text: String, digest: String)] = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ]

    @Test("SHA-256 agrees with the standard, at once and in pieces", arguments: digests)
    func sha256(text: String, digest: String) {
        #expect(SHA256.digest(of: text.utf8.span).hexadecimal == digest)
        var hash = SHA256()
        for byte in text.utf8 {
            hash.update([byte].span)
            hash.update("".utf8.span)
        }
        #expect(hash.digest().hexadecimal == digest)
    }

    @Test("SHA-256 takes a million bytes")
    func million() {
        let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        #expect(
            SHA256.digest(of: bytes.span).hexadecimal
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    static let codes: [(key: [UInt8], message: [UInt8], code: String)] = [
        (
            [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131),
            Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
    ]

    @Test("HMAC agrees with RFC 4231", arguments: codes)
    func hmac(key: [UInt8], message: [UInt8], code: String) {
        #expect(HMACSHA256.code(of: message.span, key: key.span).hexadecimal == code)
    }

    @Test("HMAC takes an empty message")
    func emptyMessage() {
        let code = HMACSHA256.code(of: "".utf8.span, key: [0].span)
        #expect(
            code.hexadecimal == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test("runs of bytes are equal if every byte is")
    func equality() {
        let bytes: [UInt8] = Array(0..<40)
        #expect(areEqual(bytes, bytes))
        #expect(areEqual([], []))
        #expect(!areEqual(bytes, bytes.dropLast()))
        #expect(!areEqual([], bytes))
        for index in bytes.indices {
            for bit in 0..<8 {
                var other = bytes
                other[index] ^= 1 << UInt8(bit)
                #expect(!areEqual(bytes, other))
            }
        }
    }

    /// Outside of `#expect`, which takes no spans.
    private func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        isEqualInConstantTime(left.span, right.span)
    }

    @Test("digests are equal as their bytes are, and read back what they write")
    func digest() {
        let digest = SHA256.digest(of: "a".utf8.span)
        #expect(SHA256Digest(hexadecimal: digest.hexadecimal) == digest)
        #expect(digest != SHA256.digest(of: "b".utf8.span))
        #expect(Set([digest, digest]).count == 1)
        #expect(digest.bytes.count == SHA256Digest.byteCount)
    }

    @Test(
        "anything but 64 digits in lower case is no digest",
        arguments: [
            "", "UNSIGNED-PAYLOAD", String(repeating: "0", count: 63),
            String(repeating: "0", count: 65), String(repeating: "A", count: 64),
            String(repeating: "g", count: 64), String(repeating: "é", count: 32),
            String(repeating: "0", count: 63) + "\0",
        ])
    func malformed(text: String) { #expect(SHA256Digest(hexadecimal: text) == nil) }

    @Test("hexadecimal digits are in lower case, two a byte")
    func hexadecimal() {
        #expect([UInt8]().hexadecimal == "")
        #expect([0x00, 0x09, 0x0A, 0x90, 0xA0, 0xFF].hexadecimal == "00090a90a0ff")
    }

    @Test("random bytes are as many as asked for, and differ from call to call")
    func random() {
        #expect(SecureRandom.bytes(count: 0) == [])
        #expect(SecureRandom.bytes(count: 1).count == 1)
        let drawn = (0..<100).map { _ in SecureRandom.bytes(count: 16) }
        #expect(drawn.allSatisfy { $0.count == 16 })
        #expect(Set(drawn).count == 100)
        // Of 1,600 bytes each bit is set in some and clear in others.
        #expect(drawn.joined().reduce(0, |) == 0xFF)
        #expect(drawn.joined().reduce(0xFF, &) == 0)
    }
}
