import FlatMemory
import PolicyEngine
import PolicyModel

/// Compiles sets of policies, equal ones once.
struct SnapshotCompiler {
    private struct Key: Hashable {
        var policies: [NamedPolicy]
        var type: PolicyType
    }

    let hash: KeyedHash
    private var known: [Key: StatementSet] = [:]

    init(hash: KeyedHash) { self.hash = hash }

    mutating func set(
        _ policies: [NamedPolicy], _ type: PolicyType
    ) throws(CompileError) -> StatementSet {
        let key = Key(policies: policies, type: type)
        if let set = known[key] { return set }
        let set = try StatementSet(compiling: policies, as: type, hash: hash)
        known[key] = set
        return set
    }

    mutating func sets(
        _ levels: [[NamedPolicy]], _ type: PolicyType
    ) throws(CompileError) -> [StatementSet] {
        var sets: [StatementSet] = []
        for level in levels { sets.append(try set(level, type)) }
        return sets
    }
}

/// The tables of a snapshot.
extension SnapshotCompiler {
    /// The accounts of a bundle in the order of their places: those whose principals are known, and
    /// all of the organization, since RCPs also guard the resources of the others.
    static func accountIDs(of bundle: Bundle) -> [String] {
        Set(bundle.accounts.keys).union(bundle.organization?.placements.keys ?? [:].keys).sorted()
    }

    mutating func accounts(of bundle: Bundle) throws(CompileError) -> AccountTable {
        let ids = Self.accountIDs(of: bundle)
        var entries: [AccountTable.Entry] = []
        for id in ids {
            let placement = bundle.organization?.placement(of: id)
            entries.append(
                AccountTable.Entry(
                    id: id, path: placement?.path,
                    serviceControl: try sets(placement?.serviceControl ?? [], .serviceControl),
                    resourceControl: try sets(placement?.resourceControl ?? [], .resourceControl)))
        }
        return AccountTable(
            entries, organization: bundle.organization?.id,
            onlyAccount: bundle.onlyAccount.flatMap { ids.firstIndex(of: $0) }, hash: hash)
    }

    mutating func principals(of bundle: Bundle) throws(CompileError) -> PrincipalIndex {
        var entries: [PrincipalEntry] = []
        for (place, id) in Self.accountIDs(of: bundle).enumerated() {
            guard let account = bundle.accounts[id] else { continue }
            // One whose ARN says otherwise is found nowhere.
            for principal in account.principals.values
            where ARN(principal.arn)?.account == id {
                entries += try self.entries(of: principal, in: account, at: place)
            }
        }
        let count = PrincipalIndex.shardCount(entries: entries.count)
        var shards = [[PrincipalEntry]](repeating: [], count: count)
        for entry in entries {
            let shard = PrincipalIndex.shard(of: hash.hash(Array(entry.name.utf8)), count: count)
            shards[shard].append(entry)
        }
        return PrincipalIndex(shards.map { PrincipalShard($0, hash: hash) }, hash: hash)
    }

    /// What a user or role is found by.
    mutating func entries(
        of principal: Principal, in account: Account, at place: Int
    ) throws(CompileError) -> [PrincipalEntry] {
        var entry = PrincipalEntry(
            name: principal.arn, principal: principal, account: place,
            identity: try set(account.identityPolicies(of: principal), .identity),
            boundaries: try sets(account.boundaries(of: principal), .boundary), trust: nil)
        guard case .role(let trust) = principal.kind else { return [entry] }
        entry.trust = try set([trust], .resource)
        var session = entry
        session.name = PrincipalEntry.sessionPrefix(of: principal) ?? entry.name
        return [entry, session]
    }

    mutating func resources(of bundle: Bundle) throws(CompileError) -> ResourceTable {
        let places = Dictionary(
            Self.accountIDs(of: bundle).enumerated().map { ($1, $0) }
        ) { first, _ in first }
        var entries: [ResourceTable.Entry] = []
        for (account, resource) in bundle.resources.values {
            var entry = ResourceTable.Entry(
                resource: resource, account: places[account] ?? 0, policy: nil)
            if let policy = resource.policy { entry.policy = try set([policy], .resource) }
            entries.append(entry)
        }
        return ResourceTable(entries, hash: hash)
    }
}
