/// The role that a policy document plays, which decides what its grammar allows and how its
/// statements take part in a decision.
public enum PolicyType: String, Sendable, Hashable, CaseIterable {
    /// Attached to a user, a group or a role.
    case identity
    /// Attached to a resource; says who may use it.
    case resource
    /// A role's trust policy: who may assume it. A resource policy without `Resource`.
    case trust
    /// A service control policy: the most that principals of an account may do.
    case serviceControl = "scp"
    /// A resource control policy: the most that may be done to an account's resources.
    case resourceControl = "rcp"
    /// Passed when a session is started; the most that the session may do.
    case session
    /// A permissions boundary: the most that a user or role may do.
    case boundary
    /// Attached to a VPC endpoint; the most that may pass through it.
    case endpoint
}
