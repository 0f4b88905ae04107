/// Finding out what changed between two bundles.
extension Bundle {
    /// The changes that lead from this bundle to another one, in an order in which every name
    /// stands for something all the way.
    ///
    /// - Returns: `nil` if the organization or its accounts differ, which no ``BundleChange`` says.
    /// - Complexity: O(n) in the size of both.
    package func changes(to other: Bundle) -> [BundleChange]? {
        guard Set(accounts.keys) == Set(other.accounts.keys),
            Organization.areEqual(organization, other.organization)
        else { return nil }
        var changes: [BundleChange] = []
        for account in accounts.values {
            guard let new = other.accounts[account.id] else { return nil }
            changes += account.changes(to: new)
        }
        return changes
    }
}

extension Organization {
    /// Whether two organizations mean the same to every account.
    static func areEqual(_ one: Organization?, _ other: Organization?) -> Bool {
        one?.id == other?.id && one?.managementAccount == other?.managementAccount
            && one?.placements == other?.placements
    }
}

extension Account {
    fileprivate func changes(to other: Account) -> [BundleChange] {
        let policies = managedPolicies.difference(to: other.managedPolicies)
        let groups = groups.difference(to: other.groups)
        let principals = principals.difference(to: other.principals)
        let resources = resources.difference(to: other.resources)
        var changes: [BundleChange] = []
        changes += policies.set.map { .setManagedPolicy($0, account: id) }
        changes += groups.set.map { .setGroup($0, account: id) }
        // Before the others are set, one of which may take the name.
        changes += principals.removed.map { .removePrincipal(arn: $0) }
        changes += principals.set.map { .setPrincipal($0) }
        changes += groups.removed.map { .removeGroup(name: $0, account: id) }
        changes += policies.removed.map { .removeManagedPolicy(arn: $0, account: id) }
        changes += resources.removed.map { .removeResource(arn: $0, account: id) }
        changes += resources.set.map { .setResource($0, account: id) }
        return changes
    }
}

extension PersistentMap where Value: Equatable {
    /// The names that another map lacks, and the values that it has anew, or others.
    fileprivate func difference(to other: PersistentMap) -> (removed: [String], set: [Value]) {
        let set = other.keys.compactMap { name -> Value? in
            let value = other[name]
            return self[name] == value ? nil : value
        }
        return (keys.filter { other[$0] == nil }, set)
    }
}
