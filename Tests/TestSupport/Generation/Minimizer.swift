import PolicyModel

/// Makes a failing case readable: leaves out whatever the failure doesn't need.
package struct Minimizer {
    /// Drops policies, statements, conditions, values and context keys, one at a time, for as long
    /// as the case still fails.
    ///
    /// - Parameter fails: Whether a case shows the failure; it must hold for the case given.
    /// - Complexity: Calls `fails` about as often as the square of the case's size.
    package static func minimize(
        _ testCase: PolicyCase, while fails: (PolicyCase) -> Bool
    ) -> PolicyCase {
        var smallest = testCase
        while let smaller = candidates(smallest).first(where: fails) { smallest = smaller }
        return smallest
    }

    /// All cases that are one step smaller, the greatest steps first.
    private static func candidates(_ testCase: PolicyCase) -> [PolicyCase] {
        var candidates = smaller(testCase.policies).map { policies in
            var smaller = testCase
            smaller.policies = policies
            return smaller
        }
        for key in testCase.request.context.keys.sorted() {
            var smaller = testCase
            smaller.request.context[key] = nil
            candidates.append(smaller)
        }
        return candidates
    }

    private typealias Policies = ApplicablePolicies<[NamedPolicy]>

    private static func smaller(_ policies: Policies) -> [Policies] {
        let single: [WritableKeyPath<Policies, [NamedPolicy]?>] = [
            \.identity, \.resource, \.session, \.endpoint,
        ]
        let lists: [WritableKeyPath<Policies, [[NamedPolicy]]>] = [
            \.boundaries, \.serviceControl, \.resourceControl,
        ]
        var result: [Policies] = []
        func add(_ change: (inout Policies) -> Void) {
            var copy = policies
            change(&copy)
            result.append(copy)
        }
        for path in single where policies[keyPath: path] != nil {
            add { $0[keyPath: path] = nil }
        }
        for path in lists {
            for list in shorter(policies[keyPath: path], by: { _ in [] }) {
                add { $0[keyPath: path] = list }
            }
        }
        for path in single {
            for set in policies[keyPath: path].map(smaller) ?? [] {
                add { $0[keyPath: path] = set }
            }
        }
        for path in lists {
            for list in shorter(policies[keyPath: path], by: smaller) {
                add { $0[keyPath: path] = list }
            }
        }
        return result
    }

    private static func smaller(_ set: [NamedPolicy]) -> [[NamedPolicy]] {
        shorter(set) { policy in
            shorter(policy.document.statements, by: smaller).map { statements in
                var policy = policy
                policy.document.statements = statements
                return policy
            }
        }
    }

    private static func smaller(_ statement: Statement) -> [Statement] {
        var result: [Statement] = []
        func add(_ change: (inout Statement) -> Void) {
            var copy = statement
            change(&copy)
            result.append(copy)
        }
        for conditions in shorter(statement.conditions, by: smaller) {
            add { $0.conditions = conditions }
        }
        for clause in smaller(statement.action) { add { $0.action = clause } }
        for clause in smaller(statement.resource) { add { $0.resource = clause } }
        for clause in smaller(statement.principal) { add { $0.principal = clause } }
        if statement.sid != nil { add { $0.sid = nil } }
        return result
    }

    private static func smaller(_ condition: Condition) -> [Condition] {
        guard condition.values.count > 1 else { return [] }
        return shorter(condition.values, by: { _ in [] }).map { values in
            Condition(condition.operator, key: condition.key, values: values)
        }
    }

    private static func smaller<Value>(_ clause: Clause<Value>?) -> [Clause<Value>] {
        guard let clause, clause.values.count > 1 else { return [] }
        return shorter(clause.values, by: { _ in [] }).map {
            Clause($0, isNegated: clause.isNegated)
        }
    }

    /// The list without one of its elements, then the list with one of them made smaller.
    private static func shorter<Element>(
        _ list: [Element], by shrink: (Element) -> [Element]
    ) -> [[Element]] {
        var result: [[Element]] = []
        for index in list.indices {
            var copy = list
            copy.remove(at: index)
            result.append(copy)
        }
        for index in list.indices {
            for smaller in shrink(list[index]) {
                var copy = list
                copy[index] = smaller
                result.append(copy)
            }
        }
        return result
    }
}
