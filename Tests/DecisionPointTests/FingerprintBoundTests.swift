import DecisionPoint
import TestSupport
import Testing

/// What the argument for the bound rests on, and what it promises, as far as it can be tried.
@Suite("Fingerprint bound")
struct FingerprintBoundTests {
    @Test("messages can be read back, so that no two lists of parts share one", arguments: 1...4)
    func injectivity(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<5_000 {
            let parts = (0..<random.below(8)).map { _ in FingerprintPart.random(&random) }
            let message = FingerprintReference.message(parts)
            #expect(FingerprintReference.parts(message) == parts, "seed \(seed): \(parts)")
        }
    }

    @Test("a length and all words of the lanes have an element of the key", arguments: 0..<5)
    func words(index: Int) {
        var random = SplitMix64(seed: 9)
        let parts = (0..<12).map { _ in FingerprintPart.random(&random) }
        let message = FingerprintReference.message(parts)
        // Elements that are 1 at one place and 0 elsewhere lay that word bare.
        var key = KnownKey(&random)
        key.elements = (0..<5).map { $0 == index ? 1 : 0 }
        var encoder = FingerprintEncoder(key)
        let lane = FingerprintReference.lane(message, key.words[(index < 3 ? 0 : 2)...])
        let word =
            switch index {
            case 0: UInt128(message.count + 1)
            case 1, 3: lane % (1 << 64)
            default: lane / (1 << 64)
            }
        #expect(encoder.fingerprint(parts)?.value == word)
    }

    @Test("texts that part at another place, or lack a zero, have other fingerprints")
    func borders() {
        var random = SplitMix64(seed: 10)
        var encoder = FingerprintEncoder(&random)
        let text = Array("aaaaaaaaaaaaaaaaaaaa".utf8)
        var seen: Set<Fingerprint> = []
        var count = 0
        func add(_ parts: [FingerprintPart]) {
            count += 1
            if let fingerprint = encoder.fingerprint(parts) { seen.insert(fingerprint) }
        }
        for first in 0...text.count {
            for second in first...text.count {
                add([
                    .bytes(Array(text[..<first])), .bytes(Array(text[first..<second])),
                    .bytes(Array(text[second...])),
                ])
            }
        }
        for length in 0..<40 { add([.bytes([UInt8](repeating: 0, count: length))]) }
        for length in 0..<40 { add([FingerprintPart](repeating: .number(0), count: length + 1)) }
        for length in 0..<40 { add([FingerprintPart](repeating: .bytes([]), count: length + 2)) }
        #expect(seen.count == count)
    }

    @Test("no two of many similar requests share a fingerprint")
    func similarRequests() {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var random = SplitMix64(seed: seed)
        var encoder = FingerprintEncoder(key: FingerprintKey(using: &random))
        let count = 100_000
        var text = Array("arn:aws:s3:::logs/2024/00000".utf8)
        var values: Set<UInt128> = []
        for number in 0..<count {
            var rest = number
            for place in 1...5 {
                text[text.count - place] = 0x30 + UInt8(rest % 10)
                rest /= 10
            }
            encoder.append(text.span, at: 0, count: text.count)
            if let fingerprint = encoder.finish() { values.insert(fingerprint.value) }
        }
        #expect(values.count == count, "seed \(seed)")
        #expect(values.allSatisfy { $0 < Fingerprint.modulus })
    }

    @Test("over random keys, each bit of a fingerprint is 1 half of the time")
    func balance() {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var random = SplitMix64(seed: seed)
        var ones = [Int](repeating: 0, count: 127)
        let keyCount = 2_000
        for _ in 0..<keyCount {
            let words = (0..<4).map { _ in random.next() }
            let elements = (0..<5).map { _ in (random.next() as UInt128) >> 1 }
            let key = FingerprintKey(words: words, elements: elements)
            var encoder = FingerprintEncoder(key: key)
            guard let fingerprint = encoder.fingerprint([.bytes([1])]) else { continue }
            for bit in 0..<127 where fingerprint.value >> UInt128(bit) & 1 == 1 { ones[bit] += 1 }
        }
        // Seven standard deviations either side.
        for bit in 0..<127 { #expect((844...1156).contains(ones[bit]), "seed \(seed): bit \(bit)") }
    }

    @Test("keys are elements of the field; the one number too many is drawn again")
    func keys() {
        var generator = Scripted(numbers: [.max, .max, 5, 6])
        var encoder = FingerprintEncoder(key: FingerprintKey(using: &generator))
        var system = SystemRandomBlocks()
        var other = FingerprintEncoder(key: FingerprintKey(using: &system))
        let elementDrawCount = FingerprintKey.elementCount * 2 + 2
        #expect(generator.drawnCount == elementDrawCount + FingerprintKey.wordCount)
        #expect(encoder.fingerprint([]) != other.fingerprint([]))
        #expect(system.next() != system.next())
    }

    /// Gives the numbers of a script, then their count.
    private struct Scripted: RandomNumberGenerator {
        let numbers: [UInt64]
        var drawnCount = 0

        mutating func next() -> UInt64 {
            defer { drawnCount += 1 }
            return drawnCount < numbers.count ? numbers[drawnCount] : UInt64(drawnCount)
        }
    }
}
