import FlatMemory

/// Nodes with many entries, which are looked up by what the request asks.
///
/// An entry whose statement names a few principals is found by each of these names; any other by
/// each action pattern that its statement lists; and where many entries name one principal, by both.
/// A `NotAction`, and whatever can't be found in any of these ways, is looked at by every request.
extension ResourceIndex {
    @inline(__always)
    static func splitHash(node: UInt32, pattern: UInt32, _ hash: KeyedHash) -> UInt64 {
        KeyedHash.combine(UInt64(node) &<< 32 | UInt64(pattern), hash.initial)
    }

    @inline(__always)
    static func splitHash(node: UInt32, pattern: UInt32, principal: UInt64) -> UInt64 {
        KeyedHash.combine(UInt64(node) &<< 32 | UInt64(pattern), principal)
    }

    /// Gathers the groups of a node that the request's actions and the caller's names find.
    @inline(never)
    func addSplits(
        of node: Int, _ splits: NodeHead.Splits, prefixLength: Int,
        _ request: borrowing PreparedRequest, _ scratch: inout MatchScratch
    ) {
        let number = UInt32(truncatingIfNeeded: node)
        // The root has its groups by action at hand.
        if splits.contains(.byAction), node != 0 {
            for index in 0..<scratch.actions.count {
                let pattern = scratch.actions[index]
                let key = ResourceIndex.splitHash(node: number, pattern: pattern, hash)
                addSplit(key, number, pattern, prefixLength, &scratch)
            }
        }
        guard splits.contains(.byPrincipal) || splits.contains(.byBoth) else { return }
        for caller in 0..<request.callerKeys.count {
            let principal = request.callerKeys[caller].hash
            if splits.contains(.byPrincipal) {
                let key = ResourceIndex.splitHash(
                    node: number, pattern: RecordPool.noPattern, principal: principal)
                addSplit(key, number, RecordPool.noPattern, prefixLength, &scratch)
            }
            guard splits.contains(.byBoth) else { continue }
            for index in 0..<scratch.actions.count {
                let pattern = scratch.actions[index]
                let key = ResourceIndex.splitHash(
                    node: number, pattern: pattern, principal: principal)
                addSplit(key, number, pattern, prefixLength, &scratch)
            }
        }
    }

    /// Adds the groups with a key. A principal is known by its hash alone here, and so compared
    /// again when its statement is; node and pattern are known in full.
    @inline(__always)
    private func addSplit(
        _ key: UInt64, _ node: UInt32, _ pattern: UInt32, _ prefixLength: Int,
        _ scratch: inout MatchScratch
    ) {
        var search = splitTable.search(key)
        let identity = UInt64(node) | UInt64(pattern) &<< 32
        while let place = splitTable.next(&search) {
            guard records.word(place) == key, records.word(place &+ 2) == identity
            else { continue }
            scratch.groups.append(
                records.group(
                    at: place, first: place &+ RecordPool.headWordCount,
                    prefixLength: prefixLength, isActionKnown: pattern != RecordPool.noPattern))
        }
    }
}
