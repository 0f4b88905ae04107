import PolicyModel

extension PolicyDocument {
    /// The context keys that decisions by this document can read: those of its conditions, and
    /// those of its variables, as they are written, in the order of writing. A key that comes
    /// again, in whatever case, is left out.
    ///
    /// Source: *GetContextKeysForCustomPolicy*, IAM API Reference.
    package var contextKeys: [String] { [self].contextKeys }

    fileprivate var keyOccurrences: [String] {
        statements.flatMap { statement in
            let conditions = statement.conditions.flatMap { condition in
                [condition.key] + variables(in: condition.values)
            }
            return variables(in: statement.resource?.values ?? []) + conditions
        }
    }

    /// The keys of variables. The older language has none.
    private func variables(in values: [String]) -> [String] {
        guard version == .v2012 else { return [] }
        return values.flatMap(\.variableKeys)
    }
}

extension [PolicyDocument] {
    /// The context keys that decisions by any of these can read, likewise.
    package var contextKeys: [String] {
        var seen: Set<String> = []
        return flatMap(\.keyOccurrences).filter { seen.insert($0.lowercased()).inserted }
    }
}

extension String {
    /// The keys in `${key}` and `${key, 'default'}`; `${*}`, `${?}` and `${$}` are text.
    fileprivate var variableKeys: [String] {
        var keys: [String] = []
        var rest = self[...]
        while let start = rest.firstRange(of: "${") {
            rest = rest[start.upperBound...]
            guard let end = rest.firstIndex(of: "}") else { break }
            let key = rest[..<end].prefix { $0 != "," }
            if !["*", "?", "$", ""].contains(key) { keys.append(String(key)) }
            rest = rest[rest.index(after: end)...]
        }
        return keys
    }
}
