/// Counts values, such as nanoseconds, in buckets whose width grows with the value.
///
/// Log-linear, as HdrHistogram: each power of two is cut into 128 buckets, so that a percentile is
/// off by less than 0.8 %, in memory of fixed size. Values below 128 are exact, and so is the
/// maximum.
package struct Histogram: Sendable {
    private static let bitsPerOctave = 7
    private static let bucketsPerOctave = 1 << bitsPerOctave

    private var buckets: [UInt64]

    /// How many values were recorded.
    package private(set) var count: UInt64 = 0
    /// The greatest value; 0 if there is none.
    package private(set) var maximum: UInt64 = 0
    private var sum: Double = 0

    /// Creates a histogram without values.
    package init() {
        let octaves = UInt64.bitWidth - Self.bitsPerOctave + 1
        buckets = Array(repeating: 0, count: octaves * Self.bucketsPerOctave)
    }

    /// Counts a value.
    package mutating func record(_ value: UInt64) {
        buckets[Self.bucket(of: value)] += 1
        count += 1
        maximum = max(maximum, value)
        sum += Double(value)
    }

    /// Adds what another histogram has counted.
    package mutating func merge(_ other: Histogram) {
        for index in buckets.indices { buckets[index] += other.buckets[index] }
        count += other.count
        maximum = max(maximum, other.maximum)
        sum += other.sum
    }

    /// The arithmetic mean; 0 if there are no values.
    package var mean: Double { count == 0 ? 0 : sum / Double(count) }

    /// The mean of the values up to `bound`, to within a bucket; 0 if there are none.
    package func mean(upTo bound: UInt64) -> Double {
        var (sum, count) = (0.0, 0.0)
        for (index, inBucket) in buckets.enumerated() where inBucket > 0 {
            let greatest = Self.greatestValue(of: index)
            guard index <= Self.bucket(of: bound) else { break }
            sum += Double(greatest) * Double(inBucket)
            count += Double(inBucket)
        }
        return count == 0 ? 0 : sum / count
    }

    /// The value that `percent` of all values do not exceed, to within a bucket; 0 if there are no
    /// values.
    package func percentile(_ percent: Double) -> UInt64 {
        guard count > 0 else { return 0 }
        let rank = max(1, UInt64((percent / 100 * Double(count)).rounded(.up)))
        var seen: UInt64 = 0
        for (index, inBucket) in buckets.enumerated() {
            seen += inBucket
            if seen >= rank { return min(Self.greatestValue(of: index), maximum) }
        }
        return maximum
    }

    private static func bucket(of value: UInt64) -> Int {
        guard value >= UInt64(bucketsPerOctave) else { return Int(value) }
        let shift = UInt64.bitWidth - value.leadingZeroBitCount - bitsPerOctave - 1
        // The leading bit is always set, so it is not part of the place within the octave.
        return (shift + 1) * bucketsPerOctave + Int(value >> UInt64(shift)) - bucketsPerOctave
    }

    private static func greatestValue(of bucket: Int) -> UInt64 {
        guard bucket >= bucketsPerOctave else { return UInt64(bucket) }
        let shift = UInt64(bucket / bucketsPerOctave - 1)
        let leading = UInt64(bucket % bucketsPerOctave + bucketsPerOctave)
        return leading << shift | ((1 << shift) - 1)
    }
}
