import FlatMemory

/// Which resource patterns of a set may match a resource: a trie over the segments of ARNs,
/// flattened into one hash table.
///
/// A pattern hangs at the *node* of its literal beginning: the literal ones among partition, region
/// and account (its *shape*), and the part of the resource up to the last `/` or `:` before the
/// first wildcard (its *depth*). For each service the index knows which shapes and depths exist;
/// so a request needs one probe for each, whatever the number of patterns.
///
///     arn:aws:s3:::logs/2024/*      shape  p-r-a    prefix "logs/2024/"   depth 2, rest "*"
///     arn:aws:s3:::logs/20*         shape  p-r-a    prefix "logs/"        depth 1, then "20", rest "*"
///     arn:aws:ec2:*:*:volume/*      shape  p        prefix "volume/"      depth 1, rest "*"
///     arn:aws:s3:::logs             shape  p-r-a    the whole             exact
///
/// A prefix that ends between borders is a node of its own, found through the node of the border
/// before, which lists the lengths of such prefixes.
///
/// A class, since a borrowed value of this size would be copied to be passed on.
final class ResourceIndex: Sendable {
    // LIMIT: depths are bits of a 32-bit mask. A deeper prefix hangs at the deepest node and is
    // compared there, so nothing is lost but speed.
    /// The greatest depth at which a node can stand.
    static let depthMax = 31

    // LIMIT: each length costs a probe. With more, several lengths share a node.
    /// The greatest number of lengths of prefixes that end between borders, for one node.
    static let lengthsMax = 24

    // LIMIT: lengths are bits of a 64-bit mask. A longer one shares the node of a shorter one.
    /// The greatest length by which a prefix goes on behind a border.
    static let lengthMax = 63

    // LIMIT: scanning this many signatures costs about as much as the probes that splitting needs.
    /// The greatest number of entries in a node that is not split.
    static let entriesMax = 12

    /// Which nodes a service has whose literal parts are of one kind.
    struct Shape: BitwiseCopyable {
        /// Bits 0 to 2: partition, region, account are literal.
        var mask: UInt8
        /// Depths at which nodes exist, one bit each.
        var depths: UInt32
        /// Lengths of exact resources, modulo 64, one bit each.
        var exactLengths: UInt64
    }

    /// Leads from a service's hash to its number.
    let services: ProbeTable
    /// Each service's stretch of `shapes`.
    let serviceShapes: FlatArray<TextRange>
    let shapes: FlatArray<Shape>
    let nodeTable: BucketTable
    let splitTable: BucketTable
    let records: RecordPool
    /// Entries that hang at no literal: those that every request must look at, ...
    let root: EntryGroup
    /// ... and for each action pattern those that it finds; empty if there are none.
    let rootByAction: FlatArray<EntryGroup>
    let rootSplits: NodeHead.Splits
    let hash: KeyedHash

    /// What makes the hash of an exact node differ from one of a prefix.
    static let exactMark: UInt64 = 0xD6E8_FEB8_6659_FD93

    /// Lays out the builder's nodes.
    ///
    /// - Parameters:
    ///   - builder: Gives up its entries, settled.
    ///   - actions: Tells which patterns each entry's statement lists.
    ///   - principals: Tells which principals each entry's statement names.
    ///   - patternCount: The number of action patterns.
    init(
        _ builder: ResourceIndexBuilder, actions: ActionSetTableBuilder,
        principals: PrincipalTableBuilder, patternCount: Int
    ) throws(CompileError) {
        var layout = ResourceLayout(builder, actions, principals, patternCount: patternCount)
        layout.addNodes()
        guard layout.records.place < UInt32.max else {
            throw CompileError(kind: .setTooLarge, policy: "")
        }
        hash = builder.hash
        services = ProbeTable(builder.shapes.serviceHashes)
        serviceShapes = FlatArray(builder.shapes.serviceRanges)
        shapes = FlatArray(builder.shapes.allShapes)
        // The root has no hash to be found by.
        nodeTable = BucketTable(
            Array(builder.nodeHashes.dropFirst()), values: Array(layout.places.dropFirst()))
        splitTable = BucketTable(layout.splitHashes, values: layout.splitPlaces)
        records = RecordPool(layout.records)
        root = layout.root
        rootByAction = FlatArray(layout.rootByAction)
        rootSplits = layout.rootSplits
    }

    /// Gathers the groups of all entries whose place matches the request's resource.
    ///
    /// - Precondition: `scratch.actions` holds the matching action patterns.
    /// - Complexity: O(shapes × depths) probes.
    @inline(__always)
    func collect(_ request: borrowing PreparedRequest, _ scratch: inout MatchScratch) {
        scratch.groups.removeAll()
        if !root.isEmpty { scratch.groups.append(root) }
        if rootByAction.count > 0 {
            for index in 0..<scratch.actions.count {
                let group = rootByAction[Int(scratch.actions[index])]
                if !group.isEmpty { scratch.groups.append(group) }
            }
        }
        if rootSplits.rawValue & ~NodeHead.Splits.byAction.rawValue != 0 {
            addSplits(of: 0, rootSplits, prefixLength: 0, request, &scratch)
        }
        guard request.resource.startsWithARN else { return }
        // A service is known by its hash alone here; the nodes are compared in full.
        var search = services.search(request.resource.partHashes[2])
        while let service = services.next(&search) {
            let range = serviceShapes[service]
            for index in range.start..<range.end { collect(shapes[index], request, &scratch) }
        }
    }

    /// Gathers the groups of one shape. A call of its own, as below.
    @inline(never)
    private func collect(
        _ shape: Shape, _ request: borrowing PreparedRequest, _ scratch: inout MatchScratch
    ) {
        let site = ResourceSite(shape.mask, request.resource)
        let length = request.resource.parts[5].count
        if shape.exactLengths &>> UInt64(truncatingIfNeeded: length & 63) & 1 == 1 {
            let key = KeyedHash.combine(
                site.base ^ ResourceIndex.exactMark, request.resource.wholeHash)
            _ = add(key, site, prefixLength: length, isExact: true, request, &scratch)
        }
        var depths = shape.depths
        while depths != 0 {
            let depth = depths.trailingZeroBitCount
            if depth >= request.resource.borderCount { break }
            depths &= depths &- 1
            let key = KeyedHash.combine(site.base, request.resource.borderHash(depth))
            let border = request.resource.borderLength(depth)
            let lengths = add(
                key, site, prefixLength: border, isExact: false, request, &scratch)
            if lengths != 0 { addLonger(lengths, border, site, request, &scratch) }
        }
    }

    /// Adds the entries of the node with a key, if there is one.
    ///
    /// A call of its own, so that it has the registers for itself: inlined, all that a hit needs would
    /// be worked out before each search.
    ///
    /// - Returns: The lengths by which prefixes go on behind the node's border.
    @inline(never)
    private func add(
        _ key: UInt64, _ site: ResourceSite, prefixLength: Int, isExact: Bool,
        _ request: borrowing PreparedRequest, _ scratch: inout MatchScratch
    ) -> UInt64 {
        let wanted = NodeHead(
            textLength: site.headLength &+ prefixLength, shape: site.mask, isExact: isExact)
        var search = nodeTable.search(key)
        while let place = nodeTable.next(&search) {
            let head = NodeHead(word: records.word(place))
            guard head.identity == wanted.word,
                isAt(place, site, prefixLength: prefixLength, request)
            else { continue }
            let textWords = (head.textLength &+ 7) &>> 3
            let group = records.group(
                at: place, first: place &+ RecordPool.headWordCount &+ textWords,
                prefixLength: prefixLength, isActionKnown: false)
            if !group.isEmpty { scratch.groups.append(group) }
            if head.splits.rawValue != 0 {
                addSplits(of: place, head.splits, prefixLength: prefixLength, request, &scratch)
            }
            return records.word(place &+ 2)
        }
        return 0
    }

    /// Adds the entries of prefixes that go on behind a border.
    private func addLonger(
        _ lengths: UInt64, _ border: Int, _ site: ResourceSite,
        _ request: borrowing PreparedRequest, _ scratch: inout MatchScratch
    ) {
        let part = request.resource.parts[5]
        var lengths = lengths
        var prefix = PrefixHash(hash, start: part.start)
        while lengths != 0 {
            let length = border &+ lengths.trailingZeroBitCount
            if length > part.count { return }
            lengths &= lengths &- 1
            let key = KeyedHash.combine(
                site.base, prefix.hash(request.text, count: length))
            _ = add(key, site, prefixLength: length, isExact: false, request, &scratch)
        }
    }

    /// Whether all that is literal of a node is what the request has in its place.
    @inline(never)
    private func isAt(
        _ node: Int, _ site: ResourceSite, prefixLength: Int,
        _ request: borrowing PreparedRequest
    ) -> Bool {
        if site.mask == 7 {
            return records.equals(
                node, from: 0, count: site.headLength &+ prefixLength, request.text.paddedSpan,
                at: request.resource.range.start)
        }
        return isSparseHeadAt(node, site, request)
            && records.equals(
                node, from: site.headLength, count: prefixLength, request.text.paddedSpan,
                at: request.resource.parts[5].start)
    }

    /// Compares partition, service, region and account where not all are literal.
    private func isSparseHeadAt(
        _ node: Int, _ site: ResourceSite, _ request: borrowing PreparedRequest
    ) -> Bool {
        let parts = request.resource.parts
        let text = request.text.paddedSpan
        let start = site.mask & 1 != 0 ? request.resource.range.start : parts[2].start
        var offset = parts[3].start &- start
        guard records.equals(node, from: 0, count: offset, text, at: start) else { return false }
        if site.mask & 2 != 0 {
            let length = parts[3].count &+ 1
            guard records.equals(node, from: offset, count: length, text, at: parts[3].start)
            else { return false }
            offset &+= length
        }
        if site.mask & 4 != 0 {
            let length = parts[4].count &+ 1
            return records.equals(node, from: offset, count: length, text, at: parts[4].start)
        }
        return true
    }

    @inline(__always)
    static func shapeHash(
        mask: UInt8, service: UInt64, partition: UInt64, region: UInt64, account: UInt64
    ) -> UInt64 {
        var base = service ^ UInt64(mask)
        if mask & 1 != 0 { base = KeyedHash.combine(base, partition) }
        if mask & 2 != 0 { base = KeyedHash.combine(base, region) }
        if mask & 4 != 0 { base = KeyedHash.combine(base, account) }
        return base
    }
}

/// What a shape sees of a request's resource, but for the sixth part.
struct ResourceSite {
    let mask: UInt8
    /// Hash of all that is literal.
    let base: UInt64
    /// Bytes of a node's text before the prefix: `arn:` with the partition if that is literal, the
    /// service, and what else is literal, each with its colon.
    let headLength: Int

    @inline(__always)
    init(_ mask: UInt8, _ resource: borrowing ResourceAnatomy) {
        self.mask = mask
        base = ResourceIndex.shapeHash(
            mask: mask, service: resource.partHashes[2], partition: resource.partHashes[1],
            region: resource.partHashes[3], account: resource.partHashes[4])
        var length = resource.parts[2].count &+ 1
        if mask & 1 != 0 { length &+= 5 &+ resource.parts[1].count }
        if mask & 2 != 0 { length &+= 1 &+ resource.parts[3].count }
        if mask & 4 != 0 { length &+= 1 &+ resource.parts[4].count }
        headLength = length
    }
}
