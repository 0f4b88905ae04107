/// Anything that a store keeps.
package enum Record: Sendable, Hashable {
    case account(AccountRecord)
    case organization(OrganizationRecord)
    case role(RoleRecord)
    case user(UserRecord)
    case group(GroupRecord)
    case policy(ManagedPolicyRecord)
    case accessKey(AccessKeyRecord)
    case serviceSetup(ServiceSetupRecord)
    case roleUse(RoleUseRecord)
    case deletionTask(DeletionTaskRecord)
}

/// What no two records share.
package struct RecordKey: Sendable, Hashable {
    /// The sorts of records, by the names that stores write.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case account, organization, role, user, group, policy
        case accessKey = "access-key"
        case serviceSetup = "service-setup"
        case roleUse = "role-use"
        case deletionTask = "deletion-task"
    }

    /// The sort.
    package var kind: Kind
    /// The account in which it is known; empty if it belongs to none.
    package var account: String
    /// What tells it from others of its sort in the account: a name in lower case, an ARN, an id.
    package var name: String

    /// Creates a key.
    package init(_ kind: Kind, account: String, name: String) {
        self.kind = kind
        self.account = account
        self.name = name
    }
}

/// One change of what a store keeps.
package enum RecordChange: Sendable, Hashable {
    /// A record that is new, or takes the place of the one with its key.
    case put(Record)
    /// A record that goes.
    case remove(RecordKey)

    /// What it changes.
    package var key: RecordKey {
        switch self {
        case .put(let record): record.key
        case .remove(let key): key
        }
    }
}

extension Record {
    /// What no other record shares.
    package var key: RecordKey { value.key }

    /// What is recorded.
    var value: any Recordable {
        switch self {
        case .account(let value): value
        case .organization(let value): value
        case .role(let value): value
        case .user(let value): value
        case .group(let value): value
        case .policy(let value): value
        case .accessKey(let value): value
        case .serviceSetup(let value): value
        case .roleUse(let value): value
        case .deletionTask(let value): value
        }
    }
}
