import DecisionPoint
import Files

/// The decision cache as the command line wants it.
struct CacheOptions {
    private enum Switch: String, CaseIterable {
        case on
        case off
    }

    // LIMIT: not asked for more. 131,072 decisions take up to 8 MiB in two tables, about as much as the
    // daemon itself.
    /// How many decisions are remembered if nobody says.
    private static let entryCountDefault = 131_072
    /// Every how manieth hit is evaluated again if nobody says: a thousandth of the cost of having
    /// no cache.
    private static let auditIntervalDefault = 1_000

    static let options = [
        CommandOption("cache", "on|off", help: "whether decisions are remembered; on if not given"),
        CommandOption(
            "cache-size", "N",
            help: "decisions to remember, 1,024 to 2^30; 131,072 if not given"),
        CommandOption(
            "cache-audit", "N",
            help: "evaluate one remembered decision in N again, 0 for none; 1,000 if not given"),
    ]

    /// The entries that are wanted; `nil` without a cache.
    let entryCount: Int?
    private let auditInterval: Int

    /// Reads the options.
    init(_ options: CommandOptions) throws(UsageError) {
        let size = try options.number("cache-size", in: DecisionCache.entryCountRange)
        auditInterval =
            try options.number("cache-audit", in: 0...Int(Int32.max)) ?? Self.auditIntervalDefault
        let isOff = try options.choice("cache", of: Switch.self) == .off
        if isOff, size != nil || options.has("cache-audit") {
            throw UsageError("`--cache off` leaves nothing for `--cache-size` or `--cache-audit`")
        }
        entryCount = isOff ? nil : size ?? Self.entryCountDefault
    }

    /// Makes the cache.
    ///
    /// - Parameter counters: Gets the counters of each access.
    /// - Returns: What makes each event loop's access to it, or `nil` without a cache.
    /// - Throws: If there is not enough memory for it.
    func makeAccesses(
        counting counters: CacheCounterList
    ) throws(UsageError) -> (@Sendable () -> CacheAccess)? {
        guard let entryCount else { return nil }
        guard let cache = DecisionCache(entryCount: entryCount),
            let bodies = DecisionCache(entryCount: entryCount)
        else {
            throw UsageError("no memory for a cache of \(entryCount) decisions")
        }
        var random = SystemRandomBlocks()
        let key = FingerprintKey(using: &random)
        let auditInterval = self.auditInterval
        return {
            CacheAccess(
                cache, bodies: bodies, key: key, counters: counters.add(),
                auditInterval: auditInterval,
                onDisagreement: { StandardError.write(line: "verdict serve: cache audit: \($0)") })
        }
    }
}
