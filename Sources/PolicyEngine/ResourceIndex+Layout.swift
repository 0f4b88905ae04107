import FlatMemory

/// Laying out the gathered patterns in flat tables.
extension ResourceIndex {
    /// Lays out the builder's nodes.
    ///
    /// - Parameters:
    ///   - pools: Receives the matchers for what follows the nodes' prefixes.
    ///   - actionSets: Tells which patterns each entry's statement lists.
    init(
        _ builder: borrowing ResourceIndexBuilder, pools: inout TextMatcherPoolBuilder,
        actionSets: ActionSetTableBuilder
    ) throws(CompileError) {
        var layout = Layout(hash: builder.hash, actionSets: actionSets)
        layout.addRoot(builder.root)
        let ordered = builder.nodes.sorted { $0.key.isOrdered(before: $1.key) }
        for (key, pending) in ordered { layout.add(key, pending, &pools) }
        layout.finishServices()
        guard layout.entries.count < 1 << 31, layout.nodes.count < 1 << 30 else {
            throw CompileError(kind: .setTooLarge, policy: "")
        }

        hash = builder.hash
        texts = TextPool(layout.texts)
        services = NameTable(layout.services, hash: builder.hash)
        serviceShapes = FlatArray(layout.serviceShapes)
        shapes = FlatArray(layout.shapes)
        nodeTable = ProbeTable(layout.nodeHashes)
        nodes = FlatArray(layout.nodes)
        lengths = FlatArray(layout.lengths)
        splitTable = ProbeTable(layout.splitHashes)
        splits = FlatArray(layout.splits)
        entries = FlatArray(layout.entries)
    }
}

extension ResourceIndexBuilder.NodeKey {
    /// An order that keeps services together, so that a layout is the same in every run.
    fileprivate func isOrdered(before other: Self) -> Bool {
        let left = [service, [mask], partition, region, account, prefix, [isExact ? 1 : 0]]
        let right = [
            other.service, [other.mask], other.partition, other.region, other.account,
            other.prefix, [other.isExact ? 1 : 0],
        ]
        for (one, two) in zip(left, right) where one != two {
            return one.lexicographicallyPrecedes(two)
        }
        return false
    }
}

/// The tables under construction.
private struct Layout {
    typealias Key = ResourceIndexBuilder.NodeKey
    typealias Pending = ResourceIndexBuilder.Pending

    let hash: KeyedHash
    let actionSets: ActionSetTableBuilder
    var texts = TextPoolBuilder()
    var services: [[UInt8]] = []
    var serviceShapes: [TextRange] = []
    var shapes: [ResourceIndex.Shape] = []
    var nodeHashes: [UInt64] = []
    var nodes: [ResourceIndex.Node] = []
    var lengths: [UInt32] = []
    var splitHashes: [UInt64] = []
    var splits: [ResourceIndex.Split] = []
    var entries: [ResourceEntry] = []
    private var shapesByService: [[UInt8]: [UInt8: ResourceIndex.Shape]] = [:]

    init(hash: KeyedHash, actionSets: ActionSetTableBuilder) {
        self.hash = hash
        self.actionSets = actionSets
    }

    /// The root is node 0, and no hash leads to it.
    mutating func addRoot(_ pending: [Pending]) {
        nodeHashes.append(0)
        nodes.append(node(Key(), lengths: []))
        fill(0, pending)
    }

    mutating func add(
        _ key: Key, _ pending: [Pending], _ pools: inout TextMatcherPoolBuilder
    ) {
        var shape =
            shapesByService[key.service]?[key.mask]
            ?? ResourceIndex.Shape(mask: key.mask, depths: 0, exactLengths: 0)
        if key.isExact {
            shape.exactLengths |= 1 << UInt64(key.prefix.count & 63)
        } else {
            let depth = key.prefix.count { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":") }
            shape.depths |= 1 << UInt32(depth)
        }
        shapesByService[key.service, default: [:]][key.mask] = shape

        var pending = pending
        let steps = key.isExact ? [] : Self.steps(pending.map(\.literalLength))
        var byStep: [Int: [Pending]] = [:]
        for index in pending.indices {
            let step = steps.last { $0 <= pending[index].literalLength } ?? 0
            if let rest = pending[index].rest {
                pending[index].matcher = pools.matcher(rest.dropFirst(step), wildcards: true)
                byStep[step, default: []].append(pending[index])
            } else {
                byStep[0, default: []].append(pending[index])
            }
        }
        append(key, byStep[0] ?? [], lengths: steps)
        for step in steps {
            var longer = key
            // Entries of one length have different literals: each text is a node of its own.
            var byText: [[UInt8]: [Pending]] = [:]
            for entry in byStep[step] ?? [] {
                byText[Array((entry.rest?.literalHead ?? [])[..<step]), default: []].append(entry)
            }
            for (text, entries) in byText.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
                longer.prefix = key.prefix + text
                append(longer, entries, lengths: [])
            }
        }
    }

    /// The lengths at which prefixes between borders get nodes: all of them, or, if they are too
    /// many, evenly chosen ones.
    private static func steps(_ literalLengths: [Int]) -> [Int] {
        let distinct = Set(literalLengths).subtracting([0]).sorted()
        guard distinct.count > ResourceIndex.lengthsMax else { return distinct }
        return (0..<ResourceIndex.lengthsMax).map {
            distinct[$0 * distinct.count / ResourceIndex.lengthsMax]
        }
    }

    private mutating func append(_ key: Key, _ pending: [Pending], lengths: [Int]) {
        let base = ResourceIndex.shapeHash(
            mask: key.mask, service: hash.hash(key.service), partition: hash.hash(key.partition),
            region: hash.hash(key.region), account: hash.hash(key.account))
        nodeHashes.append(
            KeyedHash.combine(
                key.isExact ? base ^ ResourceIndex.exactMark : base, hash.hash(key.prefix)))
        nodes.append(node(key, lengths: lengths))
        fill(nodes.count - 1, pending)
    }

    private mutating func node(_ key: Key, lengths steps: [Int]) -> ResourceIndex.Node {
        let colon = [UInt8(ascii: ":")]
        let text =
            key.mask == 7
            ? Array("arn:".utf8) + key.partition + colon + key.service + colon + key.region
                + colon + key.account + colon + key.prefix
            : key.partition + key.service + key.region + key.account + key.prefix
        let first = UInt32(lengths.count)
        lengths += steps.map { UInt32($0) }
        return ResourceIndex.Node(
            text: texts.add(text), mask: key.mask, isExact: key.isExact, isSplit: false,
            lengthCount: UInt8(steps.count), partitionLength: UInt32(key.partition.count),
            regionLength: UInt32(key.region.count), accountLength: UInt32(key.account.count),
            prefixLength: UInt32(key.prefix.count), firstLength: first,
            group: EntryGroup(first: 0, denyCount: 0, allowCount: 0, isActionKnown: false))
    }

    /// Puts a node's entries in place, split by action pattern if they are many.
    private mutating func fill(_ number: Int, _ pending: [Pending]) {
        guard pending.count > ResourceIndex.entriesMax else {
            nodes[number].group = group(pending, of: number, isActionKnown: false)
            return
        }
        nodes[number].isSplit = true
        let negated = pending.filter { actionSets.sets[Int($0.actionSet)].isNegated }
        nodes[number].group = group(negated, of: number, isActionKnown: false)
        var byPattern: [UInt32: [Pending]] = [:]
        for entry in pending where !actionSets.sets[Int(entry.actionSet)].isNegated {
            for pattern in actionSets.patterns(entry.actionSet) {
                byPattern[pattern, default: []].append(entry)
            }
        }
        for (pattern, some) in byPattern.sorted(by: { $0.key < $1.key }) {
            splitHashes.append(
                ResourceIndex.splitHash(node: UInt32(number), pattern: pattern, hash))
            splits.append(
                ResourceIndex.Split(
                    node: UInt32(number), pattern: pattern,
                    group: group(some, of: number, isActionKnown: true)))
        }
    }

    private mutating func group(
        _ pending: [Pending], of number: Int, isActionKnown: Bool
    ) -> EntryGroup {
        let first = UInt32(entries.count)
        for isDeny in [true, false] {
            for entry in pending where entry.isDeny == isDeny {
                entries.append(
                    ResourceEntry(
                        signature: actionSets.sets[Int(entry.actionSet)].signature,
                        statement: entry.statement, actionSet: entry.actionSet,
                        matcher: entry.matcher, checks: entry.checks, scope: entry.scope,
                        prefixLength: nodes[number].prefixLength))
            }
        }
        let denyCount = UInt32(pending.count { $0.isDeny })
        return EntryGroup(
            first: first, denyCount: denyCount,
            allowCount: UInt32(entries.count) - first - denyCount, isActionKnown: isActionKnown)
    }

    mutating func finishServices() {
        for (service, byMask) in shapesByService.sorted(by: {
            $0.key.lexicographicallyPrecedes($1.key)
        }) {
            services.append(service)
            serviceShapes.append(TextRange(start: shapes.count, count: byMask.count))
            shapes += byMask.sorted { $0.key < $1.key }.map(\.value)
        }
    }
}
