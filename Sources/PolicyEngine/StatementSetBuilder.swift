import FlatMemory
import PolicyModel

/// Takes statements apart into the tables of a ``StatementSet``.
struct StatementSetBuilder {
    let type: PolicyType
    let hash: KeyedHash
    private(set) var records: [StatementSet.Record] = []
    private(set) var references: [StatementReference] = []
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
        for (index, statement) in policy.document.statements.enumerated() {
            let reference = StatementReference(
                policyType: type, policy: policy.name, sid: statement.sid, index: index,
                effect: statement.effect)
            add(statement, version: policy.document.version, reference)
        }
    }

    private mutating func add(
        _ statement: Statement, version: PolicyDocument.Version, _ reference: StatementReference
    ) {
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
        references.append(reference)

        guard let action = statement.action, !isForNobody else { return }
        patterns.removeAll(keepingCapacity: true)
        for text in action.values {
            if let pattern = actions.number(text) { patterns.append(pattern) }
        }
        if patterns.isEmpty, !action.isNegated { return }
        let entry = ResourceIndexBuilder.Pending(
            node: 0, statement: number, isDeny: isDeny,
            isConditional: principal != 0 || !statement.conditions.isEmpty,
            actionSet: actionSets.number(patterns: &patterns, isNegated: action.isNegated),
            principal: principal)
        if let resource = statement.resource {
            resources.add(resource, version: version, entry)
        } else if type == .resource || type == .trust {
            resources.addEverything(entry)
        }
    }
}
