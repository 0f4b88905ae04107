import CLanes

/// The secret that makes fingerprints unpredictable: random words of 32 bits, in pairs, one for each
/// word that a message can have and some more, for the first step, and five random elements of the
/// field, for the second.
///
/// Draw one at start, from the system's generator, and give it to every ``FingerprintEncoder`` that
/// shares a cache.
package struct FingerprintKey: Sendable {
    /// Pairs of words of a key: each lane begins one block later than the one before.
    package static var pairCount: Int {
        let laneShifts = Int(clanes_lane_count) - 1
        return (FingerprintBuffer.byteCountMax + laneShifts * FingerprintBuffer.blockByteCount) / 8
    }

    /// Elements of a key.
    package static var elementCount: Int { 5 }

    /// What is added to the words of a message, in order, the lower half of a pair first.
    let pairs: [UInt64]

    /// What a message's length and the four lanes are multiplied with.
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
        pairs = (0..<Self.pairCount).map { _ in generator.next() }
    }

    /// Creates a key that is known, for a test.
    ///
    /// - Parameters:
    ///   - pairs: The first pairs of words; the others are 0.
    ///   - elements: The first elements; the others are 0.
    /// - Precondition: There are no more than a key has, and all elements are less than the modulus.
    package init(pairs: [UInt64], elements: [UInt128]) {
        precondition(pairs.count <= Self.pairCount, "\(pairs.count) key pairs")
        precondition(elements.count <= Self.elementCount, "\(elements.count) key elements")
        precondition(elements.allSatisfy { $0 < Fingerprint.modulus }, "a key element too large")
        self.pairs = pairs + [UInt64](repeating: 0, count: Self.pairCount - pairs.count)
        self.elements =
            elements + [UInt128](repeating: 0, count: Self.elementCount - elements.count)
    }
}
