import FlatMemory

/// Wildcard patterns as nondeterministic automata whose states are the bits of a few words.
///
/// State *i* means: the first *i* elements (stars not counted) have matched. Reading a byte moves
/// all states at once with a shift and a mask, so a match costs text length times word count,
/// whatever the pattern; there is nothing to track back to and nothing to explode.
///
///     pattern  a * b ?        states  0 -a-> 1 -b-> 2 -?-> 3
///                                            ↺ star keeps state 1
///
/// A `?` reads the first byte of a character and its state then stays for the continuation bytes.
package struct BitGlobPool: ~Copyable, Sendable {
    // LIMIT: AWS's longest value is a 2,048-character ARN; twice that leaves room for variables
    // filled in. It bounds the words of a state set, which live on the stack.
    /// The greatest number of elements other than stars.
    package static let elementCountMax = 4_095

    private static let wordCountMax = 64

    /// One automaton: where its tables stand.
    struct Glob: BitwiseCopyable {
        var elementCount = 0
        /// Words of a state set.
        var wordCount = 1
        /// A class for each of 256 bytes.
        var classes = 0
        /// States that a star keeps; then those that a mark has begun; then, for each class, those
        /// that move on.
        var words = 0

        var stars: Int { words }
        var marks: Int { words &+ wordCount }
        var masks: Int { words &+ 2 &* wordCount }
    }

    private var globs = FlatBuffer<Glob>(capacity: 0)
    private var classOfByte = FlatBuffer<UInt8>(capacity: 0)
    private var words = FlatBuffer<UInt64>(capacity: 0)

    /// Creates an empty pool.
    package init() {}

    /// Compiles patterns, numbered in order.
    ///
    /// - Precondition: None is longer than ``elementCountMax``.
    package init(_ patterns: [WildcardPattern]) {
        self.init()
        if patterns.isEmpty { return }
        var tokens = FlatBuffer<WildcardPattern.Token>(capacity: 64)
        for pattern in patterns {
            tokens.removeAll()
            for token in pattern.tokens { tokens.append(token) }
            let isWithinLimit = add(tokens, from: 0)
            precondition(isWithinLimit, "a pattern of \(pattern.tokens.count) elements")
        }
    }

    /// Whether a pattern is no longer than ``elementCountMax``.
    package static func holds(_ pattern: WildcardPattern) -> Bool {
        pattern.tokens.count { $0 != .star } <= elementCountMax
    }

    /// Replaces all automata by one.
    ///
    /// - Parameter first: The first of `tokens` that is meant.
    /// - Returns: Whether its elements were within ``elementCountMax``; if not, there is none.
    package mutating func replace(
        with tokens: borrowing FlatBuffer<WildcardPattern.Token>, from first: Int
    ) -> Bool {
        globs.removeAll()
        classOfByte.removeAll()
        words.removeAll()
        return add(tokens, from: first)
    }

    /// Adds an automaton.
    ///
    /// - Complexity: O(elements × distinct bytes / 64).
    private mutating func add(
        _ tokens: borrowing FlatBuffer<WildcardPattern.Token>, from first: Int
    ) -> Bool {
        var glob = Glob(classes: classOfByte.count, words: words.count)
        for index in first..<tokens.count where tokens[index] != .star { glob.elementCount += 1 }
        guard glob.elementCount <= Self.elementCountMax else { return false }
        glob.wordCount = glob.elementCount / 64 + 1
        var classCount = 1
        for _ in 0..<256 { classOfByte.append(0) }
        for index in first..<tokens.count {
            guard case .byte(let byte) = tokens[index], classCount < 256,
                classOfByte[glob.classes + Int(byte)] == 0
            else { continue }
            classOfByte[glob.classes + Int(byte)] = UInt8(classCount)
            classCount += 1
        }
        for _ in 0..<(classCount + 2) * glob.wordCount { words.append(0) }
        var state = 0
        for index in first..<tokens.count {
            switch tokens[index] {
            case .star: words[glob.stars + state >> 6] |= 1 << UInt64(state & 63)
            case .any:
                for group in 0..<classCount {
                    words[glob.masks + group * glob.wordCount + state >> 6] |=
                        1 << UInt64(state & 63)
                }
                state += 1
                words[glob.marks + state >> 6] |= 1 << UInt64(state & 63)
            case .byte(let byte):
                let group = Int(classOfByte[glob.classes + Int(byte)])
                words[glob.masks + group * glob.wordCount + state >> 6] |= 1 << UInt64(state & 63)
                state += 1
            }
        }
        globs.append(glob)
        return true
    }

    /// Whether a pattern matches the bytes of `text` in `range`.
    ///
    /// - Complexity: O(range × elements / 64).
    package func matches(_ number: Int, _ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let glob = globs[number]
        return glob.wordCount == 1
            ? matchesInOneWord(glob, text, range) : matchesInWords(glob, text, range)
    }

    private func matchesInOneWord(
        _ glob: Glob, _ text: Span<UInt8>, _ range: Range<Int>
    ) -> Bool {
        let star = words[glob.stars]
        let mark = words[glob.marks]
        var states: UInt64 = 1
        for index in range {
            let byte = text[index]
            let mask = words[glob.masks &+ Int(classOfByte[glob.classes &+ Int(byte)])]
            if byte & 0xC0 == 0x80 {
                // A continuation byte: it matches as itself, stays under a star, or belongs to the
                // character that a mark has begun; it never begins one. States whose next element
                // is a mark are those right below one that a mark has begun.
                let begun = states & mask & ~(mark >> 1)
                states = begun << 1 | states & (star | mark)
            } else {
                states = (states & mask) << 1 | states & star
            }
            if states == 0 { return false }
        }
        return states >> UInt64(glob.elementCount) & 1 == 1
    }

    private func matchesInWords(
        _ glob: Glob, _ text: Span<UInt8>, _ range: Range<Int>
    ) -> Bool {
        var states = InlineArray<64, UInt64>(repeating: 0)
        states[0] = 1
        for index in range {
            let byte = text[index]
            let base =
                glob.masks + Int(classOfByte[glob.classes + Int(byte)]) * glob.wordCount
            let isContinuation = byte & 0xC0 == 0x80
            var carry: UInt64 = 0
            var alive: UInt64 = 0
            for word in 0..<glob.wordCount {
                let old = states[word]
                var moving = old & words[base + word]
                var staying = old & words[glob.stars + word]
                if isContinuation {
                    let mark = words[glob.marks + word]
                    let following =
                        word + 1 < glob.wordCount ? words[glob.marks + word + 1] << 63 : 0
                    moving &= ~(mark >> 1 | following)
                    staying |= old & mark
                }
                states[word] = moving << 1 | carry | staying
                carry = moving >> 63
                alive |= states[word]
            }
            if alive == 0 { return false }
        }
        return states[glob.elementCount >> 6] >> UInt64(glob.elementCount & 63) & 1 == 1
    }
}
