import FlatMemory

/// One wildcard pattern as a nondeterministic automaton whose states are the bits of a few words.
///
/// State *i* means: the first *i* elements (stars not counted) have matched. Reading a byte moves
/// all states at once with a shift and a mask, so a match costs text length times word count,
/// whatever the pattern; there is nothing to track back to and nothing to explode.
///
///     pattern  a * b ?        states  0 -a-> 1 -b-> 2 -?-> 3
///                                            ↺ star keeps state 1
///
/// A `?` reads the first byte of a character and its state then stays for the continuation bytes.
package struct BitGlob: Sendable {
    // LIMIT: AWS's longest value is a 2,048-character ARN; twice that leaves room for variables
    // filled in. It bounds the words of a state set, which live on the stack.
    /// The greatest number of elements other than stars.
    package static let elementCountMax = 4_095

    private static let wordCountMax = 64

    private var classOfByte: [UInt8]
    private var masks: [UInt64] = []
    private var stars: [UInt64] = []
    private var marks: [UInt64] = []
    private var wordCount = 0
    private var elementCount = 0

    /// Creates an automaton without any state, to be filled by ``rebuild(_:)``.
    package init() {
        classOfByte = [UInt8](repeating: 0, count: 256)
    }

    /// Compiles a pattern.
    ///
    /// - Returns: `nil` if it has more than ``elementCountMax`` elements.
    package init?(_ pattern: WildcardPattern) {
        self.init()
        guard rebuild(pattern.tokens[...]) else { return nil }
    }

    /// Compiles other elements into the same storage.
    ///
    /// - Returns: Whether they were within ``elementCountMax``; if not, the automaton is unusable.
    /// - Complexity: O(elements × distinct bytes / 64).
    package mutating func rebuild(_ tokens: ArraySlice<WildcardPattern.Token>) -> Bool {
        elementCount = tokens.count { $0 != .star }
        guard elementCount <= Self.elementCountMax else { return false }
        wordCount = elementCount / 64 + 1
        for index in 0..<256 { classOfByte[index] = 0 }
        var classCount = 1
        for case .byte(let byte) in tokens where classOfByte[Int(byte)] == 0 && classCount < 256 {
            classOfByte[Int(byte)] = UInt8(classCount)
            classCount += 1
        }
        masks.removeAll(keepingCapacity: true)
        masks.append(contentsOf: repeatElement(0, count: classCount * wordCount))
        stars.removeAll(keepingCapacity: true)
        stars.append(contentsOf: repeatElement(0, count: wordCount))
        marks.removeAll(keepingCapacity: true)
        marks.append(contentsOf: repeatElement(0, count: wordCount))
        var state = 0
        for token in tokens {
            switch token {
            case .star:
                stars[state >> 6] |= 1 << UInt64(state & 63)
            case .any:
                for group in 0..<classCount {
                    masks[group * wordCount + state >> 6] |= 1 << UInt64(state & 63)
                }
                state += 1
                marks[state >> 6] |= 1 << UInt64(state & 63)
            case .byte(let byte):
                let group = Int(classOfByte[Int(byte)])
                masks[group * wordCount + state >> 6] |= 1 << UInt64(state & 63)
                state += 1
            }
        }
        return true
    }

    /// Whether the pattern matches the bytes of `text` in `range`.
    ///
    /// - Complexity: O(range × elements / 64).
    package func matches(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        wordCount == 1 ? matchesInOneWord(text, range) : matchesInWords(text, range)
    }

    private func matchesInOneWord(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let star = stars[0]
        let mark = marks[0]
        var states: UInt64 = 1
        for index in range {
            let byte = text[index]
            let mask = masks[Int(classOfByte[Int(byte)])]
            if byte & 0xC0 == 0x80 {
                // A continuation byte: it matches as itself, stays under a star, or belongs to the
                // character that a mark has begun; it never begins one.
                let begun = states & mask & ~nextIsMark()
                states = begun << 1 | states & (star | mark)
            } else {
                states = (states & mask) << 1 | states & star
            }
            if states == 0 { return false }
        }
        return states >> UInt64(elementCount) & 1 == 1
    }

    /// States whose next element is a `?`.
    private func nextIsMark() -> UInt64 { marks[0] >> 1 }

    private func matchesInWords(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var states = InlineArray<64, UInt64>(repeating: 0)
        states[0] = 1
        for index in range {
            let byte = text[index]
            let base = Int(classOfByte[Int(byte)]) * wordCount
            let isContinuation = byte & 0xC0 == 0x80
            var carry: UInt64 = 0
            var alive: UInt64 = 0
            for word in 0..<wordCount {
                let old = states[word]
                var moving = old & masks[base + word]
                var staying = old & stars[word]
                if isContinuation {
                    let following = word + 1 < wordCount ? marks[word + 1] << 63 : 0
                    moving &= ~(marks[word] >> 1 | following)
                    staying |= old & marks[word]
                }
                states[word] = moving << 1 | carry | staying
                carry = moving >> 63
                alive |= states[word]
            }
            if alive == 0 { return false }
        }
        return states[elementCount >> 6] >> UInt64(elementCount & 63) & 1 == 1
    }
}
