import PolicyModel

extension Bundle {
    /// The number of statements in all documents of the bundle, each counted once for each place
    /// where it stands.
    ///
    /// - Complexity: O(n) in the number of principals and policies.
    package var statementCount: Int {
        accounts.values.reduce(organization?.statementCount ?? 0) { $0 + $1.statementCount }
    }
}

extension Account {
    fileprivate var statementCount: Int {
        principals.values.reduce(0) { $0 + $1.statementCount }
            + groups.values.reduce(0) { $0 + $1.inlinePolicies.statementCount }
            + managedPolicies.values.statementCount
            + resources.values.compactMap(\.policy).statementCount
    }
}

extension Principal {
    fileprivate var statementCount: Int {
        switch kind {
        case .user: inlinePolicies.statementCount
        case .role(let trust): inlinePolicies.statementCount + trust.document.statementCount
        }
    }
}

extension Organization {
    fileprivate var statementCount: Int { root.statementCount }
}

extension Organization.Unit {
    fileprivate var statementCount: Int {
        attachments.statementCount
            + units.reduce(0) { $0 + $1.statementCount }
            + members.reduce(0) { $0 + $1.attachments.statementCount }
    }
}

extension Organization.Attachments {
    fileprivate var statementCount: Int {
        serviceControl.statementCount + resourceControl.statementCount
    }
}

extension [NamedPolicy] {
    fileprivate var statementCount: Int { reduce(0) { $0 + $1.document.statementCount } }
}
