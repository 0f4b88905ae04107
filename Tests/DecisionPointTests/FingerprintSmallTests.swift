import Testing

/// The construction with words and a field so small that all keys can be tried.
@Suite("Fingerprint, all keys tried")
struct FingerprintSmallTests {
    /// How small.
    struct Size: Sendable, CustomTestStringConvertible {
        /// Bits of a word.
        let bits: Int
        /// Words of the longest message.
        let wordCountMax: Int
        let laneCount: Int
        /// Words by which each lane's key begins later than the one before: a block.
        let blockSize: Int

        var values: Int { 1 << bits }
        var keyWordCount: Int { wordCountMax + (laneCount - 1) * blockSize }
        var keyCount: Int { 1 << (bits * keyWordCount) }
        /// Of as many keys one makes all lanes of two messages equal, at most.
        var lanesBound: Int { 1 << (bits * laneCount) }
        var testDescription: String {
            "\(wordCountMax) words of \(bits) bits, \(laneCount) lanes, blocks of \(blockSize)"
        }

        /// The digits of a number: every list of words, if the number takes every value.
        func words(_ number: Int, count: Int) -> [Int] {
            (0..<count).map { number >> ($0 * bits) & (values - 1) }
        }

        func messages(wordCount: Int) -> [[Int]] {
            (0..<1 << (bits * wordCount)).map { words($0, count: wordCount) }
        }

        /// One lane.
        func lane(_ message: [Int], _ key: ArraySlice<Int>) -> Int {
            let padded = message + (message.count % 2 == 0 ? [] : [0])
            let sums = zip(padded, key).map { ($0 + $1) % values }
            return stride(from: 0, to: sums.count, by: 2)
                .reduce(0) { ($0 + sums[$1] * sums[$1 + 1]) % (values * values) }
        }

        /// What the second step multiplies: the length plus one, and the lanes.
        func terms(_ message: [Int], _ key: [Int]) -> [Int] {
            [message.count + 1]
                + (0..<laneCount).map { lane(message, key[($0 * blockSize)...]) }
        }
    }

    @Test(
        "first step: messages of one length share all lanes for no more keys than the bound says",
        arguments: [
            Size(bits: 1, wordCountMax: 4, laneCount: 4, blockSize: 2),
            Size(bits: 1, wordCountMax: 6, laneCount: 4, blockSize: 2),
            Size(bits: 1, wordCountMax: 6, laneCount: 2, blockSize: 4),
            Size(bits: 2, wordCountMax: 2, laneCount: 3, blockSize: 2),
            Size(bits: 3, wordCountMax: 2, laneCount: 2, blockSize: 2),
        ])
    func lanes(size: Size) {
        let messages = size.messages(wordCount: size.wordCountMax)
        var collisions = [Int](repeating: 0, count: messages.count * messages.count)
        for number in 0..<size.keyCount {
            let key = size.words(number, count: size.keyWordCount)
            var seen: [[Int]: [Int]] = [:]
            for (index, message) in messages.enumerated() {
                let terms = size.terms(message, key)
                for other in seen[terms, default: []] {
                    collisions[index * messages.count + other] += 1
                }
                seen[terms, default: []].append(index)
            }
        }
        // Some pair meets the bound, so that there is no lower one.
        #expect((collisions.max() ?? 0) * size.lanesBound == size.keyCount)
    }

    @Test(
        "both steps: no two messages share a fingerprint for more keys than the bound says",
        arguments: [
            (Size(bits: 1, wordCountMax: 4, laneCount: 4, blockSize: 2), 5),
            (Size(bits: 1, wordCountMax: 4, laneCount: 2, blockSize: 4), 7),
            (Size(bits: 2, wordCountMax: 2, laneCount: 2, blockSize: 2), 17),
        ])
    func bothSteps(size: Size, modulus: Int) {
        let messages = (0...size.wordCountMax).flatMap { size.messages(wordCount: $0) }
        var collisions = [Int](repeating: 0, count: messages.count * messages.count)
        var counted: [[Int]: Int] = [:]
        for number in 0..<size.keyCount {
            let key = size.words(number, count: size.keyWordCount)
            let terms = messages.map { size.terms($0, key) }
            for left in 0..<messages.count {
                for right in 0..<left {
                    let difference = zip(terms[left], terms[right]).map { $0 - $1 }
                    let count =
                        counted[difference] ?? Self.zeroCount(difference, modulus: modulus)
                    counted[difference] = count
                    collisions[left * messages.count + right] += count
                }
            }
        }
        let bound = size.lanesBound
        let allKeys = size.keyCount * (0...size.laneCount).reduce(1) { all, _ in all * modulus }
        for left in 0..<messages.count {
            for right in 0..<left {
                let count = collisions[left * messages.count + right]
                if messages[left].count == messages[right].count {
                    // At most one key in `bound`, and one in p.
                    #expect(
                        count * bound * modulus <= allKeys * (bound + modulus),
                        "\(messages[left]) \(messages[right])")
                } else {
                    #expect(count * modulus == allKeys, "\(messages[left]) \(messages[right])")
                }
            }
        }
    }

    /// For how many choices of all elements the sum of factor times element is 0: the choices of
    /// one element after the other, counted by the sum so far.
    private static func zeroCount(_ factors: [Int], modulus: Int) -> Int {
        var counts = [1] + [Int](repeating: 0, count: modulus - 1)
        for factor in factors {
            var next = [Int](repeating: 0, count: modulus)
            for (sum, count) in counts.enumerated() {
                for element in 0..<modulus {
                    let remainder = (sum + factor * element) % modulus
                    next[remainder < 0 ? remainder + modulus : remainder] += count
                }
            }
            counts = next
        }
        return counts[0]
    }
}
