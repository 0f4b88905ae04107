import FlatMemory
import PolicyModel

/// Takes statements apart into the tables of a ``StatementSet``.
struct StatementSetBuilder {
    let type: PolicyType
    let hash: KeyedHash
    private(set) var records: [StatementSet.Record] = []
    /// Whether some statement has principals or conditions.
    private(set) var hasConditional = false
    /// Whether some statement denies.
    private(set) var hasDeny = false
    private(set) var actions: ActionIndexBuilder
    private(set) var actionSets = ActionSetTableBuilder()
    var resources: ResourceIndexBuilder
    private(set) var conditions: ConditionTableBuilder
    private(set) var principals: PrincipalTableBuilder
    /// The action patterns of the statement at hand.
    private var patterns: [UInt32] = []

    init(type: PolicyType, hash: KeyedHash) {
        self.type = type
        self.hash = hash
        actions = ActionIndexBuilder(hash: hash)
        resources = ResourceIndexBuilder(hash: hash)
        conditions = ConditionTableBuilder(hash: hash)
        principals = PrincipalTableBuilder(hash: hash)
    }

    /// Adds all statements of a policy.
    mutating func add(_ policy: NamedPolicy) {
        for statement in policy.document.statements {
            add(statement, version: policy.document.version)
        }
    }

    private mutating func add(_ statement: Statement, version: PolicyDocument.Version) {
        let number = UInt32(records.count)
        let isDeny = statement.effect == .deny
        let firstCondition = UInt32(conditions.conditions.count)
        for condition in statement.conditions {
            conditions.add(condition, version: version, isDeny: isDeny, &resources)
        }
        var principal: UInt32 = 0
        var isForNobody = false
        switch type {
        case .identity, .serviceControl, .session, .boundary: break
        case .resource, .trust, .resourceControl, .endpoint:
            if let clause = statement.principal {
                principal = principals.add(clause, isDeny: isDeny) + 1
            } else {
                isForNobody = type == .resource || type == .trust
            }
        }
        records.append(
            StatementSet.Record(
                firstCondition: firstCondition, conditionCount: UInt32(statement.conditions.count),
                principal: principal))
        let isConditional = principal != 0 || !statement.conditions.isEmpty
        if isConditional { hasConditional = true }
        if isDeny { hasDeny = true }
        guard let action = statement.action, !isForNobody else { return }
        patterns.removeAll(keepingCapacity: true)
        for text in action.values {
            if let pattern = actions.number(text) { patterns.append(pattern) }
        }
        if patterns.isEmpty, !action.isNegated { return }
        let entry = ResourceIndexBuilder.Pending(
            node: 0, statement: number, isDeny: isDeny,
            isConditional: isConditional,
            actionSet: actionSets.number(patterns: &patterns, isNegated: action.isNegated),
            principal: principal)
        if let resource = statement.resource {
            resources.add(resource, version: version, entry)
        } else if type == .resource || type == .trust {
            resources.addEverything(entry)
        }
    }
}

/// Giving the statements of a set their names back.
extension [NamedPolicy] {
    /// A statement of a set by its number: statements are numbered in their order, policy by policy.
    ///
    /// A set doesn't know what its policies are called, so that policies that say the same are
    /// compiled once.
    ///
    /// - Parameter type: The part that the policies play.
    /// - Precondition: The policies have as many statements.
    /// - Complexity: O(policies + bytes of the statements before in the same one).
    func reference(toStatement number: UInt32, as type: PolicyType) -> StatementReference {
        var index = Int(number)
        for policy in self {
            let count = policy.document.statementCount
            if index < count {
                let statement = policy.document.statement(index)
                return StatementReference(
                    policyType: type, policy: policy.name, sid: statement.sid, index: index,
                    effect: statement.effect)
            }
            index -= count
        }
        preconditionFailure("statement \(number) is in none of \(count) policies")
    }
}
