import Glibc

/// The time that only goes forward, whatever happens to the calendar.
///
/// Moments are durations since some fixed moment before the process began, so only differences
/// mean anything. (`ContinuousClock.Instant` would say so more clearly, but its layout is not
/// fixed, which makes every structure that holds one slow to reach.)
package enum MonotonicClock {
    /// The current moment.
    package static var now: Duration {
        var time = timespec()
        // SAFETY: the call fills in the structure, and can't fail for this clock.
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
