import FlatMemory
import LockFree
import PolicyModel

/// Remembers decisions: a table of fixed size that all event loops share without locks.
///
///     if let cached = cache.lookup(fingerprint, epochSeconds: now) { return cached.decision }
///     let decision = evaluate()
///     cache.store(fingerprint, decision: decision, lapse: lapse, generation: g, epochSeconds: now)
///
/// A row of the table has five entries of three words, two of a fingerprint and one of data, and a
/// version. A fingerprint selects its row. A look-up reads that row and writes nothing, so that
/// a decision that many loops ask for stays in all their caches; it takes the same few steps
/// whatever other threads do.
///
/// ## Why a look-up can't mix up entries
///
/// A writer makes the version odd, writes the words of an entry, and makes the version even again,
/// two more than before. A reader reads the version, then words, then the version again, and takes
/// what it has read only if the version was even and is the same. Then each word is what it was at
/// that version:
///
/// - *It is not older.* The reader's first look at the version is acquiring and reads from the
///   releasing store that ended a write, so all that was written before is visible.
/// - *It is not newer.* A word of a later write is stored releasing, after the version was made
///   odd, and loaded acquiring; so who has read it finds, in the second look, that version or a
///   later one, and discards everything.
/// - *Two writers don't meet.* The version is made odd by compare-and-exchange from an even one.
///   Who fails gives up: an entry less is a miss later, and no more.
///
/// A writer that is held up leaves its row odd: until it goes on, that row has no entries for
/// anybody. A version has 64 bits and would take centuries to come around. The rest is comparing
/// all bits of the fingerprint, so a wrong answer takes two requests that share one.
package final class DecisionCache: Sendable {
    private let rows: AtomicWords

    /// LIMIT: entries that a cache may be asked for. Less than a thousand help nobody, and more
    /// than a thousand millions, 34 GB, are a slip of the finger.
    package static var entryCountRange: ClosedRange<Int> { 1 << 10...1 << 30 }

    static var entriesPerRow: Int { 5 }

    /// Creates an empty cache.
    ///
    /// Memory is taken from the system only as rows are first used.
    ///
    /// - Parameter entryCount: Entries that it has at least: their number is rounded up to five
    ///   times a power of two. Since a row may be full while others are not, a cache forgets some
    ///   entries before all of its room is taken: 1 in 100 when it is two fifths full.
    /// - Precondition: `entryCount` lies in `entryCountRange`.
    /// - Returns: `nil` if the system has not that much memory.
    package init?(entryCount: Int) {
        precondition(
            Self.entryCountRange.contains(entryCount), "cache of \(entryCount) entries")
        let rowsNeeded = (entryCount + Self.entriesPerRow - 1) / Self.entriesPerRow
        var rowCount = 1
        while rowCount < rowsNeeded { rowCount *= 2 }
        guard let rows = AtomicWords(rowCount: rowCount) else { return nil }
        self.rows = rows
    }

    /// Entries that it has room for.
    package var entryCount: Int { rows.rowCount * Self.entriesPerRow }

    /// Size in bytes, when all rows have been used.
    package var byteCount: Int { rows.byteCount }

    /// The decision that was stored for a request.
    ///
    /// - Parameter epochSeconds: The time at which the decision is to hold.
    /// - Returns: `nil` if there is none, or if it has lapsed.
    /// - Complexity: O(1), wait-free.
    @inline(__always)
    package func lookup(_ fingerprint: Fingerprint, epochSeconds: UInt64) -> CachedDecision? {
        rows.withRow(fingerprint.place) { row in
            let version = row[Word.version].load(ordering: .acquiring)
            // No early exit: which entry it is can't be predicted, so a choice is faster than a
            // branch. Of two entries whose first words are alike, the last is found: a miss for the
            // other, once in 2^63.
            var entry = Word.version
            for candidate in stride(from: 0, to: Word.version, by: Word.entryStride)
            where row[candidate].load(ordering: .acquiring) == fingerprint.low {
                entry = candidate
            }
            guard entry != Word.version else { return nil }
            let high = row[entry &+ Word.high].load(ordering: .acquiring)
            let data = row[entry &+ Word.data].load(ordering: .acquiring)
            guard version & 1 == 0, row[Word.version].load(ordering: .relaxed) == version,
                high == fingerprint.high, let cached = CachedDecision(word: data),
                epochSeconds < cached.lapseEpochSeconds
            else { return nil }
            return cached
        }
    }

    /// Stores the decision for a request, in place of the least useful entry of its row: one that
    /// is empty or has lapsed, else one of another generation, else any.
    ///
    /// The cache is allowed to forget: if another thread is writing to the row, nothing is stored.
    ///
    /// - Parameters:
    ///   - fingerprint: Covers all that the decision depends on, the snapshot's generation
    ///     included, save the time.
    ///   - lapseEpochSeconds: The first second at which the decision may no longer hold, rounded
    ///     down; `nil` if time does not matter to it.
    ///   - generation: The snapshot's generation, which says which other entries are of use.
    ///   - epochSeconds: The time at which the decision was made.
    /// - Returns: Whether an entry had to go that was still of use.
    /// - Complexity: O(1).
    @discardableResult
    package func store(
        _ fingerprint: Fingerprint, decision: Decision, lapseEpochSeconds: UInt64?,
        generation: UInt64, epochSeconds: UInt64
    ) -> Bool {
        let cached = CachedDecision(
            decision, lapseEpochSeconds: lapseEpochSeconds, generation: generation)
        guard epochSeconds < cached.lapseEpochSeconds else { return false }
        return rows.withRow(fingerprint.place) { row in
            let version = row[Word.version].load(ordering: .relaxed)
            let isOurs =
                version & 1 == 0
                && row[Word.version].compareExchange(
                    expected: version, desired: version &+ 1, ordering: .acquiring
                ).exchanged
            guard isOurs else { return false }
            let victim = Self.victim(
                in: row, for: fingerprint, beside: cached, epochSeconds: epochSeconds,
                random: KeyedHash.mix(fingerprint.high, version ^ 0x9E37_79B9_7F4A_7C15))
            row[victim.entry].store(fingerprint.low, ordering: .releasing)
            row[victim.entry &+ Word.high].store(fingerprint.high, ordering: .releasing)
            row[victim.entry &+ Word.data].store(cached.word, ordering: .releasing)
            row[Word.version].store(version &+ 2, ordering: .releasing)
            return victim.isLive
        }
    }

    /// The entry of a row that is to make place, while nobody else writes to the row.
    private static func victim(
        in row: borrowing AtomicWords.Row, for fingerprint: Fingerprint,
        beside cached: CachedDecision, epochSeconds: UInt64, random: UInt64
    ) -> (entry: Int, isLive: Bool) {
        var (free, stale): (Int?, Int?) = (nil, nil)
        for entry in stride(from: 0, to: Word.version, by: Word.entryStride) {
            if row[entry].load(ordering: .relaxed) == fingerprint.low,
                row[entry &+ Word.high].load(ordering: .relaxed) == fingerprint.high
            {
                return (entry, false)
            }
            let other = CachedDecision(word: row[entry &+ Word.data].load(ordering: .relaxed))
            if let other, epochSeconds < other.lapseEpochSeconds {
                if other.generationTag != cached.generationTag { stale = stale ?? entry }
            } else {
                free = free ?? entry
            }
        }
        if let entry = free ?? stale { return (entry, false) }
        let number = random.multipliedFullWidth(by: UInt64(entriesPerRow)).high
        return (Int(number) * Word.entryStride, true)
    }

    /// The words of a row.
    private enum Word {
        static var high: Int { 1 }
        static var data: Int { 2 }
        static var entryStride: Int { 3 }
        /// Behind five entries, the last word of the row.
        static var version: Int { 15 }
    }
}
