import HTTPMessage
import TestSupport
import Testing

@Suite("Percent-encoding")
struct PercentEncodingTests {
    @Test("keeps what is unreserved and nothing else")
    func everyByte() {
        let unreserved = Set(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        for byte in UInt8.min...UInt8.max {
            let encoded = PercentEncoding.encoded([byte])
            #expect((encoded == [byte]) == unreserved.contains(byte))
            #expect(encoded.count == (unreserved.contains(byte) ? 1 : 3))
            #expect(PercentEncoding.decoded(encoded) == [byte])
        }
    }

    @Test("writes texts as IAM's answers have them")
    func text() {
        #expect(
            PercentEncoding.encoded(#"{"a": "é/*"}"#) == "%7B%22a%22%3A%20%22%C3%A9%2F%2A%22%7D")
        #expect(PercentEncoding.encoded("") == "")
    }

    @Test("keeps one more byte if told to")
    func keeping() {
        let encoded = PercentEncoding.encoded("/a b/".utf8, keeping: UInt8(ascii: "/"))
        #expect(encoded == Array("/a%20b/".utf8))
    }

    @Test(
        "decodes digits of either case",
        arguments: [
            ("", ""), ("abc", "abc"), ("%41%4a%4A", "AJJ"), ("%25", "%"), ("%2541", "%41"),
            ("a+b", "a+b"),
        ])
    func decoding(text: String, decoded: String) {
        #expect(PercentEncoding.decoded(text.utf8) == Array(decoded.utf8))
    }

    @Test("takes a plus for a space in forms")
    func plus() {
        let decoded = PercentEncoding.decoded("a+b%2Bc%20d".utf8, plusIsSpace: true)
        #expect(decoded == Array("a b+c d".utf8))
    }

    @Test(
        "refuses broken escapes", arguments: ["%", "%4", "a%", "%G0", "%0G", "%%41", "%é1", "%+1"])
    func broken(text: String) {
        #expect(PercentEncoding.decoded(text.utf8) == nil)
        #expect(PercentEncoding.decoded(text.utf8, plusIsSpace: true) == nil)
    }

    @Test("decodes what it encodes", arguments: 1...4)
    func roundTrip(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let bytes = (0..<random.below(20)).map { _ in UInt8(random.below(256)) }
            let encoded = PercentEncoding.encoded(bytes)
            #expect(PercentEncoding.decoded(encoded) == bytes, "seed \(seed)")
            #expect(PercentEncoding.decoded(encoded, plusIsSpace: true) == bytes, "seed \(seed)")
        }
    }
}
