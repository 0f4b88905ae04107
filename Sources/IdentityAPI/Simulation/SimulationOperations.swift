import Identities
import PolicyEngine
import PolicySimulation
import QueryProtocol

/// What policies would decide, and which context keys they read.
///
/// Source: *SimulateCustomPolicy*, *SimulatePrincipalPolicy*, *GetContextKeysForCustomPolicy* and
/// *GetContextKeysForPrincipalPolicy*, IAM API Reference.
extension Request {
    func simulateCustomPolicy() throws(QueryError) -> APIOutcome {
        var simulation = Simulation(
            caller: try simulatedCaller() ?? .nobody(in: account),
            identity: try inputPolicies(isRequired: true))
        simulation.boundaries = try inputBoundary() ?? []
        simulation.serviceControl = try inputOrganization()
        return try simulate(simulation, as: try callerARN())
    }

    func simulatePrincipalPolicy() throws(QueryError) -> APIOutcome {
        let source = try policySource()
        let exclusions = try exclusions()
        var simulation = Simulation(
            caller: try simulatedCaller() ?? source.caller,
            identity: try policies(of: source, without: exclusions)
                + inputPolicies(isRequired: false))
        if let boundary = try inputBoundary() {
            simulation.boundaries = boundary
        } else {
            simulation.boundaries = try boundary(of: source, without: exclusions)
        }
        if !exclusions.contains(.kind(.serviceControl)) {
            simulation.serviceControl = view.serviceControl(account).map { level in
                level.map { SimulatedPolicy(source: $0.name, document: $0.document) }
            }
        }
        return try simulate(simulation, as: try callerARN() ?? source.arn)
    }

    func getContextKeysForCustomPolicy() throws(QueryError) -> APIOutcome {
        contextKeys(of: try inputPolicies(isRequired: true))
    }

    func getContextKeysForPrincipalPolicy() throws(QueryError) -> APIOutcome {
        let own = try policies(of: try policySource(), without: [])
        return contextKeys(of: own + (try inputPolicies(isRequired: false)))
    }

    private func contextKeys(of policies: [SimulatedPolicy]) -> APIOutcome {
        let keys = policies.map(\.document).contextKeys
        return .answer { $0.list("ContextKeyNames", keys) }
    }

    /// Runs a simulation of every action that is asked about, with what the call says of resources
    /// and of the context.
    ///
    /// - Parameter caller: The ARN of who is simulated; `nil` if that is nobody in particular.
    private func simulate(
        _ simulation: Simulation, as caller: String?
    ) throws(QueryError) -> APIOutcome {
        var simulation = simulation
        try addResources(to: &simulation, hasCaller: caller != nil)
        simulation.context = facts(about: caller)
        for (key, value) in try contextEntries() { simulation.context[key.lowercased()] = value }
        let resources = try resourceARNs()
        let actions = Array(try actionNames().enumerated())
        // The order of asking is kept: a page begins behind a number.
        let page = try page(actions) { index, _ in String(1_000_000 + index) }
        var results: [SimulationResult] = []
        for (_, action) in page.items {
            do throws(CompileError) {
                results.append(try simulation.run(action: action, on: resources))
            } catch {
                throw QueryError(status: 500, code: "PolicyEvaluation", message: error.message)
            }
        }
        let answered = Page(items: results, marker: page.marker)
        return .answer { $0.page(answered, as: "EvaluationResults") { $0.members(of: $1) } }
    }
}
