import LockFree

/// What happened at the decision cache, as one event loop saw it.
///
/// Only its own loop counts, so that counting is an addition and no locked one, and it has a row
/// of memory to itself, so that loops don't slow each other down. Anyone may read.
package final class CacheCounters: Sendable {
    /// What is counted.
    package enum Event: Int, CaseIterable, Sendable {
        /// A decision was found.
        case hit
        /// A decision was not found, and evaluated.
        case miss
        /// An entry that was still of use made place for another.
        case eviction
        /// A request was decided without the cache.
        case bypass
        /// A hit was evaluated again.
        case audit
        /// An audit came to another decision than the cache.
        case disagreement
    }

    private let words: AtomicWords

    /// Creates counters at zero.
    package init() {
        guard let words = AtomicWords(rowCount: 1) else {
            preconditionFailure("no memory for the cache's counters")
        }
        self.words = words
    }

    /// Counts an event. Only for the loop that owns the counters.
    @inline(__always)
    package func count(_ event: Event) {
        words.withRow(0) { row in
            let count = row[event.rawValue].load(ordering: .relaxed)
            row[event.rawValue].store(count &+ 1, ordering: .relaxed)
        }
    }

    /// How often an event has been counted. Safe from any thread.
    package func count(of event: Event) -> UInt64 {
        words.withRow(0) { $0[event.rawValue].load(ordering: .relaxed) }
    }
}

extension Sequence<CacheCounters> {
    /// How often an event has been counted by all loops together.
    package func total(of event: CacheCounters.Event) -> UInt64 {
        reduce(0) { $0 + $1.count(of: event) }
    }
}
