/// A role.
package struct RoleRecord: Sendable, Hashable {
    /// Where it belongs and what it is called.
    package var head: EntityHead
    /// Its policies.
    package var policies: PolicyAttachments
    /// The trust policy, JSON as it was handed in.
    package var trustPolicy: String
    /// What people say about it, up to 1,000 characters.
    package var description: String
    /// How long a session of it may last, in seconds: 3,600 to 43,200.
    package var sessionSecondsMax: Int

    /// Describes a role.
    package init(
        head: EntityHead, policies: PolicyAttachments = PolicyAttachments(), trustPolicy: String,
        description: String = "", sessionSecondsMax: Int = 3_600
    ) {
        self.head = head
        self.policies = policies
        self.trustPolicy = trustPolicy
        self.description = description
        self.sessionSecondsMax = sessionSecondsMax
    }

    /// The role's ARN, with its path.
    package var arn: String { head.arn("role") }

    /// The service principal that owns the role, if it is a service-linked one. The path tells.
    package var linkedService: String? {
        let parts = head.path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[1] == "aws-service-role", !parts[2].isEmpty else {
            return nil
        }
        return String(parts[2])
    }
}

/// A user.
package struct UserRecord: Sendable, Hashable {
    /// Where it belongs and what it is called.
    package var head: EntityHead
    /// Its policies.
    package var policies: PolicyAttachments
    /// The names of its groups.
    package var groups: [String]

    /// Describes a user.
    package init(
        head: EntityHead, policies: PolicyAttachments = PolicyAttachments(), groups: [String] = []
    ) {
        self.head = head
        self.policies = policies
        self.groups = groups
    }

    /// The user's ARN, with its path.
    package var arn: String { head.arn("user") }
}

/// A group of users.
package struct GroupRecord: Sendable, Hashable {
    /// Where it belongs and what it is called.
    package var head: EntityHead
    /// Its policies.
    package var policies: PolicyAttachments

    /// Describes a group.
    package init(head: EntityHead, policies: PolicyAttachments = PolicyAttachments()) {
        self.head = head
        self.policies = policies
    }

    /// The group's ARN, with its path.
    package var arn: String { head.arn("group") }
}
