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
            let parts = FingerprintPart.randomList(&random, countMax: 7)
            #expect(FingerprintMessage(parts).parts == parts, "seed \(seed): \(parts)")
        }
    }

    @Test("a length and all lanes have an element of the key", arguments: 0..<5)
    func elements(index: Int) {
        var random = SplitMix64(seed: 9)
        let parts = FingerprintPart.randomList(&random, countMax: 12)
        let message = FingerprintMessage(parts)
        // Elements that are 1 at one place and 0 elsewhere lay that word bare.
        var key = KnownKey(&random)
        key.elements = (0..<5).map { $0 == index ? 1 : 0 }
        var encoder = FingerprintEncoder(key)
        let word =
            index == 0
            ? UInt64(message.count + 1) : FingerprintReference.lane(index - 1, message, key)
        #expect(encoder.fingerprint(parts)?.value == UInt128(word))
    }

    @Test("wherever a bit of the last bytes is, each lane depends on it", arguments: 1...4)
    func everyBit(index: Int) {
        var random = SplitMix64(seed: 12)
        var key = KnownKey(&random)
        key.elements = (0..<5).map { $0 == index ? 1 : 0 }
        var encoder = FingerprintEncoder(key)
        for count in [32, 33, 63, 64, 65, 100] {
            var bytes = (0..<count).map { _ in UInt8(random.below(256)) }
            let before = encoder.fingerprint([.number(1), .lastBytes(bytes)])
            for bit in 0..<count * 8 {
                bytes[bit / 8] ^= 1 << UInt8(bit % 8)
                #expect(
                    encoder.fingerprint([.number(1), .lastBytes(bytes)]) != before,
                    "bit \(bit) of \(count) bytes")
                bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            }
        }
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
        for length in 32..<140 { add([.lastBytes([UInt8](repeating: 0, count: length))]) }
        for length in 1..<30 {
            let zeros = FingerprintPart.bytes([UInt8](repeating: 0, count: length))
            add([zeros, .lastBytes([UInt8](repeating: 0, count: 70))])
        }
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
            let pairs = (0..<16).map { _ in random.next() }
            let elements = (0..<5).map { _ in (random.next() as UInt128) >> 1 }
            let key = FingerprintKey(pairs: pairs, elements: elements)
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
        #expect(generator.drawnCount == elementDrawCount + FingerprintKey.pairCount)
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
