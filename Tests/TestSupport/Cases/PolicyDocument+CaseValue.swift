import PolicyModel

/// Something in a file of cases that can't be read.
package struct CaseError: Error, CustomStringConvertible {
    package var description: String
}

/// Reading policy documents of test cases, without the project's own parser.
extension PolicyDocument {
    /// Reads a document from JSON. Positions are not kept.
    package init(_ value: CaseValue) throws {
        guard case .object = value else { throw CaseError(description: "document is no object") }
        let version = value["Version"].string.flatMap(Version.init) ?? .v2008
        let statements = try value["Statement"].list.map(Statement.init)
        self.init(version: version, id: value["Id"].string, statements: statements)
    }

    /// The document as JSON.
    package var caseValue: CaseValue {
        var members: [String: CaseValue] = [
            "Version": .string(version.rawValue), "Statement": .array(statements.map(\.caseValue)),
        ]
        if let id { members["Id"] = .string(id) }
        return .object(members)
    }
}

extension Statement {
    init(_ value: CaseValue) throws {
        guard let effect = value["Effect"].string.flatMap(Effect.init) else {
            throw CaseError(description: "statement without effect")
        }
        var conditions: [Condition] = []
        if case .object(let block) = value["Condition"] {
            for (name, test) in block.sorted(by: { $0.key < $1.key }) {
                guard let test = ConditionOperator(name).map({ ($0, test) }),
                    case .object(let keys) = test.1
                else { throw CaseError(description: "condition operator \(name)") }
                for (key, operands) in keys.sorted(by: { $0.key < $1.key }) {
                    let texts = operands.list.compactMap(\.scalarText)
                    conditions.append(Condition(test.0, key: key, values: texts))
                }
            }
        }
        self.init(
            sid: value["Sid"].string, effect: effect,
            principal: try Self.clause(value, "Principal", Self.principals),
            action: try Self.clause(value, "Action", Self.texts),
            resource: try Self.clause(value, "Resource", Self.texts), conditions: conditions)
    }

    private static func clause<Value>(
        _ value: CaseValue, _ name: String, _ read: (CaseValue) throws -> [Value]
    ) throws -> Clause<Value>? {
        if value[name] != .null { return Clause(try read(value[name])) }
        if value["Not" + name] != .null {
            return Clause(try read(value["Not" + name]), isNegated: true)
        }
        return nil
    }

    private static func texts(_ value: CaseValue) throws -> [String] {
        try value.list.map { element in
            guard let text = element.string else { throw CaseError(description: element.json) }
            return text
        }
    }

    private static func principals(_ value: CaseValue) throws -> [PrincipalPattern] {
        if value == .string("*") { return [.everyone] }
        guard case .object(let kinds) = value else { throw CaseError(description: value.json) }
        return try kinds.sorted { $0.key < $1.key }.flatMap { kind, names in
            try texts(names).map { name in
                switch kind {
                case "AWS": name == "*" ? .everyone : .aws(name)
                case "Service": .service(name)
                case "Federated": .federated(name)
                case "CanonicalUser": .canonicalUser(name)
                default: throw CaseError(description: "principal kind \(kind)")
                }
            }
        }
    }

    /// The statement as JSON.
    package var caseValue: CaseValue {
        var members: [String: CaseValue] = ["Effect": .string(effect.rawValue)]
        if let sid { members["Sid"] = .string(sid) }
        if let principal {
            members[principal.isNegated ? "NotPrincipal" : "Principal"] =
                Self.caseValue(principal.values)
        }
        if let action {
            members[action.isNegated ? "NotAction" : "Action"] =
                .array(action.values.map(CaseValue.string))
        }
        if let resource {
            members[resource.isNegated ? "NotResource" : "Resource"] =
                .array(resource.values.map(CaseValue.string))
        }
        if !conditions.isEmpty { members["Condition"] = Self.caseValue(conditions) }
        return .object(members)
    }

    private static func caseValue(_ patterns: [PrincipalPattern]) -> CaseValue {
        var kinds: [String: [CaseValue]] = [:]
        for pattern in patterns {
            switch pattern {
            case .everyone: kinds["AWS", default: []].append(.string("*"))
            case .aws(let name): kinds["AWS", default: []].append(.string(name))
            case .service(let name): kinds["Service", default: []].append(.string(name))
            case .federated(let name): kinds["Federated", default: []].append(.string(name))
            case .canonicalUser(let id): kinds["CanonicalUser", default: []].append(.string(id))
            }
        }
        return .object(kinds.mapValues(CaseValue.array))
    }

    private static func caseValue(_ conditions: [Condition]) -> CaseValue {
        var block: [String: [String: CaseValue]] = [:]
        for condition in conditions {
            block[condition.operator.name, default: [:]][condition.key] =
                .array(condition.values.map(CaseValue.string))
        }
        return .object(block.mapValues(CaseValue.object))
    }
}
