/// What an operation takes, in nanoseconds of wall time.
///
/// The clock takes about as long to read as a fast operation takes, so operations are timed in
/// small groups: the percentiles are those of a group's average, with the cost of reading the clock
/// taken off. A stall that hits one operation of a group shows in its percentile divided by
/// the group's size.
package struct Timing: Sendable {
    /// How many operations one reading of the clock spans.
    package static let groupSize = 8

    /// The arithmetic mean over all groups.
    package var mean: Double
    /// The mean without the slowest hundredth of the groups: what the operation takes while the
    /// system does not take the processor away.
    package var trimmedMean: Double
    /// The median, and what 99 and 99.9 of a hundred groups do not exceed.
    package var p50: Double
    package var p99: Double
    package var p999: Double
    /// How many operations were timed.
    package var count: Int

    /// Runs `body` with the numbers from 0, and times it.
    ///
    /// - Parameters:
    ///   - count: How often it runs, rounded up to a whole number of groups.
    ///   - warmUp: How often it runs before; with numbers from 0 as well.
    package init(count: Int, warmUp: Int, _ body: (Int) -> Void) {
        for index in 0..<warmUp { body(index) }
        let reading = Nanoseconds.costOfReading
        let groups = max(1, (count + Self.groupSize - 1) / Self.groupSize)
        // In picoseconds for a single operation, so that a bucket is narrow enough.
        var histogram = Histogram()
        for group in 0..<groups {
            let first = group * Self.groupSize
            let start = Nanoseconds.now
            for index in first..<first + Self.groupSize { body(index) }
            let elapsed = Nanoseconds.now - start
            histogram.record((elapsed - min(elapsed, reading)) * 1_000 / UInt64(Self.groupSize))
        }
        self.mean = histogram.mean / 1_000
        self.trimmedMean = histogram.mean(upTo: histogram.percentile(99)) / 1_000
        self.p50 = Double(histogram.percentile(50)) / 1_000
        self.p99 = Double(histogram.percentile(99)) / 1_000
        self.p999 = Double(histogram.percentile(99.9)) / 1_000
        self.count = groups * Self.groupSize
    }
}
