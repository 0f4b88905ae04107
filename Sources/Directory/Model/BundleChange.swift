import PolicyModel

/// One change of a bundle, as an administrator makes it. Accounts and organization stay.
package enum BundleChange: Sendable {
    /// A user or role that is new, or takes the place of the one with its ARN.
    case setPrincipal(Principal)
    /// A user or role that goes.
    case removePrincipal(arn: String)
    /// A group that is new, or takes the place of the one with its name.
    case setGroup(Group, account: String)
    /// A group that goes; no user may list it any more.
    case removeGroup(name: String, account: String)
    /// A managed policy that is new, or takes the place of the one with its ARN.
    case setManagedPolicy(NamedPolicy, account: String)
    /// A managed policy that goes; nothing may refer to it any more.
    case removeManagedPolicy(arn: String, account: String)
    /// A resource with policy or tags that is new, or takes the place of the one with its ARN.
    case setResource(Resource, account: String)
    /// A resource of which nothing is to be known any more.
    case removeResource(arn: String, account: String)
}

/// Why a change was not made.
package struct BundleChangeError: Error, Sendable, Hashable {
    /// What stands in the way.
    package enum Kind: Sendable, Hashable {
        /// The bundle has no account of this id, or the ARN names none.
        case unknownAccount(String)
        /// There is nothing of this name that could go.
        case unknown(String)
        /// Nothing of this name exists, but something is to refer to it.
        case dangling(String)
        /// Something else still refers to this name.
        case inUse(String)
        /// Another principal of the same sort, or another account's resource, has the name.
        case taken(String)
    }

    /// What stands in the way.
    package var kind: Kind

    /// One line for people.
    package var message: String {
        switch kind {
        case .unknownAccount(let id): "no account `\(id)` in the bundle"
        case .unknown(let name): "`\(name)` does not exist"
        case .dangling(let name): "`\(name)` is referred to and does not exist"
        case .inUse(let name): "`\(name)` is still in use"
        case .taken(let name): "the name of `\(name)` is taken"
        }
    }

    /// Creates an error.
    package init(_ kind: Kind) { self.kind = kind }
}

/// What has to be compiled anew after changes.
package struct TouchedParts: Sendable {
    /// The ARNs of users and roles, also of those that are gone.
    package var principals: Set<String> = []
    /// Whether some resource is touched.
    package var hasResources = false
}

extension Bundle {
    /// The bundle after changes, which are made in order, all or none.
    ///
    /// Documents are taken as they are: whoever makes a change has validated them.
    ///
    /// - Returns: The new bundle, which shares with this one whatever the changes leave alone, and
    ///   what of it is to be compiled anew.
    /// - Throws: The first change that would leave a name without meaning, or with two.
    /// - Complexity: O(log n) for principals and resources; O(n) in the principals of the account
    ///   for groups and managed policies, whose users are to be found.
    package func applying(
        _ changes: [BundleChange]
    ) throws(BundleChangeError) -> (bundle: Bundle, touched: TouchedParts) {
        var bundle = self
        var touched = TouchedParts()
        for change in changes { try bundle.apply(change, &touched) }
        return (bundle, touched)
    }

    private mutating func apply(
        _ change: BundleChange, _ touched: inout TouchedParts
    ) throws(BundleChangeError) {
        switch change {
        case .setPrincipal(let principal):
            try update(ARN(principal.arn)?.account ?? principal.arn) {
                (account) throws(BundleChangeError) in try account.set(principal)
            }
            touched.principals.insert(principal.arn)
        case .removePrincipal(let arn):
            try update(ARN(arn)?.account ?? arn) { (account) throws(BundleChangeError) in
                try account.removePrincipal(arn)
            }
            touched.principals.insert(arn)
        case .setGroup(let group, let id):
            try update(id) { (account) throws(BundleChangeError) in
                try account.set(group, &touched)
            }
        case .removeGroup(let name, let id):
            try update(id) { (account) throws(BundleChangeError) in
                try account.removeGroup(name)
            }
        case .setManagedPolicy(let policy, let id):
            try update(id) { (account) throws(BundleChangeError) in
                account.set(policy, &touched)
            }
        case .removeManagedPolicy(let arn, let id):
            try update(id) { (account) throws(BundleChangeError) in
                try account.removeManagedPolicy(arn)
            }
        case .setResource(let resource, let id):
            if let owner = resources[resource.arn]?.account, owner != id {
                throw BundleChangeError(.taken(resource.arn))
            }
            try update(id) { (account) throws(BundleChangeError) in account.set(resource) }
            resources[resource.arn] = (id, resource)
            touched.hasResources = true
        case .removeResource(let arn, let id):
            try update(id) { (account) throws(BundleChangeError) in
                try account.removeResource(arn)
            }
            resources[arn] = nil
            touched.hasResources = true
        }
    }

    private mutating func update(
        _ id: String, _ body: (inout Account) throws(BundleChangeError) -> Void
    ) throws(BundleChangeError) {
        guard var account = accounts[id] else { throw BundleChangeError(.unknownAccount(id)) }
        try body(&account)
        accounts[id] = account
    }
}
