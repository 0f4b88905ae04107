import Glibc

/// Reads the clock in nanoseconds.
package enum Nanoseconds {
    /// Nanoseconds since a fixed moment; only differences mean anything.
    package static var now: UInt64 { read(CLOCK_MONOTONIC) }

    /// Nanoseconds for which the calling thread has had a processor.
    package static var ofThread: UInt64 { read(CLOCK_THREAD_CPUTIME_ID) }

    private static func read(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        // SAFETY: the call fills in the structure, and can't fail for these clocks.
        _ = unsafe clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// What one reading of the clock takes, the median of many.
    package static var costOfReading: UInt64 {
        var differences = (0..<1_001).map { _ in
            let start = now
            return now - start
        }
        differences.sort()
        return differences[500]
    }
}
