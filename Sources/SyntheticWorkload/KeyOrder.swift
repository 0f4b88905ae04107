import Glibc

/// In which order a pool of requests is sent.
package enum KeyOrder: Sendable, Hashable {
    /// One after the other.
    case roundRobin
    /// Each as likely as any other.
    case random
    /// The most popular one first: the *k*-th is drawn with a weight of 1/*k*^exponent.
    case zipf(exponent: Double)

    /// Reads `round-robin`, `random`, `zipf` (exponent 1) or `zipf=EXPONENT`.
    package init?(_ text: String) {
        switch text {
        case "round-robin": self = .roundRobin
        case "random": self = .random
        case "zipf": self = .zipf(exponent: 1)
        default:
            guard text.hasPrefix("zipf="), let exponent = Double(text.dropFirst(5)),
                exponent.isFinite, exponent > 0
            else { return nil }
            self = .zipf(exponent: exponent)
        }
    }

    /// LIMIT: how many places are drawn beforehand: 4 MB, so that drawing costs nothing while
    /// something is measured, and long enough that no cache learns the sequence.
    private static let drawCountMax = 1 << 20

    /// How many places are drawn of a pool: each one many times, up to the limit.
    private static func drawCount(_ count: Int) -> Int { min(64 * count, drawCountMax) }

    /// Draws places within a pool, to be used over and over.
    ///
    /// - Parameter count: The size of the pool, at least 1.
    package func places(in count: Int, seed: UInt64 = 1) -> [UInt32] {
        precondition(count > 0, "a pool of \(count) requests")
        var random = WorkloadRandom(seed: seed)
        switch self {
        case .roundRobin: return (0..<UInt32(count)).map { $0 }
        case .random:
            return (0..<Self.drawCount(count)).map { _ in UInt32(random.below(count)) }
        case .zipf(let exponent):
            var cumulative: [Double] = []
            var sum = 0.0
            for rank in 1...count {
                sum += pow(1 / Double(rank), exponent)
                cumulative.append(sum)
            }
            // Popular requests must not be neighbours in the pool.
            let shuffled = Array(0..<UInt32(count)).shuffled(using: &random)
            return (0..<Self.drawCount(count)).map { _ in
                let point = Double(random.next() >> 11) / Double(1 << 53) * sum
                return shuffled[min(cumulative.firstPlace(notBelow: point), count - 1)]
            }
        }
    }
}

extension [Double] {
    /// The first place whose value is not below `bound`, in a sorted array.
    fileprivate func firstPlace(notBelow bound: Double) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < bound { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
