import FlatMemory
import PolicyModel

/// Gathers the patterns of a set, to be laid out as a ``ResourceIndex``.
///
/// Nodes are numbered in the order in which patterns first need them, so that a layout is the same
/// in every run. Texts stand in one array of bytes; there is none for each node.
struct ResourceIndexBuilder {
    /// A place of the index.
    struct Node: BitwiseCopyable {
        /// All literals, see ``RecordPool``.
        var text: TextRange
        var mask: UInt8
        var isExact: Bool
        var prefixLength: UInt32
        /// By how many bytes prefixes between borders go on.
        var lengths: UInt64 = 0
        /// Hash of all that stands before the prefix.
        var base: UInt64
    }

    /// An entry before it is laid out.
    struct Pending: BitwiseCopyable {
        var node: UInt32
        var statement: UInt32
        var isDeny: Bool
        var isConditional: Bool
        var actionSet: UInt32
        /// 1 + the number of the statement's principal element; 0 names everybody.
        var principal: UInt32
        var verification: UInt32 = 0
        /// What is left of the sixth part behind the border, if that is to be sorted out still.
        var rest = TextRange.empty
        /// How much of it is literal.
        var literalLength: UInt32 = 0
        /// 1 + the place of matchers for partition, region and account, or 0.
        var checks: UInt32 = 0
    }

    let hash: KeyedHash
    var pools: TextMatcherPoolBuilder
    /// Matchers for parts of ARNs, in runs of three or six.
    private(set) var partMatchers: [TextMatcher] = []
    private(set) var patterns: [FullPattern] = []
    private(set) var lists: [PatternList] = []
    private(set) var verifications: [Verification] = []
    var pending: [Pending] = []
    /// The texts of nodes.
    var bytes: [UInt8] = []
    /// Node 0 is the root, which has no text.
    var nodes: [Node] = []
    var nodeTable = InternTable()
    var shapes = ShapeTableBuilder()
    private var knownRuns: [[TextMatcher]: UInt32] = [:]
    private var knownVerifications: [Verification: UInt32] = [:]
    /// What is left of patterns, variables numbered by the pool.
    var rests: [PolicyTemplate.Element] = []

    /// The hashes under which nodes are found, in order.
    var nodeHashes: [UInt64] { nodeTable.hashes }

    init(hash: KeyedHash) {
        self.hash = hash
        pools = TextMatcherPoolBuilder(hash: hash)
        // No hash leads to the root.
        _ = nodeTable.insert(0)
        nodes.append(Node(text: .empty, mask: 0, isExact: false, prefixLength: 0, base: 0))
    }

    /// Adds one statement's resource element.
    ///
    /// - Parameter entry: Says all but what the element's patterns say.
    mutating func add(
        _ clause: Clause<String>, version: PolicyDocument.Version, _ entry: Pending
    ) {
        if clause.isNegated {
            addNegated(clause.values.map { ResourcePattern($0, version: version) }, entry)
            return
        }
        for text in clause.values {
            switch ResourcePattern(text, version: version) {
            case .nothing: break
            case .everything: pending.append(entry)
            case .indexed(let template, let segments): addIndexed(template, segments, entry)
            case .whole(let template):
                let full = fullPattern(template)
                append(entry, Verification(scope: .whole, matcher: full.matcher))
            case .parts(let template, let segments):
                append(entry, Verification(scope: .parts, checks: matchers(template, segments)))
            }
        }
    }

    /// Adds a statement that covers every resource.
    mutating func addEverything(_ entry: Pending) { pending.append(entry) }

    mutating func append(_ entry: Pending, _ verification: Verification) {
        pending.append(entry)
        pending[pending.count - 1].verification = number(verification)
    }

    private mutating func addNegated(_ patterns: [ResourcePattern], _ entry: Pending) {
        let first = UInt32(self.patterns.count)
        for pattern in patterns {
            switch pattern {
            case .everything:
                // Nothing is outside of everything.
                self.patterns.removeLast(self.patterns.count - Int(first))
                return
            case .nothing: break
            case .whole(let template): self.patterns.append(fullPattern(template))
            case .parts(let template, let segments), .indexed(let template, let segments):
                self.patterns.append(
                    FullPattern(
                        scope: .parts, matcher: .anything, checks: matchers(template, segments)))
            }
        }
        lists.append(
            PatternList(
                first: first, count: UInt32(self.patterns.count) - first, isDeny: entry.isDeny))
        append(entry, Verification(scope: .none, checks: UInt32(lists.count - 1)))
    }

    /// A short pattern, matched against the whole ARN.
    private mutating func fullPattern(_ template: PolicyTemplate) -> FullPattern {
        let matcher = pools.matcher(template, wildcards: true)
        return FullPattern(scope: .whole, matcher: matcher, checks: 0)
    }

    /// Matchers for all six parts.
    mutating func matchers(
        _ template: PolicyTemplate, _ segments: InlineArray<6, Range<Int>>
    ) -> UInt32 {
        let elements = pools.numbered(template)
        return run((0..<6).map { pools.matcher(elements[segments[$0]], wildcards: true) })
    }

    /// The place of a run of matchers; equal runs are kept once.
    mutating func run(_ matchers: [TextMatcher]) -> UInt32 {
        if let known = knownRuns[matchers] { return known }
        let first = UInt32(partMatchers.count)
        partMatchers += matchers
        knownRuns[matchers] = first
        return first
    }

    /// 1 + the number of what remains to be compared, or 0 for nothing.
    mutating func number(_ verification: Verification) -> UInt32 {
        if verification == Verification(scope: .rest) { return 0 }
        if let known = knownVerifications[verification] { return known }
        verifications.append(verification)
        knownVerifications[verification] = UInt32(verifications.count)
        return UInt32(verifications.count)
    }
}
