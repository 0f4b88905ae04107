import FlatMemory
import WildcardAutomata

/// Working memory of one thread for matching; reused from decision to decision.
package struct MatchScratch: ~Copyable {
    /// A template filled in.
    var tokens = FlatBuffer<WildcardPattern.Token>(capacity: 256)
    /// The text of a template without wildcards.
    var literal = FlatBuffer<UInt8>(capacity: 256)
    private var glob = BitGlobPool()

    /// The action patterns of the set at hand that match the request's action.
    var actions = FlatBuffer<UInt32>(capacity: 64)
    /// Their bits, see ``ActionIndex/signature(_:)``.
    var actionSignature: UInt64 = 0
    /// The groups of entries whose place in the index matches the request's resource.
    var groups = FlatBuffer<EntryGroup>(capacity: 64)
    /// Statements that matched, in order, when somebody wants to know all.
    var matched: [UInt32] = []

    /// Set when a limit kept the engine from deciding: the answer must then be deny.
    var isOverLimit = false

    /// Creates empty working memory.
    package init() {}

    /// Puts ``matched`` in order, each statement once.
    mutating func orderMatched() {
        matched.sort()
        var kept = 0
        for index in matched.indices where index == 0 || matched[index] != matched[kept - 1] {
            matched[kept] = matched[index]
            kept += 1
        }
        matched.removeLast(matched.count - kept)
    }

    /// Matches ``tokens`` with the bytes of `text` in `range`.
    ///
    /// A variable's value makes the elements known only now. Those before the first star are simply
    /// compared; if more follows than one last star, a bit automaton is built for the rest.
    mutating func matchTokens(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var position = range.lowerBound
        for index in 0..<tokens.count {
            switch tokens[index] {
            case .byte(let byte):
                guard position < range.upperBound, text[position] == byte else { return false }
                position += 1
            case .any, .star:
                if tokens[index] == .star, index == tokens.count - 1 { return true }
                guard glob.replace(with: tokens, from: index) else {
                    isOverLimit = true
                    return false
                }
                return glob.matches(0, text, position..<range.upperBound)
            }
        }
        return position == range.upperBound
    }
}
