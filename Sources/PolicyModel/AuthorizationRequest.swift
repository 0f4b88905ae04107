/// A question for the engine: may this caller do this action on this resource, in this context?
public struct AuthorizationRequest: Sendable, Hashable {
    /// Who asks.
    public var caller: Caller

    /// The action, `service:Name`, compared without regard to case.
    public var action: String

    /// The resource's ARN, or `*` for an action without resource-level permissions.
    public var resource: String

    /// The account that owns the resource; `nil` where nobody knows, which counts as the caller's
    /// own account only if the ARN does not say otherwise.
    public var resourceAccount: String?

    /// Condition keys, lower-cased, and their values. Later layers put in what the daemon knows.
    public var context: [String: ContextValue]

    /// Creates a request.
    ///
    /// - Parameter context: Keys in any case; they are lower-cased here. Of two keys that differ
    ///   in case alone, one is kept, unspecified which.
    public init(
        caller: Caller, action: String, resource: String, resourceAccount: String? = nil,
        context: [String: ContextValue] = [:]
    ) {
        self.caller = caller
        self.action = action
        self.resource = resource
        self.resourceAccount = resourceAccount
        self.context = [:]
        for (key, value) in context { self.context[key.lowercased()] = value }
    }
}

/// The value of a condition key in a request.
public enum ContextValue: Sendable, Hashable {
    /// A single-valued key.
    case single(String)
    /// A multi-valued key, perhaps with one value or none.
    case multiple([String])

    /// Whether the key is multi-valued.
    public var isMultiple: Bool { if case .multiple = self { true } else { false } }
}
