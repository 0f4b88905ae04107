import PolicyModel

/// What a simulation says of one action.
package struct SimulationResult: Sendable {
    /// What it says of the action on one resource.
    package struct Resource: Sendable {
        /// The resource's ARN, or `*`.
        package var resource: String
        /// The decision.
        package var decision: Decision
        /// The statements that determined it; those of SCPs are left out, as IAM does.
        package var matched: [MatchedStatement]
        /// Whether the permissions boundary allows; `nil` without one.
        package var isAllowedByBoundary: Bool?
        /// Whether every level of the organization allows; `nil` if no SCP takes part.
        package var isAllowedByOrganization: Bool?
        /// What identity and resource policies decide by themselves, by name; `nil` if caller and
        /// resource belong to one account.
        package var details: [(policies: String, decision: Decision)]?
    }

    /// A statement that determined a decision.
    package struct MatchedStatement: Sendable, Hashable {
        /// Its policy, as it was named.
        package var source: String
        /// Its policy's type in IAM's words.
        package var sourceType: String
        /// Where it stands; `nil` if that is not known.
        package var extent: SimulatedPolicy.Extent?
    }

    /// The action.
    package var action: String
    /// Each resource, in the order of asking. Never empty.
    package var resources: [Resource]
    /// The context keys that policies read and that nobody has given values, those of SCPs included.
    package var missingKeys: [String]

    /// The most restrictive decision over all resources: an explicit deny, else an implicit one.
    package var decision: Decision {
        let decisions = resources.map(\.decision)
        if decisions.contains(.explicitDeny) { return .explicitDeny }
        return decisions.contains(.implicitDeny) ? .implicitDeny : .allow
    }

    /// Whether the permissions boundary allows every resource; `nil` without one.
    package var isAllowedByBoundary: Bool? { Self.all(resources.map(\.isAllowedByBoundary)) }

    /// Whether the organization allows every resource; `nil` if no SCP takes part.
    package var isAllowedByOrganization: Bool? {
        Self.all(resources.map(\.isAllowedByOrganization))
    }

    private static func all(_ answers: [Bool?]) -> Bool? {
        let known = answers.compactMap(\.self)
        return known.isEmpty ? nil : known.allSatisfy(\.self)
    }

    /// The statements of all resources, each once.
    package var matched: [MatchedStatement] {
        var seen: Set<MatchedStatement> = []
        return resources.flatMap(\.matched).filter { seen.insert($0).inserted }
    }
}

extension Decision {
    /// What IAM's simulator calls it.
    package var simulationName: String {
        switch self {
        case .allow: "allowed"
        case .explicitDeny: "explicitDeny"
        case .implicitDeny: "implicitDeny"
        }
    }
}
