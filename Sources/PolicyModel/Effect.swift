/// What a statement does to the requests it matches.
public enum Effect: String, Sendable, Hashable {
    /// The request may go through, unless something denies it.
    case allow = "Allow"

    /// The request must not go through, whatever allows it.
    case deny = "Deny"
}
