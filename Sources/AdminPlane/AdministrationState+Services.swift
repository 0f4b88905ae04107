import HTTPMessage
import Identities
import IdentityAPI
import QueryProtocol
import RequestSigning
import ServiceLinkedRoles
import StrictJSON

/// Calls of the JSON API for service-linked roles.
extension AdministrationState {
    /// What a call comes to.
    private struct Outcome {
        var changes: [RecordChange] = []
        var status = 200
        var body: [UInt8]
    }

    /// Answers a call.
    ///
    /// - Returns: The status, and the body in JSON.
    mutating func answerNative(
        _ request: SignedRequest, method: HTTPMethod, body: [UInt8], at now: Int64
    ) -> (status: Int, body: [UInt8]) {
        do throws(ServiceCallError) {
            let proof: CallerProof
            do throws(QueryError) {
                proof = try prove(request, services: ["verdict"], at: now)
            } catch {
                throw ServiceCallError(error)
            }
            let call = try ServiceCall(method: method, path: request.path, body: body)
            let outcome = try perform(signedBy: proof, at: now) {
                state throws(ServiceCallError) in
                let outcome = try state.look(at: call, proof, at: now)
                return (outcome.changes, outcome)
            }
            return (outcome.status, outcome.body)
        } catch {
            return (error.status, error.body)
        }
    }

    private mutating func look(
        at call: ServiceCall, _ proof: CallerProof, at now: Int64
    ) throws(ServiceCallError) -> Outcome {
        if let permission = permission(for: call, proof) {
            do throws(QueryError) { try require(permission, of: proof, at: now) } catch {
                throw ServiceCallError(error)
            }
        }
        if let account = call.account { try check(account) }
        do throws(LifeCycleError) { return try outcome(of: call, at: now) } catch {
            throw ServiceCallError(error)
        }
    }

    /// What the caller has to be allowed to do; `nil` if it may anyhow: a service may look at
    /// itself, and says itself what depends on its roles.
    private func permission(for call: ServiceCall, _ proof: CallerProof) -> Permission? {
        if proof.isService, call.service == proof.caller.arn { return nil }
        guard let service = call.service, let account = call.account,
            let definition = catalogue.definition(service: service)
        else { return Permission(action: "verdict:GetService", resource: "*") }
        let action =
            switch call {
            case .list, .show, .state: "verdict:GetService"
            // As in AWS: whoever sets a service up is who creates its role.
            case .setUp: "iam:CreateServiceLinkedRole"
            case .register: "verdict:PutServiceResource"
            case .release: "verdict:DeleteServiceResource"
            }
        return Permission(
            action: action,
            resource: "arn:aws:iam::\(account):role\(definition.rolePath)\(definition.roleName)",
            context: ["iam:AWSServiceName": [service]])
    }

    private mutating func outcome(
        of call: ServiceCall, at now: Int64
    ) throws(LifeCycleError) -> Outcome {
        let lifeCycle = lifeCycle()
        switch call {
        case .list: return Outcome(body: JSONWriter.services(catalogue))
        case .show(let service):
            return Outcome(body: JSONWriter.service(try lifeCycle.definition(service)))
        case .state(let service, let account):
            let state = try lifeCycle.state(service: service, account: account, now: now)
            return Outcome(body: JSONWriter.state(state))
        case .setUp(let service, let account, let region, let settings):
            let outcome = try lifeCycle.setUp(
                service: service, account: account, region: region, settings: settings, now: now,
                makeID: { Identifiers.entity(prefix: "AROA") })
            let isCreated = outcome.changes.contains { $0.key.kind == .role }
            return Outcome(
                changes: outcome.changes, status: isCreated ? 201 : 200,
                body: JSONWriter.state(outcome.value))
        case .register(let use):
            let outcome = try lifeCycle.register(use, now: now)
            return Outcome(
                changes: outcome.changes, status: own[use.key] == nil ? 201 : 200,
                body: JSONWriter.use(use))
        case .release(let service, let account, let resource):
            let outcome = try lifeCycle.release(
                resource: resource, service: service, account: account)
            return Outcome(
                changes: outcome.changes,
                body: JSONWriter.release(wasRegistered: outcome.value))
        }
    }

    /// Sees to it that the account is one of those that are served.
    private func check(_ account: String) throws(ServiceCallError) {
        guard publisher.snapshot.bundle.accounts[account] != nil else {
            throw ServiceCallError(.noSuchAccount, "account `\(account)` is not known")
        }
    }

    /// What happens to service-linked roles, beside the roles that the files have.
    private func lifeCycle() -> RoleLifeCycle {
        let bundle = publisher.snapshot.bundle
        return RoleLifeCycle(catalogue: catalogue, registry: own) { account, name in
            bundle.accounts[account]?.role(named: name)?.arn
        }
    }

    /// Takes every open deletion a step further that has waited long enough.
    ///
    /// - Returns: Whether some are still open.
    mutating func stepDeletions(at now: Int64) throws(AdministrationError) -> Bool {
        try refresh()
        for task in lifeCycle().openTasks() where task.created + deletionDelay <= now {
            try commit(lifeCycle().step(task, now: now).changes)
        }
        return !lifeCycle().openTasks().isEmpty
    }
}
