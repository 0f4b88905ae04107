import FlatMemory

/// Patterns with a literal beginning, and the nodes that they hang at.
extension ResourceIndexBuilder {
    mutating func addIndexed(
        _ template: PolicyTemplate, _ segments: InlineArray<6, Range<Int>>, _ entry: Pending
    ) {
        var entry = entry
        entry.checks = openParts(template, segments)
        let part = segments[5]
        let literalEnd = template.literalEnd(part)
        let isExact = literalEnd == part.upperBound
        let border =
            isExact
            ? (end: literalEnd, depth: 0)
            : border(template.elements[part.lowerBound..<literalEnd])
        entry.node = node(
            template, segments, prefixEnd: border.end, depth: border.depth, isExact: isExact)
        if isExact {
            append(entry, Verification(scope: .rest, checks: entry.checks))
            return
        }
        entry.literalLength = UInt32(literalEnd - border.end)
        if literalEnd == border.end {
            let elements = pools.numbered(template)
            let matcher = pools.matcher(elements[border.end...], wildcards: true)
            append(entry, Verification(scope: .rest, matcher: matcher, checks: entry.checks))
            return
        }
        let length = min(literalEnd - border.end, ResourceIndex.lengthMax)
        nodes[Int(entry.node)].lengths |= 1 << UInt64(length)
        let elements = pools.numbered(template)[border.end...]
        entry.rest = TextRange(start: rests.count, count: elements.count)
        rests += elements
        pending.append(entry)
    }

    /// 1 + the place of matchers for partition, region and account, or 0 if each of them is literal,
    /// and so part of the node, or a star.
    private mutating func openParts(
        _ template: PolicyTemplate, _ segments: InlineArray<6, Range<Int>>
    ) -> UInt32 {
        var isOpen = false
        for part in [1, 3, 4] {
            let segment = segments[part]
            let isStar = segment.count == 1 && template.elements[segment.lowerBound] == .star
            if !isStar, !template.isLiteral(segment) { isOpen = true }
        }
        guard isOpen else { return 0 }
        let elements = pools.numbered(template)
        let matchers = [1, 3, 4].map { part in
            template.isLiteral(segments[part])
                ? .anything : pools.matcher(elements[segments[part]], wildcards: true)
        }
        return run(matchers) + 1
    }

    /// The longest beginning of a literal that ends at a border no deeper than the index goes.
    private func border(
        _ literal: ArraySlice<PolicyTemplate.Element>
    ) -> (end: Int, depth: Int) {
        var border = (end: literal.startIndex, depth: 0)
        for index in literal.indices
        where literal[index] == .byte(UInt8(ascii: "/"))
            || literal[index] == .byte(UInt8(ascii: ":"))
        {
            if border.depth == ResourceIndex.depthMax { break }
            border = (index + 1, border.depth + 1)
        }
        return border
    }

    /// The node with a pattern's literals, made if it isn't there yet.
    ///
    /// - Parameters:
    ///   - prefixEnd: Where the literal beginning of the sixth part ends.
    ///   - depth: The number of borders in it.
    private mutating func node(
        _ template: PolicyTemplate, _ segments: InlineArray<6, Range<Int>>, prefixEnd: Int,
        depth: Int, isExact: Bool
    ) -> UInt32 {
        let start = bytes.count
        var shape = ResourceIndex.Shape(mask: 0, depths: 0, exactLengths: 0)
        var hashes = InlineArray<6, UInt64>(repeating: 0)
        if template.isLiteral(segments[1]) { bytes += "arn:".utf8 }
        var service = TextRange.empty
        for (bit, part) in [(UInt8(1), 1), (0, 2), (2, 3), (4, 4)]
        where template.isLiteral(segments[part]) {
            let text = append(template.elements[segments[part]])
            bytes.append(UInt8(ascii: ":"))
            hashes[part] = hash.hash(bytes.span, at: text.start, count: text.count)
            if part == 2 { service = text }
            shape.mask |= bit
        }
        let prefix = append(template.elements[segments[5].lowerBound..<prefixEnd])
        let node = Node(
            text: TextRange(start: start, count: bytes.count - start), mask: shape.mask,
            isExact: isExact, prefixLength: UInt32(prefix.count),
            base: ResourceIndex.shapeHash(
                mask: shape.mask, service: hashes[2], partition: hashes[1], region: hashes[3],
                account: hashes[4]))
        let (number, isNew) = intern(node)
        if isNew {
            if isExact {
                shape.exactLengths = 1 << UInt64(prefix.count & 63)
            } else {
                shape.depths = 1 << UInt32(depth)
            }
            shapes.add(shape, service: bytes, service, hash: hashes[2])
        }
        return number
    }

    /// Appends bytes to the texts of nodes.
    private mutating func append(_ literal: ArraySlice<PolicyTemplate.Element>) -> TextRange {
        let start = bytes.count
        for element in literal {
            if let byte = element.byte(wildcards: true) { bytes.append(byte) }
        }
        return TextRange(start: start, count: bytes.count - start)
    }

    /// The number of a node whose text ends the texts of nodes; takes the text back if the node is
    /// known.
    private mutating func intern(_ node: Node) -> (number: UInt32, isNew: Bool) {
        let prefix = hash.hash(
            bytes.span, at: node.text.end - Int(node.prefixLength), count: Int(node.prefixLength))
        let key = KeyedHash.combine(
            node.isExact ? node.base ^ ResourceIndex.exactMark : node.base, prefix)
        let known = nodeTable.find(key) { number in
            let other = nodes[number]
            return other.mask == node.mask && other.isExact == node.isExact && number > 0
                && bytes.span.isEqual(other.text, bytes.span, node.text)
        }
        if let known {
            bytes.removeLast(node.text.count)
            return (UInt32(known), false)
        }
        nodes.append(node)
        return (UInt32(nodeTable.insert(key)), true)
    }

    /// Hangs all entries with a literal that goes on behind a border where they belong.
    ///
    /// - Complexity: O(their texts).
    mutating func settleRests() {
        for number in nodes.indices where nodes[number].lengths != 0 {
            nodes[number].lengths = Self.chosen(nodes[number].lengths)
        }
        for index in pending.indices where pending[index].rest.count > 0 {
            var entry = pending[index]
            let border = nodes[Int(entry.node)]
            let below = (UInt64(2) << UInt64(min(Int(entry.literalLength), 63))) &- 1
            let step = max(63 - (border.lengths & below).leadingZeroBitCount, 0)
            if step > 0 {
                let start = bytes.count
                for place in border.text.start..<border.text.end { bytes.append(bytes[place]) }
                _ = append(rests[entry.rest.start..<entry.rest.start + step])
                var longer = border
                longer.text = TextRange(start: start, count: bytes.count - start)
                longer.prefixLength += UInt32(step)
                longer.lengths = 0
                entry.node = intern(longer).number
            }
            let matcher = pools.matcher(
                rests[(entry.rest.start + step)..<entry.rest.end], wildcards: true)
            entry.verification = number(
                Verification(scope: .rest, matcher: matcher, checks: entry.checks))
            pending[index] = entry
        }
    }

    /// The lengths at which prefixes between borders get nodes: all of them, or, if they are too
    /// many, evenly chosen ones.
    private static func chosen(_ lengths: UInt64) -> UInt64 {
        let count = lengths.nonzeroBitCount
        guard count > ResourceIndex.lengthsMax else { return lengths }
        let distinct = (0..<64).filter { lengths >> UInt64($0) & 1 == 1 }
        return (0..<ResourceIndex.lengthsMax).reduce(0) {
            $0 | 1 << UInt64(distinct[$1 * count / ResourceIndex.lengthsMax])
        }
    }
}
