/// The policies of a user, a group or a role.
package struct PolicyAttachments: Sendable, Hashable {
    /// A policy that is embedded in its owner.
    package struct Inline: Sendable, Hashable {
        /// Its name, unique for its owner.
        package var name: String
        /// The document, JSON as it was handed in.
        package var document: String

        /// Names a document.
        package init(name: String, document: String) {
            self.name = name
            self.document = document
        }
    }

    /// The embedded policies, in the order in which they were added.
    package var inline: [Inline]
    /// The ARNs of the attached managed policies, likewise.
    package var managed: [String]
    /// The ARN of the managed policy that is the permissions boundary. Groups have none.
    package var boundary: String?

    /// Puts policies together.
    package init(inline: [Inline] = [], managed: [String] = [], boundary: String? = nil) {
        self.inline = inline
        self.managed = managed
        self.boundary = boundary
    }
}
