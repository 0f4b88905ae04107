/// The answer to an authorization request.
///
/// The enum is exhaustive on purpose: a new case must break the build of every enforcement point,
/// since code that guesses what an unknown decision means is a hole in the fence.
///
/// INVARIANT (deny overrides): cases are declared from weakest to strongest, so that combining two
/// answers is taking the greater, in any order.
public enum Decision: Sendable, Hashable, Comparable, CaseIterable, BitwiseCopyable {
    /// Nothing denied the request, but a permission that it needs is missing.
    case implicitDeny

    /// Everything that has to allow the request does, and nothing denies it.
    case allow

    /// At least one Deny statement matched.
    case explicitDeny

    /// Whether the enforcement point may let the request through.
    public var isAllowed: Bool { self == .allow }

    /// The name that test cases and the `verdicts` format use: `Allow`, `ExplicitDeny` or
    /// `ImplicitDeny`.
    public var verdictName: String {
        switch self {
        case .implicitDeny: "ImplicitDeny"
        case .allow: "Allow"
        case .explicitDeny: "ExplicitDeny"
        }
    }
}
