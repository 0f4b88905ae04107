import FlatMemory
import WildcardAutomata

/// Which action patterns of a set match an action.
///
/// Patterns are numbered. A name that some pattern spells out is found with one probe and brings
/// the ready-made list of all patterns that match it. Any other name runs through the automaton of
/// its service, which knows the patterns with wildcards.
struct ActionIndex: ~Copyable, Sendable {
    private let texts: TextPool
    private let literals: ProbeTable
    private let literalRecords: FlatArray<NameRecord>
    private let services: ProbeTable
    private let serviceRecords: FlatArray<ServiceRecord>
    private let automata: AutomatonPool
    private let lists: FlatArray<UInt32>
    /// The number of the pattern `*`, or `nil` if no statement has it.
    private let star: UInt32?

    struct NameRecord: BitwiseCopyable {
        var name: TextRange
        var firstMatch: UInt32
        var matchCount: UInt32
    }

    struct ServiceRecord: BitwiseCopyable {
        var name: TextRange
        var automaton: Automaton
    }

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
        var search = literals.search(request.actionHash)
        while let number = literals.next(&search) {
            let record = literalRecords[number]
            guard record.name.count == request.action.count,
                texts.equals(record.name, request.text.span, at: request.action.start)
            else { continue }
            for index in 0..<Int(record.matchCount) {
                scratch.actions.append(lists[Int(record.firstMatch) &+ index])
            }
            return
        }
        search = services.search(request.serviceHash)
        while let number = services.next(&search) {
            let record = serviceRecords[number]
            guard record.name.count == request.serviceLength,
                texts.equals(record.name, request.text.span, at: request.action.start)
            else { continue }
            let name = request.action.start + request.serviceLength + 1
            automata.appendMatches(
                of: record.automaton, in: request.text.span, name..<request.action.end,
                to: &scratch.actions)
            return
        }
    }

    init(_ builder: ActionIndexBuilder) throws(CompileError) {
        let hash = builder.hash
        var texts = TextPoolBuilder()
        var automata = AutomatonPoolBuilder()
        var lists: [UInt32] = []
        var names: [NameRecord] = []
        var nameHashes: [UInt64] = []
        var services: [ServiceRecord] = []
        var serviceHashes: [UInt64] = []
        for (service, patterns) in builder.patternsByService.sorted(by: { $0.key < $1.key }) {
            let wild = patterns.filter { $0.pattern.literal == nil }
            guard let automaton = automata.add(wild.map { ($0.number, $0.pattern) })
            else { throw CompileError(kind: .patternTooLong, policy: "") }
            services.append(
                ServiceRecord(name: texts.add(Array(service.utf8)), automaton: automaton))
            serviceHashes.append(hash.hash(Array(service.utf8)))
        }
        let pool = AutomatonPool(automata)
        for (index, entry) in builder.patternsByService.sorted(by: { $0.key < $1.key }).enumerated()
        {
            for (number, pattern) in entry.value {
                guard let literal = pattern.literal else { continue }
                let name = Array(entry.key.utf8) + [UInt8(ascii: ":")] + literal
                var matches = [number]
                pool.appendMatches(
                    of: services[index].automaton, in: literal.span, 0..<literal.count,
                    to: &matches)
                names.append(
                    NameRecord(
                        name: texts.add(name), firstMatch: UInt32(lists.count),
                        matchCount: UInt32(matches.count)))
                nameHashes.append(hash.hash(name))
                lists += matches
            }
        }
        star = builder.star
        literals = ProbeTable(nameHashes)
        literalRecords = FlatArray(names)
        self.services = ProbeTable(serviceHashes)
        serviceRecords = FlatArray(services)
        self.automata = pool
        self.lists = FlatArray(lists)
        self.texts = TextPool(texts)
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
