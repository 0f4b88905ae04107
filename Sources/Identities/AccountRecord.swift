/// An account whose entities can be changed, or that at least has a key.
package struct AccountRecord: Sendable, Hashable {
    /// The twelve digits.
    package var id: String

    /// Whether the store alone says which users, groups, roles and managed policies the account
    /// has. If so, what a bundle says of them is not served: something deleted here must not
    /// come back from there.
    package var isImported: Bool

    /// The `resource-policies.json` that was imported with it; a bundle that is served wins.
    package var resourcePolicies: String?

    /// Describes an account.
    package init(id: String, isImported: Bool = false, resourcePolicies: String? = nil) {
        self.id = id
        self.isImported = isImported
        self.resourcePolicies = resourcePolicies
    }
}

/// The `organization.json` that was imported; a bundle that is served wins.
package struct OrganizationRecord: Sendable, Hashable {
    /// The file's text.
    package var text: String

    /// Wraps the text.
    package init(text: String) { self.text = text }
}

/// A key pair with which a principal signs its calls.
package struct AccessKeyRecord: Sendable, Hashable {
    /// The public half, `AKIA…`.
    package var id: String
    /// The secret half. Signatures can't be checked with less than the secret itself.
    package var secret: String
    /// Whose key it is: the ARN of a user, a role or an account's root, or a service principal.
    package var principal: String
    /// The account that the principal belongs to; empty for a service.
    package var account: String
    /// When it was made, in whole seconds since 1970 in UTC.
    package var created: Int64

    /// Describes a key pair.
    package init(
        id: String, secret: String, principal: String, account: String, created: Int64
    ) {
        self.id = id
        self.secret = secret
        self.principal = principal
        self.account = account
        self.created = created
    }
}
