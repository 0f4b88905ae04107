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
struct ResourceIndex: ~Copyable, Sendable {
    // LIMIT: depths are bits of a 32-bit mask. A deeper prefix hangs at the deepest node and is
    // compared there, so nothing is lost but speed.
    /// The greatest depth at which a node can stand.
    static let depthMax = 31

    // LIMIT: each length costs a probe. With more, several lengths share a node.
    /// The greatest number of lengths of prefixes that end between borders, for one node.
    static let lengthsMax = 24

    // LIMIT: scanning this many signatures costs about as much as the probes that splitting needs.
    /// The greatest number of entries in a node that is not split by action.
    static let entriesMax = 12

    /// The key of a node, before it is hashed.
    struct Shape: BitwiseCopyable {
        /// Bits 0 to 2: partition, region, account are literal.
        var mask: UInt8
        /// Depths at which nodes exist, one bit each.
        var depths: UInt32
        /// Lengths of exact resources, modulo 64, one bit each.
        var exactLengths: UInt64
    }

    struct Node: BitwiseCopyable {
        /// The literal segments and the prefix, as they stand in an ARN where all are literal, else
        /// one after another.
        var text: TextRange
        var mask: UInt8
        /// Whether the prefix is the whole sixth part.
        var isExact: Bool
        /// Whether entries are also found by action.
        var isSplit: Bool
        var lengthCount: UInt8
        var partitionLength: UInt32
        var regionLength: UInt32
        var accountLength: UInt32
        var prefixLength: UInt32
        var firstLength: UInt32
        var group: EntryGroup
    }

    /// Entries of one node for one action pattern.
    struct Split: BitwiseCopyable {
        var node: UInt32
        var pattern: UInt32
        var group: EntryGroup
    }

    let texts: TextPool
    let services: NameTable
    /// Each service's stretch of `shapes`.
    let serviceShapes: FlatArray<TextRange>
    let shapes: FlatArray<Shape>
    let nodeTable: ProbeTable
    let nodes: FlatArray<Node>
    let lengths: FlatArray<UInt32>
    let splitTable: ProbeTable
    let splits: FlatArray<Split>
    let entries: FlatArray<ResourceEntry>
    let hash: KeyedHash

    /// What makes the hash of an exact node differ from one of a prefix.
    static let exactMark: UInt64 = 0xD6E8_FEB8_6659_FD93

    /// Gathers the groups of all entries whose place matches the request's resource.
    ///
    /// - Precondition: `scratch.actions` holds the matching action patterns.
    /// - Complexity: O(shapes × depths) probes.
    @inline(__always)
    func collect(_ request: borrowing PreparedRequest, _ scratch: inout MatchScratch) {
        scratch.groups.removeAll(keepingCapacity: true)
        add(node: 0, request, &scratch)
        guard request.resource.startsWithARN else { return }
        let service = services.find(
            request.resource.partHashes[2], in: request.text.span, request.resource.parts[2])
        guard let service else { return }
        let range = serviceShapes[service]
        for index in range.start..<range.end { collect(shapes[index], request, &scratch) }
    }

    @inline(__always)
    private func collect(
        _ shape: Shape, _ request: borrowing PreparedRequest, _ scratch: inout MatchScratch
    ) {
        let base = ResourceIndex.shapeHash(
            mask: shape.mask, service: request.resource.partHashes[2],
            partition: request.resource.partHashes[1],
            region: request.resource.partHashes[3], account: request.resource.partHashes[4])
        let length = request.resource.parts[5].count
        if shape.exactLengths &>> UInt64(length & 63) & 1 == 1 {
            let key = KeyedHash.combine(base ^ ResourceIndex.exactMark, request.resource.wholeHash)
            if let node = find(key, request, shape.mask, isExact: true, length) {
                add(node: node, request, &scratch)
            }
        }
        var depths = shape.depths
        while depths != 0 {
            let depth = depths.trailingZeroBitCount
            if depth >= request.resource.borderCount { break }
            depths &= depths &- 1
            let border = Int(request.resource.borderLengths[depth])
            let key = KeyedHash.combine(base, request.resource.borderHashes[depth])
            guard let number = find(key, request, shape.mask, isExact: false, border)
            else { continue }
            add(node: number, request, &scratch)
            let node = nodes[number]
            for index in 0..<Int(node.lengthCount) {
                let longer = border &+ Int(lengths[Int(node.firstLength) &+ index])
                if longer > length { break }
                let start = request.resource.parts[5].start
                let key = KeyedHash.combine(
                    base, hash.hash(request.text.span, at: start, count: longer))
                if let node = find(key, request, shape.mask, isExact: false, longer) {
                    add(node: node, request, &scratch)
                }
            }
        }
    }

    /// Finds the node for a prefix of the request's resource, and compares it literally.
    @inline(__always)
    private func find(
        _ key: UInt64, _ request: borrowing PreparedRequest, _ mask: UInt8, isExact: Bool,
        _ length: Int
    ) -> Int? {
        var search = nodeTable.search(key)
        while let number = nodeTable.next(&search) {
            let node = nodes[number]
            if node.mask == mask, node.isExact == isExact, Int(node.prefixLength) == length,
                isAt(node, request)
            {
                return number
            }
        }
        return nil
    }

    /// Whether the node's literals are what the request has in their places.
    @inline(__always)
    private func isAt(_ node: Node, _ request: borrowing PreparedRequest) -> Bool {
        let span = request.text.span
        if node.mask == 7 { return texts.equals(node.text, span, at: request.resource.range.start) }
        var start = node.text.start
        func literal(_ length: Int, at place: Int) -> Bool {
            let range = TextRange(start: start, count: length)
            start += length
            return texts.equals(range, span, at: place)
        }
        let (partition, region, account) = (
            request.resource.parts[1], request.resource.parts[3], request.resource.parts[4]
        )
        if node.mask & 1 != 0 {
            let length = Int(node.partitionLength)
            guard length == partition.count, literal(length, at: partition.start)
            else { return false }
        }
        // The service was compared literally when its record was found, but a node of another
        // service may have the same hash.
        let service = request.resource.parts[2]
        let others = Int(node.partitionLength) + Int(node.regionLength) + Int(node.accountLength)
        let serviceLength = node.text.count - others - Int(node.prefixLength)
        guard serviceLength == service.count, literal(serviceLength, at: service.start)
        else { return false }
        if node.mask & 2 != 0 {
            let length = Int(node.regionLength)
            guard length == region.count, literal(length, at: region.start) else { return false }
        }
        if node.mask & 4 != 0 {
            let length = Int(node.accountLength)
            guard length == account.count, literal(length, at: account.start) else { return false }
        }
        return literal(Int(node.prefixLength), at: request.resource.parts[5].start)
    }

    @inline(__always)
    private func add(
        node number: Int, _ request: borrowing PreparedRequest, _ scratch: inout MatchScratch
    ) {
        let node = nodes[number]
        if node.group.denyCount &+ node.group.allowCount > 0 { scratch.groups.append(node.group) }
        guard node.isSplit else { return }
        for index in 0..<scratch.actions.count {
            let pattern = scratch.actions[index]
            let key = ResourceIndex.splitHash(node: UInt32(number), pattern: pattern, hash)
            var search = splitTable.search(key)
            while let place = splitTable.next(&search) {
                let split = splits[place]
                if split.node == UInt32(number), split.pattern == pattern {
                    scratch.groups.append(split.group)
                    break
                }
            }
        }
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

    @inline(__always)
    static func splitHash(node: UInt32, pattern: UInt32, _ hash: KeyedHash) -> UInt64 {
        KeyedHash.combine(UInt64(node) &<< 32 | UInt64(pattern), hash.initial)
    }
}
