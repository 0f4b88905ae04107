import FlatMemory
import PolicyEngine
import PolicyModel

/// Compiled sets of policies by what they say, so that equal ones are compiled once, within a
/// snapshot and from one snapshot to the next, whatever they are called.
///
/// The table is cut into parts, so that neither growing it nor looking for unused sets ever takes
/// long at a time.
struct StatementSetCache: Sendable {
    /// What policies say, whatever they are called, hashed once: a table that grows hashes its keys
    /// anew, and these may be large.
    private struct Key: Hashable, Sendable {
        let documents: [PolicyDocument]
        let type: PolicyType
        let digest: Int

        init(_ policies: [NamedPolicy], _ type: PolicyType) {
            documents = policies.map(\.document)
            self.type = type
            var hasher = Hasher()
            hasher.combine(documents)
            hasher.combine(type)
            digest = hasher.finalize()
        }

        func hash(into hasher: inout Hasher) { hasher.combine(digest) }
    }

    /// Some of the sets.
    private struct Part: Sendable {
        /// Where the sets of the keys stand.
        var places: [Key: Int] = [:]
        var sets: [StatementSet] = []

        subscript(key: Key) -> StatementSet? { places[key].map { sets[$0] } }

        mutating func add(_ set: StatementSet, for key: Key) {
            places[key] = sets.count
            sets.append(set)
        }

        /// Keeps the sets that somebody else has, too.
        mutating func sweep() {
            let isUnused = sets.indices.map { isKnownUniquelyReferenced(&sets[$0]) }
            guard isUnused.contains(true) else { return }
            var kept = Part()
            for (key, place) in places where !isUnused[place] { kept.add(sets[place], for: key) }
            self = kept
        }
    }

    let hash: KeyedHash
    private var parts = [Part](repeating: Part(), count: Self.partCount)
    /// The part to be looked through next.
    private var sweepPart = 0

    // LIMIT: a part of a table with a hundred thousand sets is worked on in a tenth of a
    // millisecond. A power of two.
    private static let partCount = 256

    init(hash: KeyedHash) { self.hash = hash }

    /// How many sets are kept.
    var count: Int { parts.reduce(0) { $0 + $1.sets.count } }

    /// A set, compiled now or before.
    ///
    /// - Complexity: O(*n*) in the size of these policies if they are known, whatever others are.
    mutating func set(
        _ policies: [NamedPolicy], _ type: PolicyType
    ) throws(CompileError) -> StatementSet {
        let key = Key(policies, type)
        let part = key.digest & (Self.partCount - 1)
        if let set = parts[part][key] { return set }
        let set = try StatementSet(compiling: policies, as: type, hash: hash)
        parts[part].add(set, for: key)
        return set
    }

    /// Forgets those sets of one part that no snapshot has any more. Called once for each snapshot,
    /// this looks at every set in turn.
    mutating func sweepOnePart() {
        parts[sweepPart].sweep()
        sweepPart = (sweepPart + 1) & (Self.partCount - 1)
    }

    /// Forgets all sets that no snapshot has any more.
    mutating func sweep() {
        for part in parts.indices { parts[part].sweep() }
    }
}
