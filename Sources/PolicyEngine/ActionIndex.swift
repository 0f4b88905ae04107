import FlatMemory
import WildcardAutomata

/// Which action patterns of a set match an action.
///
/// Patterns are numbered. A name that some pattern spells out is found with one probe and brings
/// the ready-made list of all patterns that match it. Any other name runs through the automaton of
/// its service, which knows the patterns with wildcards.
struct ActionIndex: ~Copyable, Sendable {
    /// Leads to the records of whole names that some pattern spells out.
    private let literals: BucketTable
    /// Records of names: the lengths of text and list, the list's signature, the text and the list,
    /// two patterns a word.
    private let records: FlatArray<UInt64>
    /// The services that have patterns with wildcards.
    private let services: NameTable
    private let serviceAutomata: FlatArray<Automaton>
    private let automata: AutomatonPool
    /// The number of the pattern `*`, or `nil` if no statement has it.
    private let star: UInt32?
    let patternCount: Int
    private let pin = Pin()

    /// The bit of a pattern in an action signature.
    @inline(__always)
    static func signature(_ pattern: UInt32) -> UInt64 { 1 &<< UInt64(pattern & 63) }

    /// Whether no two patterns share a bit.
    var isSignatureExact: Bool { patternCount <= 64 }

    /// Puts the numbers of all patterns that match the request's action into `scratch.actions`.
    ///
    /// - Complexity: one probe, or O(length of the action).
    func match(_ request: borrowing PreparedRequest, _ scratch: inout MatchScratch) {
        scratch.actions.removeAll()
        scratch.actionSignature = 0
        if request.serviceLength >= 0 {
            if matchLiteral(request, &scratch) { return }
            matchWild(request, &scratch)
        }
        if let star { scratch.actions.append(star) }
        for index in 0..<scratch.actions.count {
            scratch.actionSignature |= ActionIndex.signature(scratch.actions[index])
        }
    }

    /// Looks the whole name up.
    @inline(__always)
    private func matchLiteral(
        _ request: borrowing PreparedRequest, _ scratch: inout MatchScratch
    ) -> Bool {
        var search = literals.search(request.actionHash)
        while let place = literals.next(&search) {
            let lengths = records[place]
            let length = request.action.count
            guard lengths & 0xFFFF_FFFF == UInt64(length),
                records.equals(
                    atByte: (place &+ 2) &* 8, count: length, request.text.paddedSpan,
                    at: request.action.start)
            else { continue }
            scratch.actionSignature = records[place &+ 1]
            let list = place &+ 2 &+ (length &+ 7) &>> 3
            for index in 0..<Int(truncatingIfNeeded: lengths &>> 32) {
                let pair = records[list &+ index &>> 1]
                scratch.actions.append(
                    UInt32(truncatingIfNeeded: pair &>> UInt64((index & 1) &<< 5)))
            }
            return true
        }
        return false
    }

    /// Runs the name through the automaton of its service.
    @inline(__always)
    private func matchWild(
        _ request: borrowing PreparedRequest, _ scratch: inout MatchScratch
    ) {
        let service = request.service
        guard let number = services.find(request.serviceHash, in: request.text.paddedSpan, service)
        else { return }
        automata.appendMatches(
            of: serviceAutomata[number], in: request.text.paddedSpan,
            service.end &+ 1..<request.action.end, to: &scratch.actions)
    }

    init(_ builder: ActionIndexBuilder) throws(CompileError) {
        var pool = AutomatonPoolBuilder()
        var automata: [Automaton] = []
        var wild: [[UInt8]] = []
        var wildAutomata: [Automaton] = []
        for service in builder.services {
            guard let automaton = pool.add(service.wild)
            else { throw CompileError(kind: .patternTooLong, policy: "") }
            automata.append(automaton)
            if service.wild.isEmpty { continue }
            wild.append(service.name)
            wildAutomata.append(automaton)
        }
        self.automata = wild.isEmpty ? .empty : AutomatonPool(pool)
        var records = ActionRecords(hash: builder.hash)
        for (automaton, service) in zip(automata, builder.services) {
            for (number, name) in service.literals {
                records.begin(number, also: builder.star)
                let first = service.name.count + 1
                if !service.wild.isEmpty {
                    self.automata.appendMatches(
                        of: automaton, in: name.span, first..<name.count, to: &records.list)
                }
                records.end(name)
            }
        }
        star = builder.star
        patternCount = Int(builder.patternCount)
        literals = BucketTable(records.hashes, values: records.places)
        // Whole words are compared, also at the end of a text.
        self.records = FlatArray(records.words.isEmpty ? [] : records.words + [0])
        services = NameTable(wild, hash: builder.hash)
        serviceAutomata = FlatArray(wildAutomata)
    }
}

/// The records of literal names under construction.
private struct ActionRecords: ~Copyable {
    let hash: KeyedHash
    var words: [UInt64] = []
    var hashes: [UInt64] = []
    var places: [UInt32] = []
    /// The patterns that match the name at hand.
    var list = FlatBuffer<UInt32>(capacity: 0)

    init(hash: KeyedHash) { self.hash = hash }

    mutating func begin(_ number: UInt32, also star: UInt32?) {
        list.removeAll()
        list.append(number)
        if let star { list.append(star) }
    }

    mutating func end(_ name: [UInt8]) {
        hashes.append(hash.hash(name))
        places.append(UInt32(words.count))
        words.append(UInt64(name.count) | UInt64(list.count) << 32)
        var signature: UInt64 = 0
        for index in 0..<list.count { signature |= ActionIndex.signature(list[index]) }
        words.append(signature)
        for offset in stride(from: 0, to: name.count, by: 8) {
            words.append(name.span.word(at: offset, count: min(8, name.count - offset)))
        }
        for index in stride(from: 0, to: list.count, by: 2) {
            let second = index + 1 < list.count ? UInt64(list[index + 1]) << 32 : 0
            words.append(UInt64(list[index]) | second)
        }
    }
}
