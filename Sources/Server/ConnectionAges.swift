/// How old each connection may become: about the same, and each a little different, so that clients
/// who came together do not come back together.
struct ConnectionAges {
    /// LIMIT: how far an age is from the middle, in ten-thousandths. A tenth spreads the clients of
    /// an hour over twelve minutes.
    private static let spread: Int = 1_000

    private let middle: Duration
    private var state: UInt64

    /// - Parameters:
    ///   - middle: The age in the middle; zero if connections may become as old as they like.
    ///   - seed: Any number; the same one gives the same ages.
    init(around middle: Duration, seed: UInt64) {
        self.middle = middle
        self.state = seed
    }

    /// The age of the next connection; nil if there is no bound.
    mutating func next() -> Duration? {
        guard self.middle > .zero else { return nil }
        // SplitMix64.
        self.state &+= 0x9e37_79b9_7f4a_7c15
        var word = self.state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        word ^= word >> 31
        let offset = Int(word % UInt64(2 * Self.spread + 1)) - Self.spread
        return self.middle * (10_000 + offset) / 10_000
    }
}
