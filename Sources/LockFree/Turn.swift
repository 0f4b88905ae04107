import Glibc
import Synchronization

/// Lets one thread after the other do something that may take its time.
///
/// Whoever waits sleeps, and looks again several thousand times a second. That is for work that is
/// rare beside its length; and unlike `Mutex` it orders things in a way that the thread sanitizer
/// sees.
package struct Turn: ~Copyable, Sendable {
    private let isTaken = Atomic(false)

    // LIMIT: how long a thread that waits sleeps between two looks. Shorter than anything that is
    // done in turn and worth mentioning, longer than what a look costs by far.
    private static let pauseMicroseconds: UInt32 = 200

    /// Creates a turn that nobody has.
    package init() {}

    /// Runs `body` while no other thread does. A turn can't be taken within itself.
    package func take<Result, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        while !isTaken.compareExchange(
            expected: false, desired: true, ordering: .acquiring
        ).exchanged { usleep(Self.pauseMicroseconds) }
        defer { isTaken.store(false, ordering: .releasing) }
        return try body()
    }
}
