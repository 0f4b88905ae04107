import DecisionAPI
import DecisionPoint
import LockFree
import Server

/// All that the daemon counts, for the metrics.
package struct DaemonCounters: Sendable {
    /// What each event loop has done.
    package let loops = PerLoop<LoopCounters>()
    /// What each router has decided and answered; the admin plane has one of its own.
    package let decisions = PerLoop<DecisionCounters>()
    /// What has happened at the cache.
    package let cache = CacheCounterList()
    /// What was read anew.
    package let reloads = ReloadCounters()

    /// Creates counters at zero.
    package init() {}
}
