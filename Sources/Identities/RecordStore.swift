/// Where records are kept for good: a file, or a server that several daemons share. Whoever uses a
/// store sees no difference.
///
/// A store is used by one thread at a time.
package protocol RecordStore: AnyObject {
    /// Everything that is kept.
    ///
    /// - Throws: If it can't be read, or can't be understood: nothing is left out.
    func load() throws(RecordStoreError) -> [Record]

    /// Makes changes, all or none. When the call has returned they survive a crash of the process
    /// and of the machine.
    ///
    /// - Parameter publish: Runs when the changes are ready to be kept; if it returns `false`, they
    ///   are undone.
    /// - Returns: What `publish` has returned.
    /// - Throws: Why nothing has changed, though `publish` may have run.
    ///   ``RecordStoreError/Kind/conflict`` says that somebody else has changed something since the
    ///   last ``load()``, so that what led to the changes may not be true any more.
    func commit(
        _ changes: [RecordChange], publish: () -> Bool
    ) throws(RecordStoreError) -> Bool

    /// Whether somebody else has changed something since the last ``load()``.
    func hasNews() throws(RecordStoreError) -> Bool
}

/// Why a store did not do what it was asked to.
package struct RecordStoreError: Error, Sendable, Hashable {
    /// What a caller can do about it.
    package enum Kind: Sendable, Hashable {
        /// Somebody else has changed something: load again, and try again.
        case conflict
        /// Somebody else holds the store for longer than one waits: try again later.
        case busy
        /// No room is left.
        case full
        /// The store is not what it should be, or fails.
        case broken
    }

    /// What a caller can do about it.
    package var kind: Kind
    /// One line for people.
    package var message: String

    /// Creates an error.
    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}
