import PolicyModel

/// A question in the caller's words, before anything is looked up: who, what, on which resource,
/// and what else the caller knows.
package struct Query: Sendable, Hashable {
    /// A policy that was passed when the session was started.
    package enum SessionPolicy: Sendable, Hashable {
        /// A document of its own.
        case document(PolicyDocument)
        /// The ARN of a managed policy of the session's account.
        case managed(String)
    }

    /// The principal: an ARN, a service principal, or `anonymous`. See ``PrincipalResolution``.
    package var principal: String
    /// The action, `service:Name`.
    package var action: String
    /// The resource's ARN, or `*`.
    package var resource: String
    /// The account that owns the resource, where the caller knows it. What the bundle says wins.
    package var resourceAccount: String?
    /// The resource's tags. A tag that the bundle knows keeps the bundle's value.
    package var resourceTags: [String: String]
    /// Tags passed when the session was started. For a session they win over its role's tags; a
    /// user has no session tags of its own, so its tags win over these.
    package var sessionTags: [String: String]
    /// Policies passed when the session was started; none if empty.
    package var sessionPolicies: [SessionPolicy]
    /// Condition keys in any case and their values. Those that the daemon knows are dropped.
    package var context: [String: ContextValue]

    /// Creates a question.
    package init(
        principal: String, action: String, resource: String, resourceAccount: String? = nil,
        resourceTags: [String: String] = [:], sessionTags: [String: String] = [:],
        sessionPolicies: [SessionPolicy] = [], context: [String: ContextValue] = [:]
    ) {
        self.principal = principal
        self.action = action
        self.resource = resource
        self.resourceAccount = resourceAccount
        self.resourceTags = resourceTags
        self.sessionTags = sessionTags
        self.sessionPolicies = sessionPolicies
        self.context = context
    }
}

/// Why a question is denied without any policy being read.
package enum Refusal: String, Error, Sendable, Hashable, CaseIterable {
    /// The account is known, and it has no such user or role.
    case unknownPrincipal = "unknown-principal"
    /// The principal's account is not in the bundle, so nothing is known of what it allows.
    case outsideAccount = "outside-account"
    /// The principal is an ARN of something that cannot ask: a group, a policy, a bucket.
    case notAPrincipal = "not-a-principal"
    /// A session policy is named that the session's account does not have.
    case unknownSessionPolicy = "unknown-session-policy"
}
