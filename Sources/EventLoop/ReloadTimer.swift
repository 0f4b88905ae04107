/// Decides when to look at files that change: once they are quiet, but not too late either.
///
/// It reads no clock; moments are durations since whatever moment its owner counts from.
package struct ReloadTimer: Sendable {
    // LIMIT: how long files must have been left alone. Whoever copies a directory writes its files
    // one after the other, with less than this between two of them.
    /// How long nothing may have changed before it is time.
    package static let quiet = Duration.milliseconds(100)

    // LIMIT: files that never come to rest, as a log in the wrong place, must not keep a change of
    // policies from being served.
    /// How long after the first change it is time in any case.
    package static let delayMax = Duration.seconds(2)

    private var first: Duration?
    private var last: Duration?

    /// Creates a timer of files that have not changed.
    package init() {}

    /// Takes note of a change.
    package mutating func note(at now: Duration) {
        first = first ?? now
        last = now
    }

    /// When it is time to look; `nil` if nothing has changed.
    package var deadline: Duration? {
        guard let first, let last else { return nil }
        return min(last + Self.quiet, first + Self.delayMax)
    }

    /// Whether it is time to look. If so, all changes up to now are done with.
    package mutating func takeDue(at now: Duration) -> Bool {
        guard let deadline, now >= deadline else { return false }
        self = ReloadTimer()
        return true
    }
}
