import DecisionPoint
import Testing

@Suite("Fingerprint")
struct FingerprintTests {
    @Test("fingerprints are equal when all of their bits are")
    func equality() {
        let one = Fingerprint(low: 1, high: 2)
        #expect(one == Fingerprint(low: 1, high: 2))
        #expect(one != Fingerprint(low: 1, high: 3))
        #expect(one != Fingerprint(low: 0, high: 2))
    }
}
