import FlatMemory
import WildcardAutomata

/// Which action patterns of a set match an action.
///
/// Patterns are numbered. A name that some pattern spells out is found with one probe and brings
/// the ready-made list of all patterns that match it. Any other name runs through the automaton of
/// its service, which knows the patterns with wildcards.
struct ActionIndex: ~Copyable, Sendable {
    /// Whole names that some pattern spells out, and for each the patterns that match it.
    private let literals: NameTable
    private let literalMatches: FlatArray<TextRange>
    private let services: NameTable
    private let serviceAutomata: FlatArray<Automaton>
    private let automata: AutomatonPool
    private let lists: FlatArray<UInt32>
    /// The number of the pattern `*`, or `nil` if no statement has it.
    private let star: UInt32?

    /// The bit of a pattern in an action signature.
    @inline(__always)
    static func signature(_ pattern: UInt32) -> UInt64 { 1 &<< UInt64(pattern & 63) }

    /// Puts the numbers of all patterns that match the request's action into `scratch.actions`.
    ///
    /// - Complexity: one probe, or O(length of the action).
    @inline(__always)
    func match(_ request: borrowing PreparedRequest, _ scratch: inout MatchScratch) {
        scratch.actions.removeAll(keepingCapacity: true)
        if let star { scratch.actions.append(star) }
        if request.serviceLength >= 0 { matchNames(request, &scratch) }
        var signature: UInt64 = 0
        for index in 0..<scratch.actions.count {
            signature |= ActionIndex.signature(scratch.actions[index])
        }
        scratch.actionSignature = signature
    }

    @inline(__always)
    private func matchNames(_ request: borrowing PreparedRequest, _ scratch: inout MatchScratch) {
        let text = request.text.span
        if let number = literals.find(request.actionHash, in: text, request.action) {
            let matches = literalMatches[number]
            for index in matches.start..<matches.end { scratch.actions.append(lists[index]) }
            return
        }
        let service = request.service
        guard let number = services.find(request.serviceHash, in: text, service) else { return }
        automata.appendMatches(
            of: serviceAutomata[number], in: text, service.end &+ 1..<request.action.end,
            to: &scratch.actions)
    }

    init(_ builder: ActionIndexBuilder) throws(CompileError) {
        let services = builder.patternsByService.sorted { $0.key < $1.key }
        var pool = AutomatonPoolBuilder()
        var automata: [Automaton] = []
        for (_, patterns) in services {
            let wild = patterns.filter { $0.pattern.literal == nil }
            guard let automaton = pool.add(wild)
            else { throw CompileError(kind: .patternTooLong, policy: "") }
            automata.append(automaton)
        }
        self.automata = AutomatonPool(pool)
        var lists: [UInt32] = []
        var names: [[UInt8]] = []
        var matches: [TextRange] = []
        for (automaton, (service, patterns)) in zip(automata, services) {
            for (number, pattern) in patterns {
                guard let literal = pattern.literal else { continue }
                let first = lists.count
                lists.append(number)
                self.automata.appendMatches(
                    of: automaton, in: literal.span, 0..<literal.count, to: &lists)
                matches.append(TextRange(start: first, count: lists.count - first))
                names.append(Array(service.utf8) + [UInt8(ascii: ":")] + literal)
            }
        }
        star = builder.star
        literals = NameTable(names, hash: builder.hash)
        literalMatches = FlatArray(matches)
        self.services = NameTable(services.map { Array($0.key.utf8) }, hash: builder.hash)
        serviceAutomata = FlatArray(automata)
        self.lists = FlatArray(lists)
    }
}

/// Numbers the action patterns of a set, and its distinct lists of them.
struct ActionIndexBuilder {
    let hash: KeyedHash
    private(set) var star: UInt32?
    private(set) var patternsByService: [String: [(number: UInt32, pattern: WildcardPattern)]] = [:]
    private var numbers: [String: UInt32] = [:]
    private(set) var patternCount: UInt32 = 0

    init(hash: KeyedHash) { self.hash = hash }

    /// The number of a pattern, or `nil` if it can't match any action.
    ///
    /// `*` matches every action. Any other pattern has one colon, and no wildcard before it.
    mutating func number(_ text: String) -> UInt32? {
        let lowered = lowercasedASCII(text.utf8)
        if let known = numbers[lowered] { return known }
        let number = patternCount
        if lowered == "*" {
            star = number
        } else {
            let parts = lowered.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].utf8.contains(where: { $0 == 0x2A || $0 == 0x3F })
            else { return nil }
            patternsByService[String(parts[0]), default: []]
                .append((number, WildcardPattern(parts[1].utf8)))
        }
        numbers[lowered] = number
        patternCount += 1
        return number
    }
}
