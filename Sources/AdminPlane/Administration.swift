import DecisionPoint
import Directory
import Identities
import LockFree
import ServiceLinkedRoles

/// What the admin plane reads and changes: the records, the store that keeps them, and what of them
/// is served.
///
/// Operations are pure and say which records change. Here the changes are kept and served, both or
/// neither; when a call has returned, the next decision is made by them.
///
/// INVARIANT (turn): `state` is read and written only by the thread that has taken `turn`.
///
/// INVARIANT (served): what the publisher serves is what ``BundleMerge`` makes of `files` and
/// `own`, but for the moment of a commit.
@safe
package final class Administration: @unchecked Sendable {
    // SAFETY (Sendable): (turn) says who uses `state`; all else is immutable or Sendable.

    /// What the admin plane is made of.
    package struct Parts {
        /// What keeps records; `nil` if nothing can be changed, and nobody can call.
        package var store: (any RecordStore)?
        /// What it kept when it was loaded.
        package var records: Registry
        /// The bundle as its files are, and how to read them again as records.
        package var files: Bundle?
        package var readFiles: @Sendable () throws(BundleErrors) -> BundleFiles?
        /// The services whose roles are hosted.
        package var catalogue: ServiceCatalogue
        /// What serves.
        package var publisher: Publisher
        /// How long a deletion waits before it begins, in seconds.
        package var deletionDelay: Int64
        /// Reads the clock: whole seconds since 1970 in UTC.
        package var epochSeconds: @Sendable () -> Int64

        /// Puts parts together.
        package init(
            store: (any RecordStore)?, records: Registry, files: Bundle?,
            readFiles: @escaping @Sendable () throws(BundleErrors) -> BundleFiles?,
            catalogue: ServiceCatalogue, publisher: Publisher, deletionDelay: Int64,
            epochSeconds: @escaping @Sendable () -> Int64
        ) {
            self.store = store
            self.records = records
            self.files = files
            self.readFiles = readFiles
            self.catalogue = catalogue
            self.publisher = publisher
            self.deletionDelay = deletionDelay
            self.epochSeconds = epochSeconds
        }
    }

    private let turn = Turn()
    private var state: AdministrationState
    private let bell: DeletionBell
    private let epochSeconds: @Sendable () -> Int64

    /// Starts to administer.
    ///
    /// - Parameter bell: Rings when a deletion has been asked for.
    package init(_ parts: Parts, bell: DeletionBell) {
        state = AdministrationState(parts)
        self.bell = bell
        epochSeconds = parts.epochSeconds
    }

    /// Does something in turn, with the time.
    func withState<Result, Failure: Error>(
        _ body: (inout AdministrationState, Int64) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try turn.take { () throws(Failure) in
            defer { if state.takeRequestedDeletion() { bell.ring() } }
            return try body(&state, epochSeconds())
        }
    }

    /// Serves a bundle whose files have changed, with what the store keeps.
    ///
    /// - Returns: The new revision.
    /// - Throws: Why all stays as it was.
    package func publish(files: Bundle) throws(AdministrationError) -> UInt64 {
        try withState { (state, _) throws(AdministrationError) in
            try state.publish(files: files)
        }
    }

    /// Takes every open deletion a step further.
    ///
    /// - Returns: Whether some are still open.
    /// - Throws: ``AdministrationError``, why a step could not be taken; it is still to be taken.
    package func stepDeletions() throws(AdministrationError) -> Bool {
        try withState { (state, now) throws(AdministrationError) in
            try state.stepDeletions(at: now)
        }
    }
}
