import Synchronization

/// Whether the daemon has begun to stop, for everybody who is asked how it is.
package final class DrainFlag: Sendable {
    private let cell = Atomic(false)

    /// Creates a flag that is not set.
    package init() {}

    /// Whether the stop has begun.
    package var isSet: Bool { cell.load(ordering: .acquiring) }

    /// Notes that the stop has begun.
    package func set() { cell.store(true, ordering: .releasing) }
}
