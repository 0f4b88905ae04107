import Directory
import Identities
import PolicyModel

extension BundleMerge {
    /// What changes of records change in what is served, so that it need not be merged anew.
    ///
    /// The policies of service-linked roles come with their roles, and stay when these go: nobody
    /// else can use them.
    ///
    /// - Parameters:
    ///   - changes: The changes, in order.
    ///   - registry: What the store keeps before them.
    ///   - served: What is served before them: what ``merge(_:with:)`` has made, with all changes
    ///     since then.
    /// - Returns: The changes, in an order in which every name stands for something all the way;
    ///   `nil` if an account comes or goes, or changes as a whole, so that everything has to be
    ///   merged and published.
    /// - Throws: A record that can't be read, or whose name is the files'.
    /// - Complexity: O(*n*) in the number of changes.
    package func changes(
        _ changes: [RecordChange], of registry: Registry, served: Bundle
    ) throws(BundleErrors) -> [BundleChange]? {
        var plan = ChangePlan(merge: self, registry: registry, served: served)
        var last: [RecordKey: Int] = [:]
        for (index, change) in changes.enumerated() { last[change.key] = index }
        for (index, change) in changes.enumerated() where last[change.key] == index {
            try plan.add(change)
        }
        return plan.needsMerge ? nil : plan.changes
    }
}

/// Collects what changes of records change in what is served.
private struct ChangePlan {
    let merge: BundleMerge
    let registry: Registry
    let served: Bundle

    /// Whether something has changed that no ``BundleChange`` says.
    private(set) var needsMerge = false

    private let reader = EntityReader()
    private var setPolicies: [BundleChange] = []
    private var setGroups: [BundleChange] = []
    private var removePrincipals: [BundleChange] = []
    private var setPrincipals: [BundleChange] = []
    private var removeGroups: [BundleChange] = []
    private var removePolicies: [BundleChange] = []
    private var linkedPolicies: Set<[String]> = []

    init(merge: BundleMerge, registry: Registry, served: Bundle) {
        self.merge = merge
        self.registry = registry
        self.served = served
    }

    /// Principals go before others come that may take their names, and what they refer to goes
    /// last.
    var changes: [BundleChange] {
        setPolicies + setGroups + removePrincipals + setPrincipals + removeGroups + removePolicies
    }

    mutating func add(_ change: RecordChange) throws(BundleErrors) {
        let old = registry[change.key]
        switch change {
        case .put(let new):
            if new != old { try put(new, replacing: old) }
        case .remove:
            if let old { remove(old) }
        }
    }

    private mutating func put(_ new: Record, replacing old: Record?) throws(BundleErrors) {
        switch new {
        case .role(let role):
            guard let account = account(role.account) else { return }
            try put(try reader.principal(role), in: account, replacing: old)
            if role.linkedService != nil { addLinkedPolicies(of: role, in: account) }
        case .user(let user):
            guard let account = account(user.account) else { return }
            try put(try reader.principal(user), in: account, replacing: old)
        case .group(let record):
            guard let account = account(record.account) else { return }
            let group = try reader.group(record)
            try check(old != nil || account.groups[group.name] == nil, group.arn)
            if case .group(let old)? = old, old.head.name != group.name {
                removeGroups.append(.removeGroup(name: old.head.name, account: account.id))
            }
            setGroups.append(.setGroup(group, account: account.id))
        case .policy(let record):
            guard let account = account(record.account) else { return }
            let policy = try reader.policy(record)
            try check(old != nil || account.managedPolicies[policy.name] == nil, policy.name)
            if case .policy(let old)? = old, old.arn != policy.name {
                removePolicies.append(.removeManagedPolicy(arn: old.arn, account: account.id))
            }
            setPolicies.append(.setManagedPolicy(policy, account: account.id))
        case .account(let new):
            // An account that has a record now and nothing else new is served as it was.
            let isPlain = old == nil && !new.isImported && new.resourcePolicies == nil
            if !isPlain || served.accounts[new.id] == nil { needsMerge = true }
        case .organization: needsMerge = true
        case .accessKey, .serviceSetup, .roleUse, .deletionTask: break
        }
    }

    private mutating func put(
        _ principal: Principal, in account: Account, replacing old: Record?
    ) throws(BundleErrors) {
        try check(old != nil || !account.hasPrincipal(named: principal), principal.arn)
        if let arn = old?.principalARN, arn != principal.arn {
            removePrincipals.append(.removePrincipal(arn: arn))
        }
        setPrincipals.append(.setPrincipal(principal))
    }

    private mutating func remove(_ old: Record) {
        switch old {
        case .role(let role): removePrincipals.append(.removePrincipal(arn: role.arn))
        case .user(let user): removePrincipals.append(.removePrincipal(arn: user.arn))
        case .group(let group):
            removeGroups.append(.removeGroup(name: group.head.name, account: group.account))
        case .policy(let policy):
            removePolicies.append(.removeManagedPolicy(arn: policy.arn, account: policy.account))
        case .account, .organization: needsMerge = true
        case .accessKey, .serviceSetup, .roleUse, .deletionTask: break
        }
    }

    private mutating func addLinkedPolicies(of role: RoleRecord, in account: Account) {
        for arn in role.policies.managed where account.managedPolicies[arn] == nil {
            guard linkedPolicies.insert([account.id, arn]).inserted,
                let document = merge.linkedPolicy(arn)
            else { continue }
            setPolicies.append(
                .setManagedPolicy(NamedPolicy(name: arn, document: document), account: account.id))
        }
    }

    /// The account as it is served; without one there is nothing to change.
    private mutating func account(_ id: String) -> Account? {
        let account = served.accounts[id]
        if account == nil { needsMerge = true }
        return account
    }

    /// Sees to it that nothing of the files is replaced.
    private func check(_ isFree: Bool, _ arn: String) throws(BundleErrors) {
        guard isFree else {
            throw BundleErrors(errors: [
                BundleError(file: arn, message: "the bundle has something of this name, too")
            ])
        }
    }
}

extension Record {
    fileprivate var principalARN: String? {
        switch self {
        case .role(let role): role.arn
        case .user(let user): user.arn
        default: nil
        }
    }
}
