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
