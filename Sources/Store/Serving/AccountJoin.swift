import Directory
import Identities
import PolicyModel

/// Puts together one account: what the files say of it, and what the store has of it.
struct AccountJoin {
    private let id: String
    private let file: Account?
    private let registry: Registry
    private let linkedPolicy: (String) -> PolicyDocument?
    private let record: AccountRecord?
    private let reader = EntityReader()

    /// What is wrong.
    private(set) var errors: [BundleError] = []
    private var policies: [NamedPolicy] = []
    private var groups: [Group] = []
    private var principals: [Principal] = []
    private var policyARNs: Set<String> = []
    private var groupNames: Set<String> = []

    init(
        id: String, file: Account?, registry: Registry,
        linkedPolicy: @escaping (String) -> PolicyDocument?
    ) {
        self.id = id
        self.file = file
        self.registry = registry
        self.linkedPolicy = linkedPolicy
        record = registry.find(AccountRecord.self, account: id, name: "")
    }

    /// The account; whether it may be served, ``errors`` say.
    mutating func account() -> Account {
        let policyRecords = registry.all(ManagedPolicyRecord.self, account: id)
        let groupRecords = registry.all(GroupRecord.self, account: id)
        let users = registry.all(UserRecord.self, account: id)
        let roles = registry.all(RoleRecord.self, account: id)
        let isImported = record?.isImported == true
        if let file, !isImported {
            if policyRecords.isEmpty, groupRecords.isEmpty, users.isEmpty, roles.isEmpty {
                return file
            }
            policies = file.managedPolicies.values
            groups = file.groups.values
            principals = file.principals.values
        }
        policyARNs = Set(policies.map(\.name))
        for record in policyRecords { add(record) }
        for role in roles where role.linkedService != nil { addLinkedPolicies(of: role) }
        add(groupRecords)
        add(users: users, roles: roles)
        return Account(
            id: id, principals: principals, groups: groups, managedPolicies: policies,
            resources: file?.resources.values ?? importedResources())
    }

    private mutating func add(_ record: ManagedPolicyRecord) {
        guard policyARNs.insert(record.arn).inserted else { return reportTaken(record.arn) }
        attempt { reader throws(BundleErrors) in try reader.policy(record) }
            .map { policies.append($0) }
    }

    /// The policies that come with a service-linked role, without a record of their own.
    private mutating func addLinkedPolicies(of role: RoleRecord) {
        for arn in role.policies.managed where !policyARNs.contains(arn) {
            guard let document = linkedPolicy(arn) else { continue }
            policyARNs.insert(arn)
            policies.append(NamedPolicy(name: arn, document: document))
        }
    }

    private mutating func add(_ records: [GroupRecord]) {
        var taken = Set(groups.map { $0.name.lowercased() })
        for record in records {
            guard taken.insert(record.recordName).inserted else {
                reportTaken(record.arn)
                continue
            }
            checkPolicies(record.policies, of: record.arn)
            attempt { reader throws(BundleErrors) in try reader.group(record) }
                .map { groups.append($0) }
        }
        groupNames = Set(groups.map(\.name))
    }

    private mutating func add(users: [UserRecord], roles: [RoleRecord]) {
        var taken = Set(principals.map(Account.uniqueName))
        for user in users {
            for group in user.groups where !groupNames.contains(group) {
                report(user.arn, "group `\(group)` does not exist")
            }
            checkPolicies(user.policies, of: user.arn)
            let principal = attempt { reader throws(BundleErrors) in try reader.principal(user) }
            add(principal, &taken)
        }
        for role in roles {
            checkPolicies(role.policies, of: role.arn)
            let principal = attempt { reader throws(BundleErrors) in try reader.principal(role) }
            add(principal, &taken)
        }
    }

    private mutating func add(_ principal: Principal?, _ taken: inout Set<String>) {
        guard let principal else { return }
        guard taken.insert(Account.uniqueName(of: principal)).inserted else {
            return reportTaken(principal.arn)
        }
        principals.append(principal)
    }

    private mutating func importedResources() -> [Resource] {
        guard let text = record?.resourcePolicies else { return [] }
        let file = BundleFile(name: "resource policies of account \(id)", bytes: Array(text.utf8))
        let id = id
        return attempt { _ throws(BundleErrors) in
            try BundleLoader().resources(file, account: id)
        } ?? []
    }

    private mutating func checkPolicies(_ policies: PolicyAttachments, of arn: String) {
        for policy in policies.managed + [policies.boundary].compactMap(\.self)
        where !policyARNs.contains(policy) {
            report(arn, "policy `\(policy)` does not exist")
        }
    }

    private mutating func attempt<Value>(
        _ body: (EntityReader) throws(BundleErrors) -> Value
    ) -> Value? {
        do throws(BundleErrors) { return try body(reader) } catch {
            errors += error.errors
            return nil
        }
    }

    private mutating func reportTaken(_ arn: String) {
        report(arn, "the bundle has something of this name, too")
    }

    private mutating func report(_ arn: String, _ message: String) {
        errors.append(BundleError(file: arn, message: message))
    }
}
