/// One statement of a policy document.
///
/// A statement applies to a request when its principal (where the policy type has one), action,
/// resource and every condition match. What a missing element means depends on the policy type:
/// a statement without an action matches nothing; one without a resource matches every resource
/// in a trust or resource policy and none elsewhere; one without a principal matches nobody in a
/// resource policy and everybody elsewhere.
public struct Statement: Sendable, Hashable {
    /// The statement's identifier; no effect on evaluation.
    public var sid: String?

    /// What the statement does when it applies.
    public var effect: Effect

    /// `Principal` or `NotPrincipal`.
    public var principal: Clause<PrincipalPattern>?

    /// `Action` or `NotAction`, each value `*` or `service:name`, as written.
    public var action: Clause<String>?

    /// `Resource` or `NotResource`, each value `*` or an ARN pattern, as written.
    public var resource: Clause<String>?

    /// The condition block, one entry for each operator and key; all must hold.
    public var conditions: [Condition]

    /// Where the statement's opening brace stands in its document.
    public var position: SourcePosition

    /// Creates a statement from its parts.
    public init(
        sid: String? = nil,
        effect: Effect,
        principal: Clause<PrincipalPattern>? = nil,
        action: Clause<String>?,
        resource: Clause<String>?,
        conditions: [Condition] = [],
        position: SourcePosition = SourcePosition(line: 1, column: 1)
    ) {
        self.sid = sid
        self.effect = effect
        self.principal = principal
        self.action = action
        self.resource = resource
        self.conditions = conditions
        self.position = position
    }
}

/// An element that comes in two forms, `X` and `NotX`.
///
/// The plain form matches when any value matches; the negated form when none does.
public struct Clause<Value: Sendable & Hashable>: Sendable, Hashable {
    /// Whether this is the `Not…` form.
    public var isNegated: Bool

    /// The values in their order of writing. May be empty.
    public var values: [Value]

    /// Creates the plain form, or the negated one.
    public init(_ values: [Value], isNegated: Bool = false) {
        self.isNegated = isNegated
        self.values = values
    }
}

/// One value of a `Principal` or `NotPrincipal` element.
public enum PrincipalPattern: Sendable, Hashable {
    /// `"*"` or `{"AWS": "*"}`: everybody, anonymous callers included.
    case everyone
    /// `{"AWS": …}`: an account id, or the ARN or unique id of a user, role or session.
    case aws(String)
    /// `{"Service": …}`: a service principal such as `codewhisperer.amazonaws.com`.
    case service(String)
    /// `{"Federated": …}`: an identity provider.
    case federated(String)
    /// `{"CanonicalUser": …}`: an S3 canonical user id.
    case canonicalUser(String)
}

/// One condition: an operator applied to a context key and a list of values.
public struct Condition: Sendable, Hashable {
    /// The operator with its set qualifier and suffix.
    public var `operator`: ConditionOperator

    /// The context key as written; keys compare without regard to case.
    public var key: String

    /// The values to compare with, as text: `true` as `"true"`, `10` as `"10"`.
    public var values: [String]

    /// Creates a condition.
    public init(_ operator: ConditionOperator, key: String, values: [String]) {
        self.operator = `operator`
        self.key = key
        self.values = values
    }
}
