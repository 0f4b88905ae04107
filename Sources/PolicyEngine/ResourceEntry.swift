import FlatMemory

/// One pattern of one statement: what remains to be checked once the index has found the place.
struct ResourceEntry: BitwiseCopyable {
    /// What the pattern still has to be compared with.
    enum Scope: UInt8, BitwiseCopyable {
        /// `*`: every resource, also the resource `*` itself.
        case everything
        /// The sixth part of the ARN behind the node's prefix.
        case rest
        /// The whole ARN: a short pattern that ends in `*`.
        case whole
        /// Each of the six parts: a pattern without a usable literal beginning.
        case parts
        /// A `NotResource`: none of several patterns may match.
        case none
    }

    /// Bits of the action patterns that the statement lists.
    var signature: UInt64
    var statement: UInt32
    var actionSet: UInt32
    /// `rest` and `whole`: what to match.
    var matcher: TextMatcher
    /// `rest`: 1 + the place of three matchers for partition, region and account, or 0 if they
    /// match already. `parts`: the place of six matchers. `none`: the place of a list.
    var checks: UInt32
    var scope: Scope
    /// `rest`: bytes of the sixth part that the node has compared.
    var prefixLength: UInt32
}

/// A run of entries, those of Deny statements first.
struct EntryGroup: BitwiseCopyable {
    var first: UInt32
    var denyCount: UInt32
    var allowCount: UInt32
    /// Whether the index has already matched the action.
    var isActionKnown: Bool
}

/// One full pattern, for lists that have no place in the index.
struct FullPattern: BitwiseCopyable {
    /// `whole` or `parts`.
    var scope: ResourceEntry.Scope
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
