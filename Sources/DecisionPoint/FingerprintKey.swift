/// The secret that makes fingerprints unpredictable: a random element of the field for each word
/// that a message can have, and one for its length.
///
/// Draw one at start, from the system's generator, and give it to every ``FingerprintEncoder`` that
/// shares a cache.
package struct FingerprintKey: Sendable {
    /// The first stands for a message's length, the others for its words in order.
    let elements: [UInt128]

    /// Elements of a key.
    package static var elementCount: Int { FingerprintBuffer.wordCountMax + 1 }

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
    }

    /// Creates a key that is known, for a test.
    ///
    /// - Parameter elements: The first elements; the others are 0.
    /// - Precondition: All are less than the modulus, and there are at most `elementCount`.
    package init(elements: [UInt128]) {
        precondition(elements.count <= Self.elementCount, "\(elements.count) key elements")
        precondition(elements.allSatisfy { $0 < Fingerprint.modulus }, "a key element too large")
        let missingCount = Self.elementCount - elements.count
        self.elements = elements + [UInt128](repeating: 0, count: missingCount)
    }
}
