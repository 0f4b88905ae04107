import PolicyModel
import PolicySimulation
import QueryProtocol

/// Results of simulations.
///
/// Source: *EvaluationResult*, IAM API Reference. A result is one for each action, whatever the number
/// of resources.
extension XMLWriter {
    /// The members of a result.
    mutating func members(of result: SimulationResult) {
        let resources = result.resources.map(\.resource)
        let hasResources = resources != ["*"]
        element("EvalActionName", result.action)
        // AWS names the template of the action's resources here, which takes a catalogue of all
        // services.
        element("EvalResourceName", resources.count == 1 ? resources[0] : "*")
        element("EvalDecision", result.decision.simulationName)
        list("MatchedStatements", result.matched) { $0.members(of: $1) }
        list("MissingContextValues", result.missingKeys)
        if let isAllowed = result.isAllowedByOrganization {
            element("OrganizationsDecisionDetail") {
                $0.element("AllowedByOrganizations", isAllowed)
            }
        }
        boundaryDetail(result.isAllowedByBoundary)
        guard hasResources else { return }
        map("EvalDecisionDetails", [])
        list("ResourceSpecificResults", result.resources) {
            $0.members(of: $1, missingKeys: result.missingKeys)
        }
    }

    private mutating func members(
        of resource: SimulationResult.Resource, missingKeys: [String]
    ) {
        element("EvalResourceName", resource.resource)
        element("EvalResourceDecision", resource.decision.simulationName)
        list("MatchedStatements", resource.matched) { $0.members(of: $1) }
        list("MissingContextValues", missingKeys)
        map(
            "EvalDecisionDetails",
            (resource.details ?? []).map { ($0.policies, $0.decision.simulationName) })
        boundaryDetail(resource.isAllowedByBoundary)
    }

    private mutating func boundaryDetail(_ isAllowed: Bool?) {
        guard let isAllowed else { return }
        element("PermissionsBoundaryDecisionDetail") {
            $0.element("AllowedByPermissionsBoundary", isAllowed)
        }
    }

    private mutating func members(of statement: SimulationResult.MatchedStatement) {
        element("SourcePolicyId", statement.source)
        element("SourcePolicyType", statement.sourceType)
        guard let extent = statement.extent else { return }
        position("StartPosition", extent.start)
        position("EndPosition", extent.end)
    }

    private mutating func position(_ name: String, _ position: SourcePosition) {
        element(name) {
            $0.element("Line", position.line)
            $0.element("Column", position.column)
        }
    }
}
