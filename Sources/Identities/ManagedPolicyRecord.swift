/// A managed policy with its versions.
package struct ManagedPolicyRecord: Sendable, Hashable {
    /// One version of the document.
    package struct Version: Sendable, Hashable {
        /// The number: 1 is `v1`. Numbers are never used again.
        package var number: Int
        /// The document, JSON as it was handed in.
        package var document: String
        /// When it was made, in whole seconds since 1970 in UTC.
        package var created: Int64

        /// Describes a version.
        package init(number: Int, document: String, created: Int64) {
            self.number = number
            self.document = document
            self.created = created
        }
    }

    /// Where it belongs and what it is called. The account is `aws` for policies that AWS owns.
    package var head: EntityHead
    /// The account in which it is known: the owner, or for a policy of AWS whoever has it listed.
    package var account: String
    /// What people say about it, up to 1,000 characters.
    package var description: String
    /// The versions that still exist, lowest number first. Never empty.
    package var versions: [Version]
    /// The number of the version that is in force.
    package var defaultVersion: Int
    /// The number that the next version gets.
    package var nextVersion: Int
    /// When a version was last made or put in force, in whole seconds since 1970 in UTC.
    package var updated: Int64

    /// Describes a policy.
    package init(
        head: EntityHead, account: String, description: String = "", versions: [Version],
        defaultVersion: Int, nextVersion: Int, updated: Int64
    ) {
        self.head = head
        self.account = account
        self.description = description
        self.versions = versions
        self.defaultVersion = defaultVersion
        self.nextVersion = nextVersion
        self.updated = updated
    }

    /// The policy's ARN, with its path.
    package var arn: String { head.arn("policy") }

    /// The document in force.
    ///
    /// - Precondition: There is a version of number ``defaultVersion``.
    package var document: String { versions.first { $0.number == defaultVersion }!.document }
}
