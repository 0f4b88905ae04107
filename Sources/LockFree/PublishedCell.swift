import Glibc
import Synchronization

/// A place from which many readers take the current value, without locks and without counting
/// references, while a writer replaces it.
///
/// Replacing is easy; knowing when nobody uses the old value any more is not. Here the readers say
/// so: each reports, once per turn of its loop, that it holds on to nothing (quiescent-state based
/// reclamation). The report and the read are one load each of a line that changes only when
/// something is published, so that readers on many processors never slow each other down.
///
///     let cell = PublishedCell(snapshot, readerCountMax: 8)
///
///     // On each event loop:                       // On the publishing thread:
///     var reader = cell.makeReader()!              guard cell.publish(next) else { … }
///     while isRunning {                            …
///         reader.goOffline()                       cell.reclaim()
///         poll()
///         reader.goOnline()
///         for request in turn {
///             reader.withCurrent { $0.decide(request) }
///         }
///     }
///
/// ## How it works
///
/// `epoch` counts publications. `publish` first swaps the pointer, then raises the epoch to *t* and
/// sets the old value aside, marked *t*. Each reader has a word of its own, its *report*: an epoch
/// it has seen since it last held a value, or `offline`. A value marked *t* is freed once every
/// report is `offline` or at least *t*.
///
/// ## Why nothing is freed too early
///
/// Let a reader use a value marked *t*, and take the moment at which the writer looked at the
/// reader's report and freed the value.
///
/// 1. *The report was* e ≥ *t*. Reports are read acquiring and written releasing, so whatever the
///    reader did before the report has happened before the freeing. After it, the reader has seen
///    epoch *e*, by an acquiring load that reads from the writer's releasing increment; so the swap
///    has happened before every later load of the pointer, which can't find the old value again.
/// 2. *The report was* `offline`. What the reader did before it has happened before the freeing, as
///    above. Later the reader goes online: it writes its report, then loads the epoch, both
///    sequentially consistent, as the writer's increment and its look at the report are. In their
///    single order, either the reader's load comes after the increment: then it has seen *t*, and
///    finds the new pointer as in 1. Or it comes before: then so does the report, the writer's
///    look comes after it and does not find `offline`, which contradicts the assumption.
/// 3. *The report was* e < *t*: nothing is freed.
///
/// A reader that stalls while online holds up the freeing, never the other readers. What waits is
/// bounded: with ``retiredCountMax`` values set aside, `publish` refuses until the reader moves on.
///
/// INVARIANT (ownership): the cell holds one reference of its own to the value that `current`
/// points to, and `retired` holds those of earlier values until no reader can use them.
@safe
public final class PublishedCell<Value: AnyObject & Sendable>: @unchecked Sendable {
    // SAFETY (Sendable): the pointer is atomic, what it points to is Sendable, and the argument
    // above says for how long. `retired` is for one thread at a time, see `inTurn`.
    @usableFromInline let current: Atomic<Unmanaged<Value>>
    /// The number of publications, plus one, so that no epoch is `offline`.
    @usableFromInline let epoch = Atomic<UInt64>(1)
    /// One row per reader, with its report and whether the row is taken.
    @usableFromInline let readers: AtomicWords
    private let readerCountMax: Int
    /// By epoch, lowest first. Only for `inTurn`.
    private var retired: [Retired] = []
    private let isWriting = Atomic(false)

    /// A value that is no longer current.
    private struct Retired: Sendable {
        let value: Value
        /// The epoch that every reader must have seen before the value is freed.
        let epoch: UInt64
    }

    /// What a row of `readers` holds.
    @usableFromInline enum Word {
        /// The last epoch that the reader has seen while it held no value, or `offline`.
        @usableFromInline static var report: Int { 0 }
        /// 1 if a reader has the row.
        @usableFromInline static var isTaken: Int { 1 }
    }

    /// The report of a reader that uses nothing.
    @usableFromInline static var offline: UInt64 { 0 }

    /// LIMIT: values that wait to be freed. A snapshot may be tens of megabytes, and a loop turn
    /// takes milliseconds: whoever sees eight publications in one turn is not reading, but stuck.
    public static var retiredCountMax: Int { 8 }

    /// LIMIT: readers of one cell. There is one per event loop, and a loop per core.
    public static var readerCountLimit: Int { 4096 }

    /// Creates a cell that publishes `value`.
    ///
    /// - Parameter readerCountMax: How many readers can be registered at once.
    /// - Precondition: `readerCountMax` lies in `1...readerCountLimit`.
    public init(_ value: Value, readerCountMax: Int) {
        precondition(
            (1...Self.readerCountLimit).contains(readerCountMax),
            "reader count \(readerCountMax) is not in 1...\(Self.readerCountLimit)")
        var rowCount = 1
        while rowCount < readerCountMax { rowCount *= 2 }
        guard let readers = AtomicWords(rowCount: rowCount) else {
            preconditionFailure("no memory for \(readerCountMax) readers")
        }
        self.readers = readers
        self.readerCountMax = readerCountMax
        unsafe self.current = Atomic(Unmanaged.passRetained(value))
    }

    deinit {
        // SAFETY: (ownership) gives back the cell's reference; readers keep the cell alive, so
        // that there are none left.
        unsafe current.load(ordering: .acquiring).release()
    }

    /// Registers a reader, which is online and holds up reclamation until it reports.
    ///
    /// - Returns: `nil` if `readerCountMax` readers are registered.
    public func makeReader() -> Reader? {
        for row in 0..<readerCountMax {
            let isOurs = readers.withRow(UInt64(row)) {
                $0[Word.isTaken].compareExchange(
                    expected: 0, desired: 1, ordering: .acquiring
                ).exchanged
            }
            if isOurs { return Reader(cell: self, row: UInt64(row)) }
        }
        return nil
    }

    /// Replaces the current value. Readers find the new one from their next look on.
    ///
    /// Safe to call from any thread; calls take turns. It never waits for a reader.
    ///
    /// - Returns: `false`, with nothing changed, if ``retiredCountMax`` earlier values still wait
    ///   for a reader that has not reported. Try again later.
    /// - Complexity: O(readers + retired), beside freeing what can be freed.
    public func publish(_ value: Value) -> Bool {
        // Large values take a while to fall apart: they do so at the end, out of turn.
        var freed: [Value] = []
        defer { withExtendedLifetime(freed) {} }
        return inTurn {
            freed = takeUnused()
            guard retired.count < Self.retiredCountMax else { return false }
            // SAFETY: (ownership) the cell takes a reference to the new value, and `retired` takes
            // over the one to the old.
            let old = unsafe current.exchange(
                Unmanaged.passRetained(value), ordering: .acquiringAndReleasing
            ).takeRetainedValue()
            // After the swap: whoever sees this epoch finds the new value.
            let epoch = epoch.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue
            retired.append(Retired(value: old, epoch: epoch))
            freed += takeUnused()
            return true
        }
    }

    /// Frees the earlier values that no reader can use any more.
    ///
    /// - Returns: How many still wait.
    @discardableResult
    public func reclaim() -> Int {
        var freed: [Value] = []
        defer { withExtendedLifetime(freed) {} }
        return inTurn {
            freed = takeUnused()
            return retired.count
        }
    }

    /// Runs `body` while no other thread does.
    ///
    /// Writers are rare and `body` is short, so a flag does. `Mutex` would too, but the thread
    /// sanitizer does not see what it orders.
    private func inTurn<Result>(_ body: () -> Result) -> Result {
        while !isWriting.compareExchange(
            expected: false, desired: true, ordering: .acquiring
        ).exchanged { sched_yield() }
        defer { isWriting.store(false, ordering: .releasing) }
        return body()
    }

    /// Takes the values that no reader can use any more out of the list.
    private func takeUnused() -> [Value] {
        guard !retired.isEmpty else { return [] }
        let seen = epochSeenByAll()
        let count = retired.firstIndex { $0.epoch > seen } ?? retired.count
        defer { retired.removeFirst(count) }
        return retired[..<count].map(\.value)
    }

    /// The lowest epoch that a reader has reported, `UInt64.max` if all are offline.
    private func epochSeenByAll() -> UInt64 {
        (0..<readerCountMax).reduce(UInt64.max) { lowest, row in
            let report = readers.withRow(UInt64(row)) {
                $0[Word.report].load(ordering: .sequentiallyConsistent)
            }
            return report == Self.offline ? lowest : min(lowest, report)
        }
    }
}
