import Testing

/// The construction with words and a field so small that all keys can be tried.
@Suite("Fingerprint, all keys tried")
struct FingerprintSmallTests {
    /// Bits of a word, and words of the longest message.
    struct Size: Sendable, CustomTestStringConvertible {
        let bits: Int
        let wordCountMax: Int

        var values: Int { 1 << bits }
        /// The second lane's key begins two words later.
        var keyWordCount: Int { wordCountMax + 2 }
        var keyCount: Int { 1 << (bits * keyWordCount) }
        var testDescription: String { "\(wordCountMax) words of \(bits) bits" }

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

        /// What the second step multiplies: the length plus one, and the words of both lanes.
        func terms(_ message: [Int], _ key: [Int]) -> [Int] {
            let lanes = [lane(message, key[...]), lane(message, key[2...])]
            return [message.count + 1] + lanes.flatMap { [$0 % values, $0 / values] }
        }
    }

    @Test(
        "first step: messages of one length share both lanes for at most one key in 4^bits",
        arguments: [
            Size(bits: 1, wordCountMax: 4), Size(bits: 1, wordCountMax: 6),
            Size(bits: 2, wordCountMax: 2),
            Size(bits: 3, wordCountMax: 2),
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
        #expect((collisions.max() ?? 0) * size.values * size.values == size.keyCount)
    }

    @Test(
        "both steps: no two messages share a fingerprint for more keys than the bound says",
        arguments: [Size(bits: 1, wordCountMax: 4), Size(bits: 2, wordCountMax: 2)], [5, 7])
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
        let lanesBound = size.values * size.values
        let allKeys = size.keyCount * (0..<5).reduce(1) { product, _ in product * modulus }
        for left in 0..<messages.count {
            for right in 0..<left {
                let count = collisions[left * messages.count + right]
                if messages[left].count == messages[right].count {
                    // At most 1/4^bits + 1/p of all keys.
                    #expect(
                        count * lanesBound * modulus <= allKeys * (lanesBound + modulus),
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
