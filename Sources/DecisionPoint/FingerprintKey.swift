/// The secret that makes fingerprints unpredictable: a random word for each word that a message can
/// have and two more, for the first step, and five random elements of the field, for the second.
///
/// Draw one at start, from the system's generator, and give it to every ``FingerprintEncoder`` that
/// shares a cache.
package struct FingerprintKey: Sendable {
    /// Words of a key: the second lane begins two words later than the first.
    package static var wordCount: Int { FingerprintBuffer.byteCountMax / 8 + 2 }

    /// Elements of a key.
    package static var elementCount: Int { 5 }

    /// What is added to the words of a message, in order.
    let words: [UInt64]

    /// What a message's length and the four words of the lanes are multiplied with.
    let elements: [UInt128]

    /// Draws a key.
    ///
    /// - Parameter generator: Must be unpredictable, as ``SystemRandomBlocks`` is: whoever knows
    ///   the key can make two requests that share a fingerprint.
    package init(using generator: inout some RandomNumberGenerator) {
        elements = (0..<Self.elementCount).map { _ in
            while true {
                // 127 random bits, all ones but for one chance in 2^127: the number that is no
                // element is drawn again, so that each element is as likely as any other.
                let element = (generator.next() as UInt128) >> 1
                if element < Fingerprint.modulus { return element }
            }
        }
        words = (0..<Self.wordCount).map { _ in generator.next() }
    }

    /// Creates a key that is known, for a test.
    ///
    /// - Parameters:
    ///   - words: The first words; the others are 0.
    ///   - elements: The first elements; the others are 0.
    /// - Precondition: There are no more than a key has, and all elements are less than the modulus.
    package init(words: [UInt64], elements: [UInt128]) {
        precondition(words.count <= Self.wordCount, "\(words.count) key words")
        precondition(elements.count <= Self.elementCount, "\(elements.count) key elements")
        precondition(elements.allSatisfy { $0 < Fingerprint.modulus }, "a key element too large")
        self.words = words + [UInt64](repeating: 0, count: Self.wordCount - words.count)
        self.elements =
            elements + [UInt128](repeating: 0, count: Self.elementCount - elements.count)
    }
}
