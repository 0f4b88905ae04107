import PolicyModel

/// A user or a role of an account, with everything that is attached to it.
package struct Principal: Sendable, Hashable {
    /// What sort of principal it is, and what only that sort has.
    package enum Kind: Sendable, Hashable {
        /// An IAM user, with the names of its groups.
        case user(groups: [String])
        /// A role, with the policy that says who may assume it.
        case role(trustPolicy: NamedPolicy)
    }

    /// What sort of principal it is.
    package var kind: Kind

    /// The ARN with its path: `arn:aws:iam::111122223333:user/team/ada`.
    package var arn: String

    /// The path, from `/` to `/`.
    package var path: String

    /// The friendly name, unique in the account among principals of its kind.
    package var name: String

    /// The id that a recreated principal of the same name does not share: `AIDA…`, `AROA…`.
    /// `nil` where the bundle does not say.
    package var uniqueID: String?

    /// Its tags.
    package var tags: [String: String]

    /// Policies embedded in it, named `ARN#PolicyName`.
    package var inlinePolicies: [NamedPolicy]

    /// The ARNs of the managed policies attached to it.
    package var attachedPolicies: [String]

    /// The ARN of the managed policy that is its permissions boundary, if it has one.
    package var boundary: String?

    /// Whether this is a role, and no user.
    package var isRole: Bool {
        if case .role = kind { true } else { false }
    }

    /// Whether this is a role that AWS services own: predefined, assumable by its service alone,
    /// and left alone by SCPs and RCPs. Its path tells.
    package var isServiceLinkedRole: Bool {
        if case .role = kind { path.hasPrefix("/aws-service-role/") } else { false }
    }

    /// Creates a principal.
    package init(
        _ kind: Kind, arn: String, path: String, name: String, uniqueID: String?,
        tags: [String: String] = [:], inlinePolicies: [NamedPolicy] = [],
        attachedPolicies: [String] = [], boundary: String? = nil
    ) {
        self.kind = kind
        self.arn = arn
        self.path = path
        self.name = name
        self.uniqueID = uniqueID
        self.tags = tags
        self.inlinePolicies = inlinePolicies
        self.attachedPolicies = attachedPolicies
        self.boundary = boundary
    }
}

/// A group of users: no principal of its own, only a place to attach policies.
package struct Group: Sendable, Hashable {
    /// The ARN with its path.
    package var arn: String
    /// The name by which users list it.
    package var name: String
    /// Policies embedded in it, named `ARN#PolicyName`.
    package var inlinePolicies: [NamedPolicy]
    /// The ARNs of the managed policies attached to it.
    package var attachedPolicies: [String]

    /// Creates a group.
    package init(
        arn: String, name: String, inlinePolicies: [NamedPolicy] = [],
        attachedPolicies: [String] = []
    ) {
        self.arn = arn
        self.name = name
        self.inlinePolicies = inlinePolicies
        self.attachedPolicies = attachedPolicies
    }
}
