import Synchronization

extension PublishedCell {
    /// One thread's access to the published value.
    ///
    /// A reader is *online* or *offline*. Online it may look at the value, and owes a report now
    /// and then: ``quiesce()`` once per turn, or ``goOffline()`` before it blocks. Offline it owes
    /// nothing.
    ///
    /// The language upholds the rules. ``withCurrent(_:)`` borrows the reader, and everything that
    /// reports mutates it, so no report can be made while a value is lent.
    ///
    /// INVARIANT (row): this reader alone writes the report of its row, which is taken as long as
    /// the reader lives.
    /// INVARIANT (seen): `seenEpoch` is what the report says.
    @safe
    @frozen
    public struct Reader: ~Copyable, Sendable {
        @usableFromInline let cell: PublishedCell<Value>
        @usableFromInline let row: UInt64
        @usableFromInline var seenEpoch: UInt64 = PublishedCell.offline

        init(cell: PublishedCell<Value>, row: UInt64) {
            self.cell = cell
            self.row = row
            goOnline()
        }

        deinit {
            cell.readers.withRow(row) {
                $0[Word.report].store(PublishedCell.offline, ordering: .releasing)
                $0[Word.isTaken].store(0, ordering: .releasing)
            }
        }

        /// Whether the reader may look at the value.
        @inlinable public var isOnline: Bool { seenEpoch != PublishedCell.offline }

        /// Lends `body` the current value, without counting a reference.
        ///
        /// Two calls may lend different values: who needs one for several steps does them in one
        /// call. A copy of the reference that outlives the call is safe too, and counted.
        ///
        /// - Precondition: the reader is online.
        @inlinable
        @inline(__always)
        public borrowing func withCurrent<Result>(
            _ body: (Value) throws -> Result
        ) rethrows -> Result {
            precondition(isOnline, "an offline reader looks at a published value")
            // SAFETY: the value is alive until this reader reports, as `PublishedCell` argues, and
            // it can't report while it is borrowed.
            return unsafe try cell.current.load(ordering: .acquiring)
                ._withUnsafeGuaranteedRef(body)
        }

        /// Reports that this reader holds no value. Call it once per turn of the loop.
        ///
        /// It costs one load, unless something was published since the last report.
        ///
        /// - Precondition: the reader is online.
        @inlinable
        @inline(__always)
        public mutating func quiesce() {
            precondition(isOnline, "an offline reader reports")
            let epoch = cell.epoch.load(ordering: .acquiring)
            if epoch != seenEpoch {
                cell.readers.withRow(row) { $0[Word.report].store(epoch, ordering: .releasing) }
                seenEpoch = epoch
            }
        }

        /// Reports that this reader holds no value and won't look at one until ``goOnline()``.
        @inlinable
        public mutating func goOffline() {
            cell.readers.withRow(row) {
                $0[Word.report].store(PublishedCell.offline, ordering: .releasing)
            }
            seenEpoch = PublishedCell.offline
        }

        /// Comes back to look at values.
        @inlinable
        public mutating func goOnline() {
            seenEpoch = cell.epoch.load(ordering: .acquiring)
            cell.readers.withRow(row) {
                $0[Word.report].store(seenEpoch, ordering: .sequentiallyConsistent)
            }
            // Not needed for its result, but for its place in the single order: it stands behind
            // the report, so that no look at the value can overtake the report.
            _ = cell.epoch.load(ordering: .sequentiallyConsistent)
        }
    }
}
