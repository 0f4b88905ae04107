import Cryptography
import RequestSigning
import Testing

@Suite("Access keys")
struct AccessKeyTests {
    @Test("are made of random bytes, bit by bit")
    func making() {
        let zeros = AccessKey(randomBytes: [UInt8](repeating: 0, count: 40))
        #expect(zeros.id.text == "AKIAAAAAAAAAAAAAAAAA")
        #expect(zeros.secret.text == String(repeating: "A", count: 40))
        let ones = AccessKey(randomBytes: [UInt8](repeating: 0xFF, count: 40))
        #expect(ones.id.text == "AKIA7777777777777777")
        #expect(ones.secret.text == String(repeating: "/", count: 40))
        let steps = AccessKey(randomBytes: Array(0..<40))
        // RFC 4648's encodings of the bytes 0 to 9 and 10 to 39.
        #expect(steps.id.text == "AKIAAAAQEAYEAUDAOCAJ")
        #expect(steps.secret.text == "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")
    }

    @Test("have identifiers that are read back, and no two alike")
    func readingBack() {
        var seen: Set<AccessKeyID> = []
        for _ in 0..<100 {
            let key = AccessKey(randomBytes: SecureRandom.bytes(count: AccessKey.randomByteCount))
            #expect(AccessKeyID(key.id.text) == key.id)
            seen.insert(key.id)
        }
        #expect(seen.count == 100)
    }

    @Test(
        "have identifiers of one form",
        arguments: [
            "", "AKIA", "AKIAIOSFODNN7EXAMPL", "AKIAIOSFODNN7EXAMPLEE", "ASIAIOSFODNN7EXAMPLE",
            "AKIAIOSFODNN7EXAMPL1", "AKIAIOSFODNN7EXAMPLe", "AKIAIOSFODNN7EXAMP\u{212A}",
        ])
    func form(text: String) {
        #expect(AccessKeyID(text) == nil)
        #expect(AccessKeyID("AKIAIOSFODNN7EXAMPLE") != nil)
    }
}
