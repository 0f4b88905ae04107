import Identities

/// What policies are attached to: a user, a group or a role.
protocol PolicyOwner: Recordable {
    /// The word in names of operations and parameters, such as `Role`.
    static var noun: String { get }
    /// The first word of an ARN's resource, such as `role`.
    static var word: String { get }
    /// The rule for names of those that are there.
    static var nameRule: ParameterRule { get }
    /// The rule for names of those that are to be made.
    static var newNameRule: ParameterRule { get }
    /// Whether it can have a permissions boundary.
    static var hasBoundary: Bool { get }
    /// How large all its inline policies together may be.
    static var inlineSize: KeyPath<Quotas.InlineSizes, Int> & Sendable { get }

    var head: EntityHead { get set }
    var policies: PolicyAttachments { get set }
    /// Why nobody but its service may change it; `nil` for what is everybody's.
    var protection: String? { get }
}

extension PolicyOwner {
    static var newNameRule: ParameterRule { nameRule }
    static var hasBoundary: Bool { true }
    var arn: String { head.arn(Self.word) }
    var protection: String? { nil }
}

extension UserRecord: PolicyOwner {
    static var noun: String { "User" }
    static var word: String { "user" }
    static var nameRule: ParameterRule { .existingUserName }
    static var newNameRule: ParameterRule { .userName }
    static var inlineSize: KeyPath<Quotas.InlineSizes, Int> & Sendable { \.user }
}

extension GroupRecord: PolicyOwner {
    static var noun: String { "Group" }
    static var word: String { "group" }
    static var nameRule: ParameterRule { .groupName }
    static var hasBoundary: Bool { false }
    static var inlineSize: KeyPath<Quotas.InlineSizes, Int> & Sendable { \.group }
}

extension RoleRecord: PolicyOwner {
    static var noun: String { "Role" }
    static var word: String { "role" }
    static var nameRule: ParameterRule { .roleName }
    static var inlineSize: KeyPath<Quotas.InlineSizes, Int> & Sendable { \.role }

    /// The path decides, as it does for the policies of an organization: a role that those leave
    /// alone is one that nobody may change.
    var protection: String? {
        if head.path.hasPrefix("/aws-service-role/") {
            return "Cannot perform the operation on the protected role \(head.name): only "
                + "\(linkedService ?? "the service that depends on it") can modify it."
        }
        if head.path.hasPrefix("/aws-reserved/") {
            return "Cannot perform the operation on the protected role \(head.name): only AWS "
                + "can modify it."
        }
        return nil
    }
}
