import FlatMemory
import PolicyEngine
import PolicyModel

/// Compiles bundles into snapshots, each of which shares with the ones before what did not change.
///
///     var compiler = SnapshotCompiler(hash: hash)
///     let first = try compiler.compile(bundle)
///     let (next, touched) = try bundle.applying([.setPrincipal(role)])
///     let second = try compiler.compile(next, touching: touched, since: first)
package struct SnapshotCompiler: Sendable {
    private var cache: StatementSetCache
    private var hash: KeyedHash { cache.hash }

    /// Creates a compiler.
    ///
    /// - Parameter hash: Keyed with random bytes, once per process.
    package init(hash: KeyedHash) { cache = StatementSetCache(hash: hash) }

    /// Compiles a bundle.
    ///
    /// - Throws: ``CompileError`` if some policy is beyond what the engine can hold; then nothing of
    ///   the bundle is served.
    /// - Complexity: O(n) to find what is known, and what compiling the rest takes.
    package mutating func compile(_ bundle: Bundle) throws(CompileError) -> Snapshot {
        defer { cache.sweep() }
        return Snapshot(
            bundle, principals: try principals(of: bundle), accounts: try accounts(of: bundle),
            resources: try resources(of: bundle))
    }

    /// Compiles a bundle that came of changes.
    ///
    /// - Parameters:
    ///   - touched: What the changes touched.
    ///   - snapshot: Compiled by this compiler, from the bundle before the changes.
    /// - Throws: As ``compile(_:)``.
    /// - Complexity: For principals, what compiling their policies takes, beside a pass over the
    ///   index's shards; for resources, O(all resources).
    package mutating func compile(
        _ bundle: Bundle, touching touched: TouchedParts, since snapshot: Snapshot
    ) throws(CompileError) -> Snapshot {
        defer { cache.sweepOnePart() }
        var removed: [String] = []
        var added: [PrincipalEntry] = []
        for arn in touched.principals {
            let id = ARN(arn)?.account ?? ""
            guard let account = bundle.accounts[id], let place = snapshot.place(ofAccount: id)
            else { continue }
            if let old = snapshot.bundle.accounts[id]?.principals[arn] {
                removed += [old.arn, PrincipalEntry.sessionPrefix(of: old)].compactMap(\.self)
            }
            if let new = account.principals[arn] {
                added += try entries(of: new, in: account, at: place)
            }
        }
        return Snapshot(
            bundle, principals: snapshot.principals.replacing(removed, with: added),
            accounts: snapshot.accounts,
            resources: touched.hasResources ? try resources(of: bundle) : snapshot.resources)
    }

    private mutating func set(
        _ policies: [NamedPolicy], _ type: PolicyType
    ) throws(CompileError) -> StatementSet {
        try cache.set(policies, type)
    }

    private mutating func sets(
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
    private static func accountIDs(of bundle: Bundle) -> [String] {
        Set(bundle.accounts.keys).union(bundle.organization?.placements.keys ?? [:].keys).sorted()
    }

    private mutating func accounts(of bundle: Bundle) throws(CompileError) -> AccountTable {
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

    private mutating func principals(of bundle: Bundle) throws(CompileError) -> PrincipalIndex {
        var entries: [PrincipalEntry] = []
        for (place, id) in Self.accountIDs(of: bundle).enumerated() {
            guard let account = bundle.accounts[id] else { continue }
            // One whose ARN says otherwise is found nowhere.
            for principal in account.principals.values
            where ARN(principal.arn)?.account == id {
                entries += try self.entries(of: principal, in: account, at: place)
            }
        }
        return PrincipalIndex(entries: entries, hash: hash)
    }

    /// What a user or role is found by.
    private mutating func entries(
        of principal: Principal, in account: Account, at place: Int
    ) throws(CompileError) -> [PrincipalEntry] {
        var trust: StatementSet?
        if case .role(let policy) = principal.kind { trust = try set([policy], .resource) }
        let compiled = CompiledPrincipal(
            principal, account: place,
            identity: try set(account.identityPolicies(of: principal), .identity),
            boundaries: try sets(account.boundaries(of: principal), .boundary), trust: trust)
        return [principal.arn, PrincipalEntry.sessionPrefix(of: principal)].compactMap { name in
            name.map { PrincipalEntry(name: $0, compiled: compiled) }
        }
    }

    private mutating func resources(of bundle: Bundle) throws(CompileError) -> ResourceTable {
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
