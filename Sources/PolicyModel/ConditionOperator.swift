/// A condition operator with its set qualifier and its `IfExists` suffix.
public struct ConditionOperator: Sendable, Hashable {
    /// How two values are compared.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case stringEquals = "StringEquals"
        case stringNotEquals = "StringNotEquals"
        case stringEqualsIgnoreCase = "StringEqualsIgnoreCase"
        case stringNotEqualsIgnoreCase = "StringNotEqualsIgnoreCase"
        case stringLike = "StringLike"
        case stringNotLike = "StringNotLike"
        case numericEquals = "NumericEquals"
        case numericNotEquals = "NumericNotEquals"
        case numericLessThan = "NumericLessThan"
        case numericLessThanEquals = "NumericLessThanEquals"
        case numericGreaterThan = "NumericGreaterThan"
        case numericGreaterThanEquals = "NumericGreaterThanEquals"
        case dateEquals = "DateEquals"
        case dateNotEquals = "DateNotEquals"
        case dateLessThan = "DateLessThan"
        case dateLessThanEquals = "DateLessThanEquals"
        case dateGreaterThan = "DateGreaterThan"
        case dateGreaterThanEquals = "DateGreaterThanEquals"
        case bool = "Bool"
        case binaryEquals = "BinaryEquals"
        case ipAddress = "IpAddress"
        case notIPAddress = "NotIpAddress"
        case arnEquals = "ArnEquals"
        case arnNotEquals = "ArnNotEquals"
        case arnLike = "ArnLike"
        case arnNotLike = "ArnNotLike"
        case null = "Null"

        /// Whether the operator holds when *no* policy value matches.
        public var isNegated: Bool {
            switch self {
            case .stringNotEquals, .stringNotEqualsIgnoreCase, .stringNotLike, .numericNotEquals,
                .dateNotEquals, .notIPAddress, .arnNotEquals, .arnNotLike:
                true
            default: false
            }
        }
    }

    /// How an operator treats a key with several values.
    public enum SetQualifier: String, Sendable, Hashable, CaseIterable {
        /// Every value in the request must satisfy the operator; true when there is none.
        case forAllValues = "ForAllValues"
        /// At least one value in the request must satisfy the operator.
        case forAnyValue = "ForAnyValue"
    }

    /// How two values are compared.
    public var kind: Kind

    /// The set qualifier, if there is one.
    public var qualifier: SetQualifier?

    /// Whether the operator ends in `IfExists`: true when the key is missing.
    public var ifExists: Bool

    /// Creates an operator from its parts.
    public init(_ kind: Kind, qualifier: SetQualifier? = nil, ifExists: Bool = false) {
        self.kind = kind
        self.qualifier = qualifier
        self.ifExists = ifExists
    }

    /// Reads an operator as policies spell it, such as `ForAnyValue:StringLikeIfExists`.
    ///
    /// Letters compare without regard to case, as IAM's simulators accept them; compare with
    /// ``name`` to see whether the usual spelling was used. `NullIfExists` is not an operator.
    ///
    /// - Returns: `nil` for an unknown operator.
    public init?(_ text: String) {
        var rest = Substring(text.lowercased())
        var qualifier: SetQualifier?
        if let colon = rest.firstIndex(of: ":") {
            let prefix = rest[..<colon]
            guard
                let known = SetQualifier.allCases.first(where: {
                    $0.rawValue.lowercased() == prefix
                })
            else { return nil }
            qualifier = known
            rest = rest[rest.index(after: colon)...]
        }
        let ifExists = rest.hasSuffix("ifexists")
        if ifExists { rest = rest.dropLast("ifexists".count) }
        guard let kind = Kind.allCases.first(where: { $0.rawValue.lowercased() == rest }),
            !(ifExists && kind == .null)
        else { return nil }
        self.init(kind, qualifier: qualifier, ifExists: ifExists)
    }

    /// The usual spelling.
    public var name: String {
        (qualifier.map { $0.rawValue + ":" } ?? "") + kind.rawValue + (ifExists ? "IfExists" : "")
    }
}
