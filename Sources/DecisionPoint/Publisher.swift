import Directory
import FlatMemory
import Glibc
import LockFree
import PolicyEngine
import Synchronization

/// Makes new policies be served: the only one who compiles, and who replaces the snapshot that the
/// event loops decide by.
///
/// Whoever publishes waits until the new snapshot serves, and learns its revision; the loops never
/// wait. So nobody publishes from an event loop. Several publishers take turns.
///
/// INVARIANT (turn): `state` is read and written only by the thread that has taken `turn`.
@safe
package final class Publisher: @unchecked Sendable {
    // SAFETY (Sendable): (turn) says who uses `state`; all else is immutable, atomic or Sendable.

    /// What the publication before leaves to the next.
    fileprivate struct State {
        var compiler: SnapshotCompiler
        var current: PublishedSnapshot
        var listeners: [@Sendable (UInt64) -> Void] = []
    }

    /// Where the event loops find the snapshot to decide by.
    package let cell: PublishedCell<PublishedSnapshot>

    private var state: State
    private let turn = Turn()
    private let latest: Atomic<UInt64>
    private let counts = Counts()
    private let epochSeconds: @Sendable () -> Int64

    /// Counters that any thread may read.
    private struct Counts: ~Copyable {
        let publications = Atomic<UInt64>(1)
        let failures = Atomic<UInt64>(0)
        let lastSuccess = Atomic<Int64>(0)
        let hasLastFailed = Atomic(false)
    }

    // LIMIT: changes that are made one by one. Beyond these, compiling everything that is not
    // known yet costs no more than looking for what each of them touches.
    private static let changeCountMax = 256

    // LIMIT: how long a publication waits for loops that hold on to old snapshots. A turn of a loop
    // takes milliseconds; one that takes seconds does not come back.
    /// How long a publication waits for a loop that holds on to old snapshots.
    package static let patience = Duration.seconds(5)
    private let patience: Duration

    /// Compiles a bundle and publishes it as revision 1.
    ///
    /// - Parameters:
    ///   - readerCountMax: The number of event loops.
    ///   - patience: How long a publication waits for a loop that holds on to old snapshots.
    ///   - epochSeconds: Reads the clock: whole seconds since 1970 in UTC.
    /// - Throws: ``CompileError`` if some policy is beyond what the engine can hold.
    package init(
        _ bundle: Bundle, hash: KeyedHash, readerCountMax: Int,
        patience: Duration = Publisher.patience,
        epochSeconds: @escaping @Sendable () -> Int64
    ) throws(CompileError) {
        var compiler = SnapshotCompiler(hash: hash)
        let first = PublishedSnapshot(try compiler.compile(bundle), revision: 1)
        state = State(compiler: compiler, current: first)
        cell = PublishedCell(first, readerCountMax: readerCountMax)
        latest = Atomic(1)
        self.patience = patience
        self.epochSeconds = epochSeconds
        counts.lastSuccess.store(epochSeconds(), ordering: .relaxed)
    }

    /// The revision that serves. Any thread may ask; never waits.
    package var revision: UInt64 { latest.load(ordering: .acquiring) }

    /// What serves now, for whoever decides too seldom to be a reader of ``cell``. Waits for a
    /// publication that is under way.
    package var snapshot: Snapshot { turn.take { state.current.snapshot } }

    /// How many snapshots have been published, the first one included.
    package var publicationCount: UInt64 { counts.publications.load(ordering: .relaxed) }

    /// How many publications have failed, those counted with ``countFailure()`` included.
    package var failureCount: UInt64 { counts.failures.load(ordering: .relaxed) }

    /// When the last publication succeeded, in whole seconds since 1970 in UTC.
    package var lastSuccessEpochSeconds: Int64 { counts.lastSuccess.load(ordering: .relaxed) }

    /// Counts a failure that kept a bundle from coming here.
    package func countFailure() {
        counts.failures.wrappingAdd(1, ordering: .relaxed)
        counts.hasLastFailed.store(true, ordering: .relaxed)
    }

    /// Whether the last attempt to publish has failed.
    package var hasLastFailed: Bool { counts.hasLastFailed.load(ordering: .relaxed) }

    /// Has `listener` called after each publication, with the new revision, on the publishing
    /// thread. It must not publish.
    package func onPublish(_ listener: @escaping @Sendable (UInt64) -> Void) {
        turn.take { state.listeners.append(listener) }
    }

    /// Publishes a bundle, of which only what differs from the current one is compiled.
    ///
    /// - Returns: The new revision, which serves.
    /// - Throws: Why the current snapshot stays. This is counted as a failure.
    package func publish(_ bundle: Bundle) throws(PublishError) -> UInt64 {
        try publish { (state) throws(PublishError) in
            let current = state.current.snapshot
            if let changes = current.bundle.changes(to: bundle),
                changes.count <= Self.changeCountMax
            {
                return try state.compile(changes)
            }
            return try state.compile(bundle)
        }
    }

    /// Publishes the current bundle with changes, all of them or none.
    ///
    /// - Returns: The new revision, which serves.
    /// - Throws: Why the current snapshot stays. This is counted as a failure.
    /// - Complexity: For principals, what compiling their policies takes, however large the rest.
    package func publish(_ changes: [BundleChange]) throws(PublishError) -> UInt64 {
        try publish { (state) throws(PublishError) in try state.compile(changes) }
    }

    /// Frees the earlier snapshots that no loop uses any more.
    ///
    /// - Returns: How many still wait for a loop.
    @discardableResult
    package func reclaim() -> Int { cell.reclaim() }

    private func publish(
        _ compile: (inout State) throws(PublishError) -> Snapshot
    ) throws(PublishError) -> UInt64 {
        try turn.take { () throws(PublishError) in
            do throws(PublishError) {
                let next = PublishedSnapshot(
                    try compile(&state), revision: state.current.revision + 1)
                try replace(with: next)
                state.current = next
            } catch {
                countFailure()
                throw error
            }
            let revision = state.current.revision
            counts.publications.wrappingAdd(1, ordering: .relaxed)
            counts.lastSuccess.store(epochSeconds(), ordering: .relaxed)
            counts.hasLastFailed.store(false, ordering: .relaxed)
            latest.store(revision, ordering: .releasing)
            waitForReaders()
            for listener in state.listeners { listener(revision) }
            return revision
        }
    }

    private func replace(with next: PublishedSnapshot) throws(PublishError) {
        let clock = ContinuousClock()
        let deadline = clock.now + patience
        while !cell.publish(next) {
            guard clock.now < deadline else { throw .readersAreStuck }
            usleep(1_000)
        }
    }

    /// Waits until no loop decides by an earlier snapshot: a request that comes after the
    /// publication has returned is decided by the new one. A loop that is stuck is waited for as
    /// long as one that holds up publishing, and no longer.
    private func waitForReaders() {
        let clock = ContinuousClock()
        let deadline = clock.now + patience
        while cell.reclaim() > 0, clock.now < deadline { usleep(50) }
    }
}

extension Publisher.State {
    fileprivate mutating func compile(_ bundle: Bundle) throws(PublishError) -> Snapshot {
        do throws(CompileError) { return try compiler.compile(bundle) } catch {
            throw .compile(error)
        }
    }

    fileprivate mutating func compile(_ changes: [BundleChange]) throws(PublishError) -> Snapshot {
        let current = current.snapshot
        let bundle: Bundle
        let touched: TouchedParts
        do throws(BundleChangeError) {
            (bundle, touched) = try current.bundle.applying(changes)
        } catch {
            throw .change(error)
        }
        do throws(CompileError) {
            return try compiler.compile(bundle, touching: touched, since: current)
        } catch {
            throw .compile(error)
        }
    }
}
