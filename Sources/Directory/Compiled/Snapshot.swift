import FlatMemory
import PolicyEngine
import PolicyModel

/// A bundle with every policy compiled: what a running daemon decides by.
///
/// A snapshot is immutable and may be read by any number of threads. Equal sets of policies are
/// compiled once and shared, so that a thousand roles with the same managed policy cost one.
package final class Snapshot: Sendable {
    /// The bundle it was made from.
    package let bundle: Bundle

    /// The hash that requests must be prepared with.
    package let hash: KeyedHash

    let principals: PrincipalIndex
    let accounts: AccountTable
    let resources: ResourceTable

    /// Compiles a bundle.
    ///
    /// - Parameter hash: Keyed with random bytes, once per process.
    /// - Throws: ``CompileError`` if some policy is beyond what the engine can hold; then nothing of
    ///   the bundle is served.
    package convenience init(_ bundle: Bundle, hash: KeyedHash) throws(CompileError) {
        var compiler = SnapshotCompiler(hash: hash)
        let snapshot = try compiler.compile(bundle)
        self.init(
            bundle, principals: snapshot.principals, accounts: snapshot.accounts,
            resources: snapshot.resources)
    }

    /// Puts compiled parts together.
    init(
        _ bundle: Bundle, principals: PrincipalIndex, accounts: AccountTable,
        resources: ResourceTable
    ) {
        self.bundle = bundle
        self.hash = principals.hash
        self.principals = principals
        self.accounts = accounts
        self.resources = resources
    }

    /// The user or role of an ARN.
    func principal(arn: String) -> PrincipalRecord? {
        let name = Array(arn.utf8)
        let range = TextRange(start: 0, count: name.count)
        return principals.find(hash.hash(name), name.span, range)
            .map { principals.record($0) }
    }

    /// An account's place in the table.
    func place(ofAccount id: String) -> Int? {
        let name = Array(id.utf8)
        return accounts.names.find(
            hash.hash(name), in: name.span, TextRange(start: 0, count: name.count))
    }

    /// An account as the table has it.
    func account(_ id: String) -> AccountTable.Record? {
        place(ofAccount: id).map { accounts.records[$0] }
    }
}
