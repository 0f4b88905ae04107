/// Decides whether a look-up that seldom succeeds is worth trying.
///
/// It watches the look-ups in windows. After a window with too few hits it gives the next ones up,
/// and then tries once more, since clients change.
struct Attention: BitwiseCopyable {
    // LIMIT: a window is long enough to fill with requests of many clients, and short enough to
    // notice a change within a fraction of a second under load.
    /// How many look-ups make a window.
    static let windowCount = 4_096
    // LIMIT: a hit saves some ten times what a look-up in vain costs.
    /// With fewer hits than this in a window, look-ups are not worth their while.
    static let hitsMin = 512
    // LIMIT: trying costs a sixteenth of what looking up always would.
    /// How many windows are given up before the next try.
    static let restWindows = 15

    private var left = Self.windowCount
    private var hits = 0
    private var isResting = false

    /// Counts a request.
    ///
    /// - Returns: Whether to look it up.
    mutating func next() -> Bool {
        left -= 1
        if left == 0 { turn() }
        return !isResting
    }

    /// Counts a look-up that succeeded.
    mutating func hit() { hits += 1 }

    private mutating func turn() {
        isResting = !isResting && hits < Self.hitsMin
        left = isResting ? Self.windowCount * Self.restWindows : Self.windowCount
        hits = 0
    }
}
