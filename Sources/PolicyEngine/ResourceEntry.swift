import FlatMemory

/// One pattern of one statement: what remains to be checked once the index has found the place.
///
/// In a record it takes ``wordCount`` words.
struct ResourceEntry: BitwiseCopyable {
    static let wordCount = 3

    /// Bits of the action patterns that the statement lists.
    var signature: UInt64
    var statement: UInt32
    var actionSet: UInt32
    /// What the pattern leaves open: 1 + a number of a ``Verification``, or 0 for nothing.
    var verification: UInt32
    var traits: Traits

    struct Traits: OptionSet, BitwiseCopyable {
        let rawValue: UInt32
        /// The action element is a `NotAction`.
        static let isActionNegated = Traits(rawValue: 1)
        /// The statement has a principal element or conditions.
        static let isConditional = Traits(rawValue: 2)
    }
}

/// What has to be compared once the index has found a pattern's place.
struct Verification: BitwiseCopyable, Hashable {
    enum Scope: UInt8, BitwiseCopyable {
        /// The sixth part of the ARN behind the node's prefix.
        case rest
        /// The whole ARN: a short pattern that ends in `*`.
        case whole
        /// Each of the six parts: a pattern without a usable literal beginning.
        case parts
        /// A `NotResource`: none of several patterns may match.
        case none
    }

    var scope: Scope
    /// `rest` and `whole`: what to match.
    var matcher = TextMatcher.anything
    /// `rest`: 1 + the place of three matchers for partition, region and account, or 0 if they
    /// match already. `parts`: the place of six matchers. `none`: the place of a list.
    var checks: UInt32 = 0
}

/// A run of entries, those of Deny statements first.
struct EntryGroup: BitwiseCopyable {
    /// The first entry's first word.
    var first: UInt32 = 0
    var denyCount: UInt32 = 0
    var allowCount: UInt32 = 0
    /// Bytes of the sixth part that the index has compared.
    var prefixLength: UInt32 = 0
    /// Whether the index has already matched the action.
    var isActionKnown = false

    var isEmpty: Bool { denyCount | allowCount == 0 }
}

/// One full pattern, for lists that have no place in the index.
struct FullPattern: BitwiseCopyable {
    /// `whole` or `parts`.
    var scope: Verification.Scope
    var matcher: TextMatcher
    var checks: UInt32
}

/// A stretch of the list of full patterns.
struct PatternList: BitwiseCopyable {
    var first: UInt32
    var count: UInt32
    /// Whether a pattern without a value makes the statement not apply (Allow) or apply (Deny).
    var isDeny: Bool
}
