import FlatMemory

/// Automata for sets of wildcard patterns, many of them in one piece of memory.
///
/// An automaton matches all patterns of its set in one pass over a text: one table look-up a byte.
/// Some sets would need more states than is reasonable (`*a?????????` alone needs 2^10). Such a set
/// is split in halves until each part fits; a single pattern that doesn't is run as a ``BitGlob``.
/// So matching is linear in the text, and compiling is bounded, whatever the patterns.
package struct AutomatonPool: ~Copyable, Sendable {
    private let parts: FlatArray<Part>
    private let classOfByte: FlatArray<UInt8>
    private let next: FlatArray<UInt16>
    private let acceptStart: FlatArray<UInt32>
    private let accepted: FlatArray<UInt32>
    private let globs: [BitGlob]

    /// Takes over what a builder has compiled.
    package init(_ builder: AutomatonPoolBuilder) {
        parts = FlatArray(builder.parts)
        classOfByte = FlatArray(builder.classOfByte)
        next = FlatArray(builder.next)
        acceptStart = FlatArray(builder.acceptStart)
        accepted = FlatArray(builder.accepted)
        globs = builder.globs
    }

    /// Appends the number of every pattern of the automaton that matches the bytes in `range`.
    ///
    /// - Complexity: O(range × parts), and O(1) for each match.
    package func appendMatches(
        of automaton: Automaton, in text: Span<UInt8>, _ range: Range<Int>,
        to matches: inout [UInt32]
    ) {
        for index in automaton.parts {
            let part = parts[index]
            if part.isGlob {
                if globs[Int(part.nextStart)].matches(text, range) {
                    matches.append(part.acceptStart)
                }
                continue
            }
            var state = 0
            let classes = Int(part.classStart)
            let width = Int(part.classCount)
            let table = Int(part.nextStart)
            for position in range {
                let group = Int(classOfByte[classes &+ Int(text[position])])
                state = Int(next[table &+ state &* width &+ group])
                if state == TransitionTable.dead { break }
            }
            let accept = Int(part.acceptStart) &+ state
            for index in Int(acceptStart[accept])..<Int(acceptStart[accept &+ 1]) {
                matches.append(accepted[index])
            }
        }
    }
}

/// Names one automaton of a pool: a set of patterns compiled together.
package struct Automaton: Sendable, Hashable, BitwiseCopyable {
    fileprivate let firstPart: UInt32
    fileprivate let partCount: UInt32

    fileprivate var parts: Range<Int> { Int(firstPart)..<Int(firstPart + partCount) }

    /// The automaton that matches nothing.
    package static let none = Automaton(firstPart: 0, partCount: 0)
}

/// One deterministic automaton, or one bit-parallel one.
struct Part: Sendable, BitwiseCopyable {
    var isGlob = false
    var classStart: UInt32 = 0
    var classCount: UInt32 = 0
    /// First transition; of a bit-parallel one, its place among the globs.
    var nextStart: UInt32 = 0
    /// First acceptance entry; of a bit-parallel one, its pattern's number.
    var acceptStart: UInt32 = 0
}

/// Compiles the automata of a pool.
package struct AutomatonPoolBuilder {
    fileprivate var parts: [Part] = []
    fileprivate var classOfByte: [UInt8] = []
    fileprivate var next: [UInt16] = []
    fileprivate var acceptStart: [UInt32] = []
    fileprivate var accepted: [UInt32] = []
    fileprivate var globs: [BitGlob] = []

    /// Creates an empty builder.
    package init() {}

    /// How many parts are deterministic, and how many bit-parallel.
    package var partCount: (deterministic: Int, bitParallel: Int) {
        (parts.count - globs.count, globs.count)
    }

    /// Compiles a set of numbered patterns; a match is reported by the pattern's number.
    ///
    /// - Returns: `nil` if a pattern has more than ``BitGlob/elementCountMax`` elements.
    /// - Complexity: O(elements × byte classes × log patterns), whatever the patterns.
    package mutating func add(_ patterns: [(number: UInt32, pattern: WildcardPattern)])
        -> Automaton?
    {
        let first = parts.count
        var pending = patterns.isEmpty ? [] : [patterns[...]]
        while let some = pending.popLast() {
            if let table = TransitionTable(Array(some)) {
                append(table)
            } else if some.count == 1, let only = some.first {
                guard let glob = BitGlob(only.pattern) else { return nil }
                parts.append(
                    Part(isGlob: true, nextStart: UInt32(globs.count), acceptStart: only.number))
                globs.append(glob)
            } else {
                let middle = some.startIndex + some.count / 2
                pending.append(some[..<middle])
                pending.append(some[middle...])
            }
        }
        return Automaton(firstPart: UInt32(first), partCount: UInt32(parts.count - first))
    }

    private mutating func append(_ table: TransitionTable) {
        parts.append(
            Part(
                classStart: UInt32(classOfByte.count), classCount: UInt32(table.classCount),
                nextStart: UInt32(next.count), acceptStart: UInt32(acceptStart.count)))
        classOfByte += table.classOfByte
        next += table.next
        let offset = UInt32(accepted.count)
        acceptStart += table.acceptStart.map { $0 + offset }
        accepted += table.accepted
    }
}
