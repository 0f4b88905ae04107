/// Writes statements as ``PackedStatements`` has them.
struct StatementWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ number: Int) {
        var rest = UInt(bitPattern: number)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func append(_ statement: Statement) {
        append(Self.marks(statement).rawValue)
        append(statement.position.line)
        append(statement.position.column)
        if let sid = statement.sid { append(sid) }
        if let principal = statement.principal {
            append(principal.values.count)
            for pattern in principal.values { append(pattern) }
        }
        if let action = statement.action { append(action.values) }
        if let resource = statement.resource { append(resource.values) }
        if !statement.conditions.isEmpty {
            append(statement.conditions.count)
            for condition in statement.conditions { append(condition) }
        }
    }

    private static func marks(_ statement: Statement) -> StatementMarks {
        var marks: StatementMarks = []
        if statement.effect == .deny { marks.insert(.isDeny) }
        if statement.sid != nil { marks.insert(.hasSid) }
        if statement.principal != nil { marks.insert(.hasPrincipal) }
        if statement.principal?.isNegated == true { marks.insert(.isPrincipalNegated) }
        if statement.action != nil { marks.insert(.hasAction) }
        if statement.action?.isNegated == true { marks.insert(.isActionNegated) }
        if statement.resource != nil { marks.insert(.hasResource) }
        if statement.resource?.isNegated == true { marks.insert(.isResourceNegated) }
        if !statement.conditions.isEmpty { marks.insert(.hasConditions) }
        return marks
    }

    private mutating func append(_ text: String) {
        append(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func append(_ texts: [String]) {
        append(texts.count)
        for text in texts { append(text) }
    }

    private mutating func append(_ pattern: PrincipalPattern) {
        let (kind, name) = PackedPrincipalKind.parts(of: pattern)
        append(kind.rawValue)
        if let name { append(name) }
    }

    private mutating func append(_ condition: Condition) {
        append(PackedOperator.number(of: condition.operator))
        append(condition.key)
        append(condition.values)
    }
}

/// What names a principal, as a number.
enum PackedPrincipalKind: Int {
    case everyone
    case aws
    case service
    case federated
    case canonicalUser

    static func parts(of pattern: PrincipalPattern) -> (kind: PackedPrincipalKind, name: String?) {
        switch pattern {
        case .everyone: (.everyone, nil)
        case .aws(let name): (.aws, name)
        case .service(let name): (.service, name)
        case .federated(let name): (.federated, name)
        case .canonicalUser(let id): (.canonicalUser, id)
        }
    }

    func pattern(_ name: String) -> PrincipalPattern {
        switch self {
        case .everyone: .everyone
        case .aws: .aws(name)
        case .service: .service(name)
        case .federated: .federated(name)
        case .canonicalUser: .canonicalUser(name)
        }
    }
}

/// Condition operators by number: the comparison, six times with qualifier and suffix.
enum PackedOperator {
    private static let operators: [ConditionOperator] =
        ConditionOperator.Kind.allCases.flatMap { kind in
            qualifiers.flatMap { qualifier in
                [false, true].map {
                    ConditionOperator(kind, qualifier: qualifier, ifExists: $0)
                }
            }
        }

    private static let qualifiers: [ConditionOperator.SetQualifier?] =
        [nil] + ConditionOperator.SetQualifier.allCases

    private static let numbers = Dictionary(
        uniqueKeysWithValues: operators.enumerated().map { ($1, $0) })

    static func number(of some: ConditionOperator) -> Int {
        guard let number = numbers[some] else { preconditionFailure("operator \(some.name)") }
        return number
    }

    static func `operator`(_ number: Int) -> ConditionOperator { operators[number] }
}
