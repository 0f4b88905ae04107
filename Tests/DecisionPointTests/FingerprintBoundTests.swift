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

    @Test("the encoder writes the message of the definition, word by word")
    func words() {
        var random = SplitMix64(seed: 9)
        let parts = (0..<12).map { _ in FingerprintPart.random(&random) }
        let message = FingerprintReference.message(parts)
        let padded = message + [UInt8](repeating: 0, count: 8)
        for index in 0...(message.count + 7) / 8 {
            // A key that is 1 at one place and 0 elsewhere lays that word bare.
            let key = [UInt128](repeating: 0, count: index) + [1]
            var encoder = FingerprintEncoder(key: FingerprintKey(elements: key))
            let start = (index - 1) * 8
            let word =
                index == 0
                ? UInt64(message.count + 1)
                : padded[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
            #expect(encoder.fingerprint(parts)?.value == UInt128(word))
        }
    }

    @Test("texts that part at another place, or lack a zero, have other fingerprints")
    func borders() {
        var random = SplitMix64(seed: 10)
        var encoder = FingerprintEncoder(
            key: FingerprintKey(elements: random.fingerprintKeyElements()))
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

    /// The same construction over a field so small that all keys can be tried.
    @Test("over all keys, two messages that differ collide for one key in p", arguments: [5, 7])
    func smallField(modulus: Int) {
        // Words of two bits, which are smaller than the modulus; messages of up to two words.
        let messages: [[Int]] =
            [[]] + (0..<4).map { [$0] } + (0..<16).map { [$0 / 4, $0 % 4] }
        let keyCount = modulus * modulus * modulus
        var collisions = [Int](repeating: 0, count: messages.count * messages.count)
        for number in 0..<keyCount {
            let key = [number % modulus, number / modulus % modulus, number / modulus / modulus]
            let hashes = messages.map { message in
                zip([message.count + 1] + message, key).map { $0 * $1 }.reduce(0, +) % modulus
            }
            for left in 0..<messages.count {
                for right in 0..<left where hashes[left] == hashes[right] {
                    collisions[left * messages.count + right] += 1
                }
            }
        }
        for left in 0..<messages.count {
            for right in 0..<left {
                #expect(collisions[left * messages.count + right] == keyCount / modulus)
            }
        }
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
            let elements = (0..<2).map { _ in (random.next() as UInt128) >> 1 }
            var encoder = FingerprintEncoder(key: FingerprintKey(elements: elements))
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
        #expect(generator.drawnCount == FingerprintKey.elementCount * 2 + 2)
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
