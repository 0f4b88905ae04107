import FlatMemory
import PolicyEngine
import PolicyModel

/// Between the two forms of a question.
extension Question {
    /// Takes over what a query says.
    ///
    /// - Returns: `false` if only a ``Query`` can express it.
    package mutating func read(_ query: borrowing Query) -> Bool {
        guard query.sessionTags.isEmpty, query.sessionPolicies.isEmpty else { return false }
        removeAll()
        setPrincipal(request.append(query.principal))
        setAction(request.append(query.action))
        guard setResource(request.append(query.resource)) else { return false }
        if let account = query.resourceAccount { setResourceAccount(request.append(account)) }
        for (key, value) in query.context {
            guard add(key.lowercased(), value) else { return false }
        }
        let keyCount = request.keys.count
        for (key, value) in query.resourceTags {
            let name = "aws:resourcetag/" + key.lowercased()
            guard add(name, .single(value), uniqueFrom: keyCount) else { return false }
        }
        return true
    }

    /// - Parameter first: From which key on this one must be the only one of its name.
    /// - Returns: Whether it is.
    private mutating func add(
        _ key: String, _ value: ContextValue, uniqueFrom first: Int = 0
    ) -> Bool {
        guard addKey(request.append(key), isMultiple: value.isMultiple) else { return true }
        guard request.isLastKeyUnique(from: first) else { return false }
        request.addValues(value)
        return true
    }

    /// The same question in strings. Tags of the resource stand among the context keys, where they
    /// mean the same.
    ///
    /// - Precondition: It is not being decided, so that no facts have been added.
    package var query: Query {
        var context: [String: ContextValue] = [:]
        for index in 0..<request.keys.count {
            let key = request.keys[index]
            let values = (0..<Int(key.valueCount)).map {
                request.string(request.values[Int(key.firstValue) + $0])
            }
            context[request.string(key.name)] =
                key.isMultiple ? .multiple(values) : .single(values.first ?? "")
        }
        return Query(
            principal: request.string(principal), action: request.string(request.action),
            resource: request.string(request.resource.range),
            resourceAccount: resourceAccount.map { request.string($0) }, context: context)
    }
}
