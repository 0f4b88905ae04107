import PolicyModel

/// Changing an account in one place, with every name still standing for something.
extension Account {
    mutating func set(_ principal: Principal) throws(BundleChangeError) {
        let name = Self.uniqueName(of: principal)
        // Sessions are found by name: two roles of one name would be one role with two policies.
        if let other = arns[name], !other.isIdentical(to: principal.arn) {
            throw BundleChangeError(.taken(principal.arn))
        }
        if case .user(let names) = principal.kind {
            for group in names where groups[group] == nil {
                throw BundleChangeError(.dangling(group))
            }
        }
        try checkPolicies(principal.attachedPolicies + [principal.boundary].compactMap(\.self))
        if let old = principals[principal.arn] { arns[Self.uniqueName(of: old)] = nil }
        principals[principal.arn] = principal
        arns[name] = principal.arn
    }

    mutating func removePrincipal(_ arn: String) throws(BundleChangeError) {
        guard let principal = principal(arn: arn) else { throw BundleChangeError(.unknown(arn)) }
        principals[arn] = nil
        arns[Self.uniqueName(of: principal)] = nil
    }

    mutating func set(
        _ group: Group, _ touched: inout TouchedParts
    ) throws(BundleChangeError) {
        try checkPolicies(group.attachedPolicies)
        groups[group.name] = group
        for principal in members(of: group.name) { touched.principals.insert(principal.arn) }
    }

    mutating func removeGroup(_ name: String) throws(BundleChangeError) {
        guard groups[name] != nil else { throw BundleChangeError(.unknown(name)) }
        guard members(of: name).isEmpty else { throw BundleChangeError(.inUse(name)) }
        groups[name] = nil
    }

    mutating func set(_ policy: NamedPolicy, _ touched: inout TouchedParts) {
        managedPolicies[policy.name] = policy
        for principal in users(of: policy.name) { touched.principals.insert(principal.arn) }
    }

    mutating func removeManagedPolicy(_ arn: String) throws(BundleChangeError) {
        guard managedPolicies[arn] != nil else { throw BundleChangeError(.unknown(arn)) }
        // A group without members may refer to it, too.
        guard users(of: arn).isEmpty,
            !groups.values.contains(where: { $0.attachedPolicies.contains(arn) })
        else { throw BundleChangeError(.inUse(arn)) }
        managedPolicies[arn] = nil
    }

    mutating func set(_ resource: Resource) { resources[resource.arn] = resource }

    mutating func removeResource(_ arn: String) throws(BundleChangeError) {
        guard resources[arn] != nil else { throw BundleChangeError(.unknown(arn)) }
        resources[arn] = nil
    }

    private func checkPolicies(_ arns: [String]) throws(BundleChangeError) {
        for arn in arns where managedPolicies[arn] == nil {
            throw BundleChangeError(.dangling(arn))
        }
    }

    private func members(of group: String) -> [Principal] {
        principals.values.filter { principal in
            if case .user(let names) = principal.kind { names.contains(group) } else { false }
        }
    }

    /// Whoever has a managed policy attached, as its boundary, or through a group.
    private func users(of policy: String) -> [Principal] {
        let groups = Set(
            groups.values.filter { $0.attachedPolicies.contains(policy) }.map(\.name))
        return principals.values.filter { principal in
            if principal.boundary == policy || principal.attachedPolicies.contains(policy) {
                return true
            }
            guard case .user(let names) = principal.kind else { return false }
            return names.contains(where: groups.contains)
        }
    }
}
