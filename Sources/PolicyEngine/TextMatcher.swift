import FlatMemory

/// A compiled pattern for one stretch of a request: the rest of a resource, a part of an ARN, the
/// value of a condition key.
///
/// The common forms are literal comparisons. Only patterns with inner wildcards or variables need
/// more than that. Equal patterns of one pool have equal matchers.
struct TextMatcher: BitwiseCopyable, Hashable {
    enum Form: UInt8, BitwiseCopyable {
        /// `*`: any text.
        case anything
        /// Exactly `head`.
        case literal
        /// `head*tail`.
        case affixes
        /// Anything with more wildcards: `payload` is a bit automaton.
        case glob
        /// With variables: `payload` is a template.
        case template
    }

    var form: Form
    var payload: UInt32 = 0
    var head = TextRange.empty
    var tail = TextRange.empty

    static let anything = TextMatcher(form: .anything)
}

/// What came of matching.
enum MatchResult: BitwiseCopyable {
    case matched
    case notMatched
    /// A variable has no value, so that there is nothing to match with.
    case unresolved
}
