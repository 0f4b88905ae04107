import FlatMemory

/// Automata for sets of wildcard patterns, many of them in one piece of memory.
///
/// An automaton matches all patterns of its set in one pass over a text: one table look-up a byte.
/// Some sets would need more states than is reasonable (`*a?????????` alone needs 2^10). Such a set
/// is split in halves until each part fits; a single pattern that doesn't is run bit by bit, in a
/// ``BitGlobPool``. So matching is linear in the text, and compiling is bounded, whatever the
/// patterns. A few patterns that are nothing but a beginning with a star, which most are, are simply
/// compared.
package final class AutomatonPool: Sendable {
    // LIMIT: comparing so many short beginnings takes about as long as reading a text byte by byte,
    // and saves building a table.
    /// The greatest number of patterns `beginning*` that are compared one by one.
    static let prefixesMax = 4

    private let parts: FlatArray<Part>
    private let prefixes: FlatArray<UInt8>
    private let classOfByte: FlatArray<UInt8>
    private let rows: FlatArray<UInt32>
    private let acceptStart: FlatArray<UInt32>
    private let accepted: FlatArray<UInt32>
    private let globs: BitGlobPool

    /// The pool without automata, which all share who have none.
    package static let empty = AutomatonPool(AutomatonPoolBuilder())

    /// Takes over what a builder has compiled.
    package init(_ builder: AutomatonPoolBuilder) {
        parts = FlatArray(builder.parts)
        // Whole words are compared, also at the end.
        prefixes = FlatArray(builder.prefixes + [UInt8](repeating: 0, count: 8))
        classOfByte = FlatArray(builder.classOfByte)
        rows = FlatArray(builder.rows)
        acceptStart = FlatArray(builder.acceptStart)
        accepted = FlatArray(builder.accepted)
        globs = BitGlobPool(builder.globs)
    }

    /// Appends the number of every pattern of the automaton that matches the bytes in `range`.
    ///
    /// - Complexity: O(range × parts), and O(1) for each match.
    package func appendMatches(
        of automaton: Automaton, in text: Span<UInt8>, _ range: Range<Int>,
        to found: inout FlatBuffer<UInt32>
    ) {
        for index in automaton.parts {
            let part = parts[index]
            if part.kind != .table {
                if matches(part, text, range) { found.append(part.pattern) }
                continue
            }
            let classes = Int(part.classStart)
            var row = part.start
            for position in range {
                if row < part.sinkEnd { break }
                let group = UInt32(classOfByte[classes &+ Int(text[position])])
                row = rows[Int(row &+ group)]
            }
            let accept = Int(rows[Int(row &+ part.classCount)])
            for index in Int(acceptStart[accept])..<Int(acceptStart[accept &+ 1]) {
                found.append(accepted[index])
            }
        }
    }

    /// Whether a part of one pattern matches.
    @inline(__always)
    private func matches(_ part: Part, _ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        if part.kind == .glob { return globs.matches(Int(part.start), text, range) }
        return range.count >= Int(part.length)
            && prefixes.equals(
                atByte: Int(part.start), count: Int(part.length), text, at: range.lowerBound)
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

/// Some patterns of an automaton, all in one table, or a single one.
///
/// A table has a row for each state: where each class of bytes leads, as the place of another row,
/// and in the last column the number of the list of patterns accepted there. Rows that lead nowhere
/// but to themselves come first, so that one comparison tells when to stop reading.
struct Part: Sendable, BitwiseCopyable {
    enum Kind: UInt8, BitwiseCopyable {
        case table
        /// A bit-parallel automaton.
        case glob
        /// A beginning, then a star.
        case prefix
    }

    var kind: Kind
    /// `table`: the first state's row. `glob`: its number. `prefix`: where its text stands.
    var start: UInt32
    /// `prefix`: bytes of its text.
    var length: UInt32 = 0
    /// `glob` and `prefix`: the pattern's number.
    var pattern: UInt32 = 0
    /// `table`: the classes of bytes.
    var classStart: UInt32 = 0
    var classCount: UInt32 = 0
    /// `table`: where rows begin that lead elsewhere.
    var sinkEnd: UInt32 = 0
}

/// Compiles the automata of a pool.
package struct AutomatonPoolBuilder {
    fileprivate var parts: [Part] = []
    fileprivate var classOfByte: [UInt8] = []
    fileprivate var rows: [UInt32] = []
    fileprivate var acceptStart: [UInt32] = [0]
    fileprivate var accepted: [UInt32] = []
    fileprivate var globs: [WildcardPattern] = []
    fileprivate var prefixes: [UInt8] = []

    /// Creates an empty builder.
    package init() {}

    /// How many parts are tables, and how many patterns are run bit by bit.
    package var partCount: (tables: Int, bitParallel: Int) {
        (parts.count { $0.kind == .table }, globs.count)
    }

    /// Compiles a set of numbered patterns; a match is reported by the pattern's number.
    ///
    /// - Returns: `nil` if a pattern has more than ``BitGlobPool/elementCountMax`` elements.
    /// - Complexity: O(elements × byte classes × log patterns), whatever the patterns.
    package mutating func add(_ patterns: [(number: UInt32, pattern: WildcardPattern)])
        -> Automaton?
    {
        let first = parts.count
        if patterns.count <= AutomatonPool.prefixesMax, patterns.allSatisfy(\.pattern.isPrefix) {
            for (number, pattern) in patterns { append(number, prefix: pattern.literalHead) }
            return Automaton(firstPart: UInt32(first), partCount: UInt32(patterns.count))
        }
        var pending = patterns.isEmpty ? [] : [patterns[...]]
        while let some = pending.popLast() {
            if let table = TransitionTable(Array(some)) {
                append(table)
            } else if some.count == 1, let only = some.first {
                guard BitGlobPool.holds(only.pattern) else { return nil }
                parts.append(
                    Part(kind: .glob, start: UInt32(globs.count), pattern: only.number))
                globs.append(only.pattern)
            } else {
                let middle = some.startIndex + some.count / 2
                pending.append(some[..<middle])
                pending.append(some[middle...])
            }
        }
        return Automaton(firstPart: UInt32(first), partCount: UInt32(parts.count - first))
    }

    private mutating func append(_ number: UInt32, prefix: [UInt8]) {
        parts.append(
            Part(
                kind: .prefix, start: UInt32(prefixes.count), length: UInt32(prefix.count),
                pattern: number))
        prefixes += prefix
    }

    private mutating func append(_ table: TransitionTable) {
        let width = table.classCount + 1
        let sinks = table.states.filter(table.isSink)
        let order = sinks + table.states.filter { !table.isSink($0) }
        var rowOfState = [UInt32](repeating: 0, count: order.count)
        for (place, state) in order.enumerated() {
            rowOfState[state] = UInt32(rows.count + place * width)
        }
        parts.append(
            Part(
                kind: .table, start: rowOfState[0], classStart: UInt32(classOfByte.count),
                classCount: UInt32(table.classCount),
                sinkEnd: UInt32(rows.count + sinks.count * width)))
        classOfByte += table.classOfByte
        for state in order {
            for target in table.row(state) { rows.append(rowOfState[Int(target)]) }
            rows.append(UInt32(acceptStart.count - 1))
            accepted += table.accepted(state)
            acceptStart.append(UInt32(accepted.count))
        }
    }
}
