import PolicyModel

/// Arrangements that are about one part of the language alone.
extension PolicyGenerator {
    /// An identity policy whose last document has one conditional statement.
    mutating func conditionPolicies(
        around request: AuthorizationRequest
    ) -> ApplicablePolicies<[NamedPolicy]> {
        let conditions = (0..<random.pick([1, 1, 1, 2])).map { _ in
            condition(near: request.context)
        }
        return identity(
            Statement(
                effect: effect, action: Clause(["*"]), resource: Clause(["*"]),
                conditions: conditions))
    }

    /// An identity policy whose last document has patterns for actions or resources.
    mutating func patternPolicies(
        around request: AuthorizationRequest
    ) -> ApplicablePolicies<[NamedPolicy]> {
        let isAboutActions = random.chance(35)
        return identity(
            Statement(
                effect: effect,
                action: isAboutActions ? actions(near: request.action) : Clause(["*"]),
                resource: isAboutActions ? Clause(["*"]) : resources(near: request)))
    }

    /// A resource policy that names principals, with the other sets all or nothing.
    mutating func principalPolicies(
        around request: AuthorizationRequest
    ) -> ApplicablePolicies<[NamedPolicy]> {
        let statements = (0..<random.pick([1, 1, 2])).map { _ in
            Statement(
                effect: random.chance(80) ? .allow : .deny,
                principal: principal(near: request.caller),
                action: Clause(["*"]), resource: Clause(["*"]))
        }
        var policies = ApplicablePolicies<[NamedPolicy]>()
        policies.resource = [named(PolicyDocument(statements: statements), .resource)]
        if random.chance(50) { policies.identity = allOrNothing(.identity) }
        if random.chance(25) { policies.boundaries = [allOrNothing(.boundary)] }
        if random.chance(25) { policies.session = allOrNothing(.session) }
        if random.chance(15) { policies.serviceControl = [allOrNothing(.serviceControl)] }
        if random.chance(15) { policies.resourceControl = [allOrNothing(.resourceControl)] }
        return policies
    }

    private var effect: Effect {
        mutating get { random.chance(60) ? .allow : .deny }
    }

    /// An identity policy of the statement, behind one that allows everything if it is a Deny.
    private mutating func identity(_ statement: Statement) -> ApplicablePolicies<[NamedPolicy]> {
        let version: PolicyDocument.Version = random.chance(12) ? .v2008 : .v2012
        let document = PolicyDocument(version: version, statements: [statement])
        var set = [named(document, .identity)]
        if statement.effect == .deny { set.insert(named(Self.everything, .identity), at: 0) }
        return ApplicablePolicies(identity: set)
    }

    private mutating func allOrNothing(_ type: PolicyType) -> [NamedPolicy] {
        let nothing = PolicyDocument(statements: [
            Statement(effect: .allow, action: Clause(["none:*"]), resource: Clause(["*"]))
        ])
        return [named(random.chance(50) ? Self.everything : nothing, type)]
    }

    private mutating func named(_ document: PolicyDocument, _ type: PolicyType) -> NamedPolicy {
        NamedPolicy(name: name(type), document: document)
    }

    private static let everything = PolicyDocument(statements: [
        Statement(effect: .allow, action: Clause(["*"]), resource: Clause(["*"]))
    ])
}
