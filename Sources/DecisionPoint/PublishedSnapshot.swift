import Directory

/// A snapshot with the number under which it was published.
package final class PublishedSnapshot: Sendable {
    /// What to decide by.
    package let snapshot: Snapshot

    /// The number, from 1 on, greater than that of every snapshot before. A process uses each but
    /// once.
    package let revision: UInt64

    /// The revision in decimal digits, ready to be sent.
    package let revisionText: String

    /// Numbers a snapshot.
    package init(_ snapshot: Snapshot, revision: UInt64) {
        self.snapshot = snapshot
        self.revision = revision
        revisionText = String(revision)
    }
}
