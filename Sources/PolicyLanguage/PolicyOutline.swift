import PolicyModel
import StrictJSON

/// A value together with the node of the text that it was read from.
struct Located<Value: Sendable>: Sendable {
    var value: Value
    var node: JSONTree.Node
}

/// A policy document with the place of everything in it: what the parser hands to the validator.
struct PolicyOutline: Sendable {
    /// The document's object.
    var node: JSONTree.Node
    /// Whether there is a `Version`, be it a good one or not.
    var statesVersion = false
    var version: Located<PolicyDocument.Version>?
    var id: String?
    var statements: [StatementOutline] = []
}

/// One statement with the place of everything in it.
struct StatementOutline: Sendable {
    /// The statement's object.
    var node: JSONTree.Node
    var position: SourcePosition
    var sid: Located<String>?
    var effect: Located<Effect>?
    var principal: ClauseOutline<PrincipalPattern>?
    var action: ClauseOutline<String>?
    var resource: ClauseOutline<String>?
    var conditions: [ConditionOutline] = []
}

/// `X` or `NotX` with the place of every value.
struct ClauseOutline<Value: Sendable & Hashable>: Sendable {
    /// The element's whole value.
    var node: JSONTree.Node
    var isNegated: Bool
    var values: [Located<Value>]

    var clause: Clause<Value> { Clause(values.map(\.value), isNegated: isNegated) }
}

/// One operator and key with the place of every value.
struct ConditionOutline: Sendable {
    /// The operator as written, at its name.
    var name: Located<String>
    var `operator`: ConditionOperator
    var key: Located<String>
    var values: [Located<String>]
}

extension PolicyOutline {
    /// The document without places, for an outline that was read without error.
    ///
    /// A document without a version is in the older language, without variables.
    var document: PolicyDocument {
        PolicyDocument(
            version: version?.value ?? .v2008, id: id, statements: statements.map(\.statement))
    }
}

extension StatementOutline {
    fileprivate var statement: Statement {
        Statement(
            sid: sid?.value,
            // The parser reports a statement without effect as an error, so that no document with
            // one comes into being; and if one did, it would deny.
            effect: effect?.value ?? .deny, principal: principal?.clause,
            action: action?.clause, resource: resource?.clause,
            conditions: conditions.map {
                Condition($0.operator, key: $0.key.value, values: $0.values.map(\.value))
            },
            position: position)
    }
}
