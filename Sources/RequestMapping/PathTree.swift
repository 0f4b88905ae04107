import FlatMemory

/// The patterns of all routes as a tree of segments, so that a path is read once however many routes
/// there are.
///
/// A node stands for what patterns have in common at their beginning. From it an edge leads on for
/// each literal segment, and one for a capture. The first route of the table wins, not the most
/// literal one; a node knows the first route below it, so that what can't win is not looked at.
struct PathTree: ~Copyable, Sendable {
    /// A stretch of one of the arrays.
    struct Stretch: BitwiseCopyable, Sendable {
        var first: Int32 = 0
        var count: Int32 = 0
        var range: Range<Int> { Int(first)..<Int(first) + Int(count) }
    }

    struct Node: BitwiseCopyable, Sendable {
        /// The first route here or below.
        var lowest = Int32.max
        /// Edges of literal segments, in the order of length and bytes.
        var edges = Stretch()
        /// The node behind a capture; -1 if there is none.
        var capture: Int32 = -1
        /// Routes whose patterns end here, in order.
        var ends = Stretch()
        /// Routes that take all further segments, in order.
        var rests = Stretch()
    }

    struct Edge: BitwiseCopyable, Sendable {
        let text: TextRange
        let node: Int32
    }

    private let nodes: FlatArray<Node>
    private let edges: FlatArray<Edge>
    private let numbers: FlatArray<Int32>
    /// Routes for any path, in order.
    private let anywhere: Stretch

    /// What a node is while the tree grows.
    private final class Sprout {
        var lowest = Int32.max
        var literals: [[UInt8]: Sprout] = [:]
        var capture: Sprout?
        var ends: [Int32] = []
        var rests: [Int32] = []

        func note(_ number: Int32) { lowest = min(lowest, number) }
    }

    /// Grows a tree.
    ///
    /// - Parameters:
    ///   - patterns: Of each route; `nil` for any path.
    ///   - texts: Gets the literal segments.
    init(_ patterns: [PathPattern?], _ texts: inout TextPoolBuilder) {
        let root = Sprout()
        var anywhere: [Int32] = []
        for (index, pattern) in patterns.enumerated() {
            let number = Int32(index)
            guard let pattern else {
                anywhere.append(number)
                continue
            }
            var sprout = root
            sprout.note(number)
            for segment in pattern.segments {
                switch segment {
                case .literal(let text):
                    let bytes = Array(text.utf8)
                    let next = sprout.literals[bytes] ?? Sprout()
                    sprout.literals[bytes] = next
                    sprout = next
                case .capture:
                    let next = sprout.capture ?? Sprout()
                    sprout.capture = next
                    sprout = next
                }
                sprout.note(number)
            }
            if pattern.rest == nil {
                sprout.ends.append(number)
            } else {
                sprout.rests.append(number)
            }
        }
        var numbers = anywhere
        self.anywhere = Stretch(first: 0, count: Int32(anywhere.count))

        var (nodes, edges): ([Node], [Edge]) = ([Node()], [])
        var queue = [(root, 0)]
        var next = 0
        while next < queue.count {
            let (sprout, place) = queue[next]
            next += 1
            var node = Node()
            node.lowest = sprout.lowest
            node.ends = Stretch(first: Int32(numbers.count), count: Int32(sprout.ends.count))
            numbers += sprout.ends
            node.rests = Stretch(first: Int32(numbers.count), count: Int32(sprout.rests.count))
            numbers += sprout.rests
            node.edges = Stretch(
                first: Int32(edges.count), count: Int32(sprout.literals.count))
            let sorted = sprout.literals.sorted { one, other in
                one.key.count == other.key.count
                    ? one.key.lexicographicallyPrecedes(other.key)
                    : one.key.count < other.key.count
            }
            for (text, child) in sorted {
                edges.append(Edge(text: texts.add(text), node: Int32(nodes.count)))
                queue.append((child, nodes.count))
                nodes.append(Node())
            }
            if let child = sprout.capture {
                node.capture = Int32(nodes.count)
                queue.append((child, nodes.count))
                nodes.append(Node())
            }
            nodes[place] = node
        }
        self.nodes = FlatArray(nodes)
        self.edges = FlatArray(edges)
        self.numbers = FlatArray(numbers)
    }

    /// The first route whose pattern the path is like, and that is accepted.
    ///
    /// - Parameters:
    ///   - pool: What `texts` has become.
    ///   - accepts: Whether a route takes the request for all else.
    /// - Complexity: O(nodes) at worst, since each is looked at once; O(segments) as a rule.
    func firstRoute(
        _ path: borrowing RequestPath, _ facts: borrowing RequestFacts,
        _ pool: borrowing TextPool, accepts: (Int) -> Bool
    ) -> Int? {
        var best = Int32.max
        take(anywhere, &best, accepts)
        search(0, 0, path, facts, pool, &best, accepts)
        return best == .max ? nil : Int(best)
    }

    private func search(
        _ number: Int, _ depth: Int, _ path: borrowing RequestPath,
        _ facts: borrowing RequestFacts, _ pool: borrowing TextPool, _ best: inout Int32,
        _ accepts: (Int) -> Bool
    ) {
        let node = nodes[number]
        guard node.lowest < best else { return }
        guard depth < path.segments.count else {
            take(node.ends, &best, accepts)
            return
        }
        let segment = path.segments[depth]
        if segment.count > 0 {
            take(node.rests, &best, accepts)
        }
        if let next = follow(segment, node.edges, facts, pool) {
            search(next, depth + 1, path, facts, pool, &best, accepts)
        }
        if node.capture >= 0, segment.count > 0 {
            search(Int(node.capture), depth + 1, path, facts, pool, &best, accepts)
        }
    }

    /// Takes the first of some routes that is accepted, if it is before the best.
    private func take(_ routes: Stretch, _ best: inout Int32, _ accepts: (Int) -> Bool) {
        for index in routes.range {
            let number = numbers[index]
            guard number < best else { return }
            if accepts(Int(number)) {
                best = number
                return
            }
        }
    }

    /// The node behind the edge with a segment's text.
    private func follow(
        _ segment: TextRange, _ stretch: Stretch, _ facts: borrowing RequestFacts,
        _ pool: borrowing TextPool
    ) -> Int? {
        var (low, high) = (stretch.range.lowerBound, stretch.range.upperBound)
        while low < high {
            let middle = (low + high) / 2
            let edge = edges[middle]
            let order = compare(edge.text, segment, facts, pool)
            if order == 0 { return Int(edge.node) }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// Below, at or above zero as an edge's text is before, at or after a segment.
    private func compare(
        _ text: TextRange, _ segment: TextRange, _ facts: borrowing RequestFacts,
        _ pool: borrowing TextPool
    ) -> Int {
        guard text.count == segment.count else { return text.count - segment.count }
        for offset in 0..<text.count {
            let (a, b) = (pool[text.start + offset], facts.text[segment.start + offset])
            if a != b { return Int(a) - Int(b) }
        }
        return 0
    }
}
