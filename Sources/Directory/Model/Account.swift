import PolicyModel

/// One account: its principals, its managed policies, and the resources that it is known to own.
package struct Account: Sendable {
    /// The twelve digits.
    package let id: String
    /// Users and roles by ARN.
    package internal(set) var principals: PersistentMap<Principal>
    /// Groups by name.
    package internal(set) var groups: PersistentMap<Group>
    /// The default versions of managed policies, customer's and AWS's, by ARN.
    package internal(set) var managedPolicies: PersistentMap<NamedPolicy>
    /// Resources with a policy or tags, by ARN.
    package internal(set) var resources: PersistentMap<Resource>

    /// The ARNs of users and roles by sort and lower-cased name: session ARNs leave the path out,
    /// and IAM allows no two of a sort whose names differ in case or path alone.
    var arns: PersistentMap<String>

    /// Creates an account. Of two principals, groups or policies of the same key the last one
    /// stays; the loader reports them before it comes to that.
    package init(
        id: String, principals: [Principal] = [], groups: [Group] = [],
        managedPolicies: [NamedPolicy] = [], resources: [Resource] = []
    ) {
        self.id = id
        self.principals = PersistentMap(principals.map { ($0.arn, $0) })
        self.groups = PersistentMap(groups.map { ($0.name, $0) })
        self.managedPolicies = PersistentMap(managedPolicies.map { ($0.name, $0) })
        self.resources = PersistentMap(resources.map { ($0.arn, $0) })
        arns = PersistentMap(principals.map { (Self.uniqueName(of: $0), $0.arn) })
    }

    /// What no two principals of an account may share.
    package static func uniqueName(of principal: Principal) -> String {
        (principal.isRole ? "role/" : "user/") + principal.name.lowercased()
    }

    /// The user or role of exactly this ARN.
    package func principal(arn: String) -> Principal? {
        principals[arn].flatMap { $0.arn.isIdentical(to: arn) ? $0 : nil }
    }

    /// The role that a session ARN names, which holds no path.
    package func role(named name: String) -> Principal? {
        arns["role/" + name.lowercased()].flatMap { principals[$0] }
    }

    /// Whether there is a principal of the same sort and name, whatever its path.
    package func hasPrincipal(named principal: Principal) -> Bool {
        arns[Self.uniqueName(of: principal)] != nil
    }

    /// A principal's own policies and those of its groups: inline before attached, own before
    /// groups'.
    ///
    /// The loader has seen to it that every name resolves; one that does not adds nothing here.
    package func identityPolicies(of principal: Principal) -> [NamedPolicy] {
        var policies = principal.inlinePolicies
        policies += principal.attachedPolicies.compactMap { managedPolicies[$0] }
        if case .user(let names) = principal.kind {
            for group in names.compactMap({ groups[$0] }) {
                policies += group.inlinePolicies
                policies += group.attachedPolicies.compactMap { managedPolicies[$0] }
            }
        }
        return policies
    }
}

/// A resource that the bundle says something about.
package struct Resource: Sendable, Hashable {
    /// Its ARN.
    package var arn: String
    /// Its policy, named after the ARN; `nil` if only tags are known.
    package var policy: NamedPolicy?
    /// Its tags.
    package var tags: [String: String]

    /// Describes a resource.
    package init(arn: String, policy: NamedPolicy?, tags: [String: String] = [:]) {
        self.arn = arn
        self.policy = policy
        self.tags = tags
    }
}
