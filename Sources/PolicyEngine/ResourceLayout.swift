import FlatMemory

/// The records under construction.
struct ResourceLayout {
    typealias Pending = ResourceIndexBuilder.Pending

    // LIMIT: an entry of a divided node stands once in every run that can find it. Long lists of
    // actions and principals at many crowded nodes would multiply; beyond this the rest of the
    // entries is looked at by every request, which costs time and nothing else.
    /// How many times entries are written, on average, to be found by action or principal.
    static let copiesMaxOnAverage = 64

    /// What even a small set may use.
    static let copiesAlwaysAllowed = 65_536

    private let builder: ResourceIndexBuilder
    private let actions: ActionSetTableBuilder
    private let principals: PrincipalTableBuilder
    private(set) var records = RecordPoolBuilder()
    /// Where each node's record stands.
    private(set) var places: [UInt32] = []
    private(set) var splitHashes: [UInt64] = []
    private(set) var splitPlaces: [UInt32] = []
    private(set) var root = EntryGroup()
    /// Empty if the root isn't split by action.
    private(set) var rootByAction: [EntryGroup] = []
    private(set) var rootSplits: NodeHead.Splits = []
    private let patternCount: Int
    private var budget: Int

    init(
        _ builder: ResourceIndexBuilder, _ actions: ActionSetTableBuilder,
        _ principals: PrincipalTableBuilder, patternCount: Int
    ) {
        self.builder = builder
        self.actions = actions
        self.principals = principals
        budget = Self.copiesAlwaysAllowed + Self.copiesMaxOnAverage * builder.pending.count
        self.patternCount = patternCount
    }

    /// Writes the records of all nodes in order, each with its entries in order.
    mutating func addNodes() {
        // Entries sorted by node, in the order of their coming.
        var starts = [Int](repeating: 0, count: builder.nodes.count + 1)
        for entry in builder.pending { starts[Int(entry.node) + 1] += 1 }
        for node in builder.nodes.indices { starts[node + 1] += starts[node] }
        var order = [UInt32](repeating: 0, count: builder.pending.count)
        var next = starts
        for (index, entry) in builder.pending.enumerated() {
            order[next[Int(entry.node)]] = UInt32(index)
            next[Int(entry.node)] += 1
        }
        places.reserveCapacity(builder.nodes.count)
        for node in builder.nodes.indices {
            add(node, order[starts[node]..<starts[node + 1]])
        }
    }

    private mutating func add(_ number: Int, _ entries: ArraySlice<UInt32>) {
        let node = builder.nodes[number]
        var common = entries
        var split = SplitPlan()
        if entries.count > ResourceIndex.entriesMax {
            split = SplitPlan(
                entries, builder.pending, actions, principals, budget: &budget)
            common = split.common[...]
        }
        var place = 0
        if number > 0 {
            place = records.place
            records.append(
                NodeHead(
                    textLength: node.text.count, shape: node.mask, isExact: node.isExact
                ).word)
            appendCounts(common)
            records.append(node.lengths)
            let bytes = builder.bytes
            records.append(bytes.span, node.text)
            append(common)
            records.mark(place, split.splits)
        } else {
            root = group(common, isActionKnown: false)
            rootSplits = split.splits
        }
        places.append(UInt32(truncatingIfNeeded: place))
        for run in split.runs { append(run, of: UInt32(truncatingIfNeeded: place)) }
    }

    private mutating func append(_ run: SplitPlan.Run, of node: UInt32) {
        let isActionKnown = run.pattern != RecordPool.noPattern
        if node == 0, isActionKnown, run.principal == nil {
            if rootByAction.isEmpty {
                rootByAction = [EntryGroup](repeating: EntryGroup(), count: patternCount)
            }
            rootByAction[Int(run.pattern)] = group(run.entries[...], isActionKnown: true)
            return
        }
        let key =
            run.principal.map {
                ResourceIndex.splitHash(node: node, pattern: run.pattern, principal: $0)
            } ?? ResourceIndex.splitHash(node: node, pattern: run.pattern, builder.hash)
        splitHashes.append(key)
        splitPlaces.append(UInt32(truncatingIfNeeded: records.place))
        records.append(key)
        appendCounts(run.entries[...])
        records.append(UInt64(node) | UInt64(run.pattern) << 32)
        append(run.entries[...])
    }

    /// A run of the root, which has no record.
    private mutating func group(
        _ entries: ArraySlice<UInt32>, isActionKnown: Bool
    ) -> EntryGroup {
        let denyCount = entries.count { builder.pending[Int($0)].isDeny }
        let group = EntryGroup(
            first: UInt32(truncatingIfNeeded: records.place), denyCount: UInt32(denyCount),
            allowCount: UInt32(entries.count - denyCount), isActionKnown: isActionKnown)
        append(entries)
        return group
    }

    private mutating func appendCounts(_ entries: ArraySlice<UInt32>) {
        let denyCount = entries.count { builder.pending[Int($0)].isDeny }
        records.appendCounts(deny: denyCount, allow: entries.count - denyCount)
    }

    /// Writes entries, those of Deny statements first.
    private mutating func append(_ entries: ArraySlice<UInt32>) {
        for isDeny in [true, false] {
            for index in entries where builder.pending[Int(index)].isDeny == isDeny {
                let entry = builder.pending[Int(index)]
                let set = actions.sets[Int(entry.actionSet)]
                var traits: ResourceEntry.Traits = []
                if set.isNegated { traits.insert(.isActionNegated) }
                if entry.isConditional { traits.insert(.isConditional) }
                records.append(
                    ResourceEntry(
                        signature: set.signature, statement: entry.statement,
                        actionSet: entry.actionSet, verification: entry.verification,
                        traits: traits))
            }
        }
    }
}
