import FlatMemory
import PolicyModel

/// Gathers the patterns of a set and lays them out as a ``ResourceIndex``.
struct ResourceIndexBuilder {
    /// Where a node stands.
    struct NodeKey: Hashable {
        var isExact = false
        var mask: UInt8 = 0
        var partition: [UInt8] = []
        var service: [UInt8] = []
        var region: [UInt8] = []
        var account: [UInt8] = []
        var prefix: [UInt8] = []
    }

    /// An entry before it is laid out.
    struct Pending {
        var statement: UInt32
        var isDeny: Bool
        var actionSet: UInt32
        var scope: ResourceEntry.Scope
        /// What is left of the sixth part behind the border, and how much of that is literal.
        var rest: PolicyTemplate?
        var matcher = TextMatcher.anything
        var checks: UInt32 = 0
        var literalLength = 0
    }

    let hash: KeyedHash
    var pools: TextMatcherPoolBuilder
    /// Matchers for parts of ARNs, in runs of three or six.
    private(set) var partMatchers: [TextMatcher] = []
    private(set) var patterns: [FullPattern] = []
    private(set) var lists: [PatternList] = []
    private(set) var nodes: [NodeKey: [Pending]] = [:]
    /// Entries that hang at no literal.
    private(set) var root: [Pending] = []
    private var partCache: [[[PolicyTemplate.Piece]]: UInt32] = [:]

    init(hash: KeyedHash) {
        self.hash = hash
        pools = TextMatcherPoolBuilder(hash: hash)
    }

    /// Adds one statement's resource element.
    mutating func add(
        _ clause: Clause<String>, version: PolicyDocument.Version, statement: UInt32,
        isDeny: Bool, actionSet: UInt32
    ) {
        let patterns = clause.values.map { ResourcePattern($0, version: version) }
        if clause.isNegated {
            addNegated(patterns, statement: statement, isDeny: isDeny, actionSet: actionSet)
            return
        }
        for pattern in patterns {
            let pending = Pending(
                statement: statement, isDeny: isDeny, actionSet: actionSet, scope: .everything)
            add(pattern, pending)
        }
    }

    /// Adds a statement that covers every resource.
    mutating func addEverything(statement: UInt32, isDeny: Bool, actionSet: UInt32) {
        root.append(
            Pending(
                statement: statement, isDeny: isDeny, actionSet: actionSet, scope: .everything))
    }

    private mutating func add(_ pattern: ResourcePattern, _ pending: Pending) {
        var pending = pending
        switch pattern {
        case .nothing: break
        case .everything: root.append(pending)
        case .indexed(let segments): addIndexed(segments, pending)
        case .whole, .parts:
            let full = fullPattern(pattern)
            pending.scope = full.scope
            pending.matcher = full.matcher
            pending.checks = full.checks
            root.append(pending)
        }
    }

    private mutating func addNegated(
        _ patterns: [ResourcePattern], statement: UInt32, isDeny: Bool, actionSet: UInt32
    ) {
        let first = UInt32(self.patterns.count)
        for pattern in patterns {
            switch pattern {
            case .everything:
                // Nothing is outside of everything.
                self.patterns.removeLast(self.patterns.count - Int(first))
                return
            case .nothing: break
            case .whole, .parts, .indexed: self.patterns.append(fullPattern(pattern))
            }
        }
        lists.append(
            PatternList(
                first: first, count: UInt32(self.patterns.count) - first, isDeny: isDeny))
        root.append(
            Pending(
                statement: statement, isDeny: isDeny, actionSet: actionSet, scope: .none,
                checks: UInt32(lists.count - 1)))
    }

    /// Compiles a pattern so that it can be matched without the index.
    private mutating func fullPattern(_ pattern: ResourcePattern) -> FullPattern {
        switch pattern {
        case .whole(let template):
            let matcher = pools.matcher(template, wildcards: true)
            return FullPattern(scope: .whole, matcher: matcher, checks: 0)
        case .parts(let segments), .indexed(let segments):
            return FullPattern(scope: .parts, matcher: .anything, checks: matchers(segments))
        case .everything, .nothing:
            preconditionFailure("a pattern that matches all or nothing has no compiled form")
        }
    }

    /// A run of matchers for several parts; equal runs are kept once.
    mutating func matchers(_ segments: [PolicyTemplate]) -> UInt32 {
        let key = segments.map(\.pieces)
        if let known = partCache[key] { return known }
        let first = UInt32(partMatchers.count)
        for segment in segments {
            partMatchers.append(pools.matcher(segment, wildcards: true))
        }
        partCache[key] = first
        return first
    }

    private mutating func addIndexed(_ segments: [PolicyTemplate], _ pending: Pending) {
        var pending = pending
        var key = NodeKey(service: segments[2].literal ?? [])
        var open: [PolicyTemplate] = []
        let anything = PolicyTemplate("*", version: .v2008)
        for (bit, part) in [(UInt8(1), 1), (2, 3), (4, 4)] {
            guard let literal = segments[part].literal else {
                open.append(segments[part])
                continue
            }
            open.append(anything)
            key.mask |= bit
            switch part {
            case 1: key.partition = literal
            case 3: key.region = literal
            default: key.account = literal
            }
        }
        if open.contains(where: { $0.pieces != anything.pieces }) {
            pending.checks = matchers(open) + 1
        }
        pending.scope = .rest
        if let literal = segments[5].literal {
            key.isExact = true
            key.prefix = literal
        } else {
            let head = segments[5].literalHead
            let border = Self.borderLength(head)
            key.prefix = Array(head[..<border])
            pending.rest = segments[5].dropFirst(border)
            pending.literalLength = head.count - border
        }
        nodes[key, default: []].append(pending)
    }

    /// Length of the longest beginning that ends at a border no deeper than the index goes.
    private static func borderLength(_ head: [UInt8]) -> Int {
        var depth = 0
        var length = 0
        for (index, byte) in head.enumerated()
        where byte == UInt8(ascii: "/") || byte == UInt8(ascii: ":") {
            if depth == ResourceIndex.depthMax { break }
            depth += 1
            length = index + 1
        }
        return length
    }
}
