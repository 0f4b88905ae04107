import Identities
import QueryProtocol

/// The entities that a call names.
extension Request {
    /// What `RoleName` and the like name.
    ///
    /// - Throws: `NoSuchEntity`.
    func existing<Owner: PolicyOwner>(_ sort: Owner.Type) throws(QueryError) -> Owner {
        let name = try text(sort.noun + "Name", sort.nameRule)
        guard let owner = view.find(sort, account: account, name: name) else {
            throw .noSuchEntity("The \(sort.word) with name \(name) cannot be found.")
        }
        return owner
    }

    /// The same, for an operation that changes it.
    ///
    /// - Parameter isForAll: Whether even a service-linked role may be changed so.
    /// - Throws: `UnmodifiableEntity` if it is not the caller's to change.
    func changeable<Owner: PolicyOwner>(
        _ sort: Owner.Type, evenLinked isForAll: Bool = false
    ) throws(QueryError) -> Owner {
        let owner = try existing(sort)
        let isLinked = (owner as? RoleRecord)?.linkedService != nil
        if let protection = owner.protection, !(isForAll && isLinked) {
            throw .unmodifiableEntity(protection)
        }
        try requireOwn(owner, "\(sort.word) \(owner.head.name)")
        return owner
    }

    /// - Throws: `UnmodifiableEntity` for what a bundle has.
    func requireOwn(_ value: some Recordable, _ name: String) throws(QueryError) {
        guard view.isOwn(value) else {
            throw .unmodifiableEntity(
                "The \(name) is read-only, since it comes from a policy bundle: import the bundle "
                    + "into the store to modify it.")
        }
    }
}

/// The managed policies that a call names.
extension Request {
    /// What `PolicyArn` names.
    ///
    /// - Throws: `NoSuchEntity`.
    func existingPolicy() throws(QueryError) -> ManagedPolicyRecord {
        let arn = try policyARN()
        guard let policy = view.policy(arn, in: account) else {
            throw .noSuchEntity("Policy \(arn.text) was not found.")
        }
        return policy
    }

    /// The same, for an operation that changes it.
    func changeablePolicy() throws(QueryError) -> ManagedPolicyRecord {
        let policy = try existingPolicy()
        guard policy.head.account == account else {
            throw .accessDenied(call.caller.arn, to: call.action, on: policy.arn)
        }
        try requireOwn(policy, "policy \(policy.arn)")
        return policy
    }

    /// The policy of `PolicyArn` or `PermissionsBoundary`, for whoever wants to use it.
    ///
    /// - Throws: `PolicyNotAttachable` for the policies of service-linked roles.
    func attachablePolicy(_ arn: PolicyARN, as use: String) throws(QueryError) -> String {
        if arn.isServiceLinked {
            throw .policyNotAttachable(
                "Cannot attach a service role policy to a customer entity: \(arn.text)")
        }
        guard view.policy(arn, in: account) != nil else {
            throw .noSuchEntity("\(use) \(arn.text) does not exist or is not attachable.")
        }
        return arn.text
    }

    /// The permissions boundary that is to be set, if one is.
    func newBoundary() throws(QueryError) -> String? {
        guard let text = try boundaryARN(), let arn = PolicyARN(text) else { return nil }
        return try attachablePolicy(arn, as: "Scope ARN:")
    }
}
