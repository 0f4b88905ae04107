/// Allows something a number of times at once, and then at a rate.
struct TokenBucket: Sendable {
    private let burstMax: Int
    private let perSecondMax: Int
    private var tokenCount: Int
    private var filledAt: Duration

    init(burstMax: Int, perSecondMax: Int, now: Duration) {
        self.burstMax = burstMax
        self.perSecondMax = perSecondMax
        self.tokenCount = burstMax
        self.filledAt = now
    }

    /// Takes one token, if there is one.
    mutating func take(now: Duration) -> Bool {
        if self.tokenCount == 0 {
            let (seconds, attoseconds) = (now - self.filledAt).components
            // Longer than it takes to fill the bucket makes no difference.
            let milliseconds = min(seconds, 1_000_000) * 1_000 + attoseconds / 1_000_000_000_000_000
            self.add(Int(milliseconds) * self.perSecondMax / 1_000)
            guard self.tokenCount > 0 else { return false }
            self.filledAt = now
        }
        self.tokenCount -= 1
        return true
    }

    /// Puts tokens back, as far as there is room.
    @inline(__always)
    mutating func add(_ count: Int) {
        self.tokenCount = min(self.tokenCount &+ count, self.burstMax)
    }
}
