import LockFree

/// How long requests took, in classes.
///
/// A loop reads its clock when it wakes, answers all that has come, and reads it again: that is as
/// long as any of these requests has taken here, and every one of them is counted with it. So it is
/// a bound from above, which costs one look at the clock for many requests. What is not in it is
/// the time before, in the kernel's queues, and the time that a request waited for news.
package final class LatencyCounters: Sendable {
    /// The upper bounds of the classes in microseconds; beyond the last there is one class more.
    ///
    /// LIMIT: fourteen bounds, so that all fits in one row of counters. A turn with one request
    /// takes some 10 µs, one with thousands a few ms, and beyond 100 ms something is wrong.
    package static let boundsMicroseconds: [UInt64] = [
        10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 1_000_000,
    ]

    private static let sumPlace = boundsMicroseconds.count + 1

    private let numbers = LoopNumbers(countMin: LatencyCounters.boundsMicroseconds.count + 2)

    /// Creates counters at zero.
    init() {}

    /// How many requests fell into a class, and into none below it.
    ///
    /// - Parameter index: That of its bound; or the number of bounds for all that took longer.
    package func count(at index: Int) -> UInt64 { numbers[index] }

    /// How long all requests took together, in nanoseconds.
    package var sumNanoseconds: UInt64 { numbers[Self.sumPlace] }

    /// Counts requests. Only for the loop that owns the counters.
    func count(_ count: UInt64, took duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let nanoseconds = UInt64(max(0, seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000))
        var index = 0
        while index < Self.bounds.count, nanoseconds > Self.bounds[index] { index += 1 }
        numbers.add(count, at: index)
        numbers.add(nanoseconds &* count, at: Self.sumPlace)
    }

    private static let bounds = boundsMicroseconds.map { $0 * 1_000 }
}
