import LockFree

/// The counters of all event loops, for whoever adds them up.
///
/// INVARIANT (turn): `counters` is read and written only by the thread that has taken `turn`.
@safe
package final class CacheCounterList: @unchecked Sendable {
    // SAFETY (Sendable): (turn) says who uses `counters`.
    private let turn = Turn()
    private var counters: [CacheCounters] = []

    /// Creates an empty list.
    package init() {}

    /// Makes the counters of one more loop.
    package func add() -> CacheCounters {
        turn.take {
            let new = CacheCounters()
            counters.append(new)
            return new
        }
    }

    /// How often an event has been counted by all loops together.
    package func total(of event: CacheCounters.Event) -> UInt64 {
        turn.take { counters.total(of: event) }
    }
}
