/// A deterministic automaton for a set of wildcard patterns: a table from state and byte class to
/// the next state.
///
/// Built by the subset construction. A *position* is a pattern with a number of elements matched; a
/// state of the table is a set of positions. Bytes that no pattern mentions form one class, and
/// UTF-8 continuation bytes one of their own, since a `?` must not begin at one.
struct TransitionTable {
    // LIMIT: 16-bit states keep the table small enough for the processor's caches.
    /// The greatest number of states.
    static let stateCountMax = 4_096

    // LIMIT: plain prefixes and infixes take one or two moves a state and class, so this is ample
    // for sets that stay small; one that explodes is given up soon, and compiling stays linear.
    /// The greatest number of position moves of a construction, for each element and byte class.
    static let movesPerElementMax = 16

    let classOfByte: [UInt8]
    let classCount: Int
    private let next: [UInt16]
    private let acceptStart: [UInt32]
    private let accepted: [UInt32]

    /// All states; the first one is where a text begins.
    var states: Range<Int> { 0..<acceptStart.count - 1 }

    /// Where each class of bytes leads from a state.
    func row(_ state: Int) -> ArraySlice<UInt16> {
        next[state * classCount..<(state + 1) * classCount]
    }

    /// The patterns that match a text which ends in a state.
    func accepted(_ state: Int) -> ArraySlice<UInt32> {
        accepted[Int(acceptStart[state])..<Int(acceptStart[state + 1])]
    }

    /// Whether no byte leads from a state to another one.
    func isSink(_ state: Int) -> Bool { row(state).allSatisfy { Int($0) == state } }
}

extension TransitionTable {
    /// Compiles numbered patterns.
    ///
    /// - Returns: `nil` if ``stateCountMax`` or ``movesPerElementMax`` would be exceeded.
    init?(_ patterns: [(number: UInt32, pattern: WildcardPattern)]) {
        var construction = Construction(patterns.map(\.pattern.tokens))
        guard construction.run() else { return nil }
        classOfByte = construction.classOfByte
        classCount = construction.representatives.count
        next = construction.next
        var starts: [UInt32] = []
        var accepted: [UInt32] = []
        for set in construction.sets {
            starts.append(UInt32(accepted.count))
            for position in set where construction.isAccepting(position) {
                accepted.append(patterns[construction.patternOf(position)].number)
            }
        }
        starts.append(UInt32(accepted.count))
        acceptStart = starts
        self.accepted = accepted
    }

    /// The subset construction under its limits.
    private struct Construction {
        let patterns: [[WildcardPattern.Token]]
        /// First position of each pattern, always even; two positions a token follow.
        let firsts: [Int]
        var classOfByte = [UInt8](repeating: 0, count: 256)
        /// One byte of each class.
        var representatives: [UInt8] = []
        var sets: [[Int]] = []
        var next: [UInt16] = []
        private var numbers: [[Int]: UInt16] = [:]
        private var work = 0
        private let owner: [Int]

        init(_ patterns: [[WildcardPattern.Token]]) {
            self.patterns = patterns
            var firsts: [Int] = []
            var owner: [Int] = []
            for (index, tokens) in patterns.enumerated() {
                firsts.append(owner.count)
                // A pattern has two positions a token: before it, and, for a mark, inside the
                // character that it matches. The last is the accepting one.
                owner += repeatElement(index, count: 2 * tokens.count + 2)
            }
            self.firsts = firsts
            self.owner = owner
            classify()
        }

        /// Splits the bytes into classes that no pattern tells apart.
        private mutating func classify() {
            var isNamed = [Bool](repeating: false, count: 256)
            for tokens in patterns {
                for case .byte(let byte) in tokens { isNamed[Int(byte)] = true }
            }
            var plain: UInt8?
            var continuation: UInt8?
            for byte in UInt8.min...UInt8.max {
                let isContinuation = byte & 0xC0 == 0x80
                if !isNamed[Int(byte)], let known = isContinuation ? continuation : plain {
                    classOfByte[Int(byte)] = known
                    continue
                }
                let number = UInt8(representatives.count)
                classOfByte[Int(byte)] = number
                representatives.append(byte)
                if !isNamed[Int(byte)] {
                    if isContinuation { continuation = number } else { plain = number }
                }
            }
        }

        mutating func run() -> Bool {
            let workMax = TransitionTable.movesPerElementMax * owner.count * representatives.count
            _ = number(of: closure(firsts))
            _ = number(of: [])
            var state = 0
            while state < sets.count {
                for byte in representatives {
                    guard let target = number(of: closure(moves(from: sets[state], on: byte)))
                    else { return false }
                    next.append(target)
                }
                state += 1
                if work > workMax { return false }
            }
            return true
        }

        private mutating func number(of set: [Int]) -> UInt16? {
            if let known = numbers[set] { return known }
            guard sets.count < TransitionTable.stateCountMax else { return nil }
            let number = UInt16(sets.count)
            numbers[set] = number
            sets.append(set)
            return number
        }

        func patternOf(_ position: Int) -> Int { owner[position] }

        private func token(at position: Int) -> WildcardPattern.Token? {
            let tokens = patterns[owner[position]]
            let index = (position - firsts[owner[position]]) / 2
            return index < tokens.count ? tokens[index] : nil
        }

        private func isInsideCharacter(_ position: Int) -> Bool {
            (position - firsts[owner[position]]) % 2 == 1
        }

        /// Whether everything is matched. Each odd position has its even one beside it.
        func isAccepting(_ position: Int) -> Bool {
            !isInsideCharacter(position) && token(at: position) == nil
        }

        /// Positions reachable without reading: past a star, and from inside a character to
        /// behind it.
        private func closure(_ positions: [Int]) -> [Int] {
            var result: [Int] = []
            for position in positions {
                result.append(position)
                var behind = isInsideCharacter(position) ? position - 1 : position
                if behind != position { result.append(behind) }
                while token(at: behind) == .star {
                    behind += 2
                    result.append(behind)
                }
            }
            guard result.count > 1 else { return result }
            result.sort()
            var kept = 1
            for index in 1..<result.count where result[index] != result[kept - 1] {
                result[kept] = result[index]
                kept += 1
            }
            result.removeLast(result.count - kept)
            return result
        }

        /// Positions after reading one byte.
        ///
        /// An odd position stands for "the character of the mark before may go on", and nothing
        /// else; its closure holds the even position below it.
        private mutating func moves(from positions: [Int], on byte: UInt8) -> [Int] {
            work += positions.count
            let isContinuation = byte & 0xC0 == 0x80
            var targets: [Int] = []
            for position in positions {
                if isInsideCharacter(position) {
                    if isContinuation { targets.append(position) }
                    continue
                }
                switch token(at: position) {
                case .star: targets.append(position)
                case .any: if !isContinuation { targets.append(position + 3) }
                case .byte(byte): targets.append(position + 2)
                case .byte, nil: break
                }
            }
            return targets
        }
    }
}
