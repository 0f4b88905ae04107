/// Something that a store keeps, as itself and not as one of many sorts.
package protocol Recordable: Sendable, Hashable {
    /// The sort.
    static var kind: RecordKey.Kind { get }
    /// The account in which it is known; empty if it belongs to none.
    var account: String { get }
    /// What tells it from others of its sort in the account.
    var recordName: String { get }
    /// Itself, as one of many sorts.
    var record: Record { get }
}

extension Recordable {
    /// What no other record shares.
    package var key: RecordKey { RecordKey(Self.kind, account: account, name: recordName) }
    /// The change that makes this be kept.
    package var put: RecordChange { .put(record) }
    /// The change after which it is no longer kept.
    package var remove: RecordChange { .remove(key) }
}

/// A user, a group or a role, which its head tells from others of its sort.
package protocol RecordableEntity: Recordable {
    /// Where it belongs and what it is called.
    var head: EntityHead { get }
}

extension RecordableEntity {
    /// The account that it belongs to.
    package var account: String { head.account }
    package var recordName: String { head.name.lowercased() }
}

extension RoleRecord: RecordableEntity {
    package static var kind: RecordKey.Kind { .role }
    package var record: Record { .role(self) }
}

extension UserRecord: RecordableEntity {
    package static var kind: RecordKey.Kind { .user }
    package var record: Record { .user(self) }
}

extension GroupRecord: RecordableEntity {
    package static var kind: RecordKey.Kind { .group }
    package var record: Record { .group(self) }
}

extension ManagedPolicyRecord: Recordable {
    package static var kind: RecordKey.Kind { .policy }
    /// AWS's and the account's own policies may share a name.
    package var recordName: String {
        (head.account == "aws" ? "aws/" : "") + head.name.lowercased()
    }
    package var record: Record { .policy(self) }
}

extension AccountRecord: Recordable {
    package static var kind: RecordKey.Kind { .account }
    package var account: String { id }
    package var recordName: String { "" }
    package var record: Record { .account(self) }
}

extension OrganizationRecord: Recordable {
    package static var kind: RecordKey.Kind { .organization }
    package var account: String { "" }
    package var recordName: String { "" }
    package var record: Record { .organization(self) }
}

extension AccessKeyRecord: Recordable {
    package static var kind: RecordKey.Kind { .accessKey }
    package var recordName: String { id }
    package var record: Record { .accessKey(self) }
}

extension ServiceSetupRecord: Recordable {
    package static var kind: RecordKey.Kind { .serviceSetup }
    package var recordName: String { service }
    package var record: Record { .serviceSetup(self) }
}

extension RoleUseRecord: Recordable {
    package static var kind: RecordKey.Kind { .roleUse }
    package var recordName: String { "\(service) \(resource)" }
    package var record: Record { .roleUse(self) }
}

extension DeletionTaskRecord: Recordable {
    package static var kind: RecordKey.Kind { .deletionTask }
    package var recordName: String { id }
    package var record: Record { .deletionTask(self) }
}
