import FlatMemory

/// How the many entries of one node are divided, so that a request looks at few of them.
struct SplitPlan {
    /// Entries that are found together.
    struct Run {
        /// The action pattern, or ``RecordPool/noPattern``.
        var pattern: UInt32
        /// The hash of the principal's name, if one is asked for.
        var principal: UInt64?
        /// Numbers of entries.
        var entries: [UInt32]
    }

    private(set) var splits: NodeHead.Splits = []
    private(set) var runs: [Run] = []
    /// Entries that every request has to look at.
    private(set) var common: [UInt32] = []

    private var runTable = InternTable()

    /// A plan that divides nothing.
    init() {}

    /// Divides entries.
    ///
    /// - Parameter budget: How many more times entries may be written; what is beyond stays common.
    /// - Complexity: O(entries × (principals + actions listed)).
    init(
        _ entries: ArraySlice<UInt32>, _ pending: [ResourceIndexBuilder.Pending],
        _ actions: ActionSetTableBuilder, _ principals: PrincipalTableBuilder, budget: inout Int
    ) {
        var crowds: [UInt64: Int] = [:]
        for index in entries {
            for name in principals.names(pending[Int(index)].principal) {
                crowds[name, default: 0] += 1
            }
        }
        for index in entries {
            let entry = pending[Int(index)]
            let names = principals.names(entry.principal)
            let isNegated = actions.sets[Int(entry.actionSet)].isNegated
            let patterns = isNegated ? [] : actions.patterns(entry.actionSet)
            let isCrowded = names.contains { crowds[$0, default: 0] > ResourceIndex.entriesMax }
            if !names.isEmpty, !isCrowded, names.count <= budget {
                budget -= names.count
                splits.insert(.byPrincipal)
                for name in names { add(index, RecordPool.noPattern, name) }
            } else if !names.isEmpty, !patterns.isEmpty, names.count * patterns.count <= budget {
                budget -= names.count * patterns.count
                splits.insert(.byBoth)
                for name in names { for pattern in patterns { add(index, pattern, name) } }
            } else if !patterns.isEmpty, patterns.count <= budget {
                budget -= patterns.count
                splits.insert(.byAction)
                for pattern in patterns { add(index, pattern, nil) }
            } else {
                common.append(index)
            }
        }
    }

    private mutating func add(_ entry: UInt32, _ pattern: UInt32, _ principal: UInt64?) {
        let key = KeyedHash.combine(
            principal ?? 0, UInt64(pattern) << 1 | (principal == nil ? 0 : 1))
        let known = runTable.find(key) {
            runs[$0].pattern == pattern && runs[$0].principal == principal
        }
        if let known {
            runs[known].entries.append(entry)
        } else {
            _ = runTable.insert(key)
            runs.append(Run(pattern: pattern, principal: principal, entries: [entry]))
        }
    }
}
