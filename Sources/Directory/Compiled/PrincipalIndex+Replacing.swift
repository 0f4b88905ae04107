import FlatMemory

/// Making an index from another one.
extension PrincipalIndex {
    // LIMIT: how far shards may grow beyond what they are meant to hold before all are made anew.
    // A change costs as much as its shards are large, and making them anew costs as much as there
    // are entries.
    private static var growthMax: Int { 4 }

    /// The index without the entries of some names, and with others.
    ///
    /// - Complexity: O(shards + entries of the shards that change); that of a new index, amortized
    ///   over the entries added, when these have become too many for the shards.
    func replacing(_ removed: [String], with added: [PrincipalEntry]) -> PrincipalIndex {
        var changes: [Int: (removed: Set<String>, added: [PrincipalEntry])] = [:]
        func shard(_ name: String) -> Int {
            Self.shard(of: hash.hash(Array(name.utf8)), count: self.shards.count)
        }
        for name in removed { changes[shard(name), default: ([], [])].removed.insert(name) }
        for entry in added { changes[shard(entry.name), default: ([], [])].added.append(entry) }
        var shards = shards
        var isCrowded = false
        for (number, change) in changes {
            let entries =
                shards[number].entries.filter { !change.removed.contains($0.name) } + change.added
            shards[number] = PrincipalShard(entries, hash: hash)
            if entries.count > Self.entriesPerShard * Self.growthMax { isCrowded = true }
        }
        if isCrowded { return PrincipalIndex(entries: shards.flatMap(\.entries), hash: hash) }
        return PrincipalIndex(shards, hash: hash)
    }

    /// Spreads entries over as many shards as they want.
    init(entries: [PrincipalEntry], hash: KeyedHash) {
        let count = Self.shardCount(entries: entries.count)
        var shards = [[PrincipalEntry]](repeating: [], count: count)
        for entry in entries {
            shards[Self.shard(of: hash.hash(Array(entry.name.utf8)), count: count)].append(entry)
        }
        self.init(shards.map { PrincipalShard($0, hash: hash) }, hash: hash)
    }
}
