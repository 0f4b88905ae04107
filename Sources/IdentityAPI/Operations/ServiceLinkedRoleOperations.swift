import Identities
import QueryProtocol
import ServiceLinkedRoles

/// Service-linked roles: what their life cycle does, in the words of the API.
extension Request {
    func createServiceLinkedRole() throws(QueryError) -> APIOutcome {
        let service = try text("AWSServiceName", .serviceName)
        let suffix = try optionalText("CustomSuffix", .suffix)
        let description = try optionalText("Description", .description)
        do {
            let outcome = try lifeCycle.createRole(
                service: service, suffix: suffix, description: description, account: account,
                now: call.now, makeID: { call.makeID("AROA") })
            return APIOutcome(changes: outcome.changes) {
                $0.element("Role") { $0.members(of: outcome.value, .full) }
            }
        } catch { throw error.queryError }
    }

    func deleteServiceLinkedRole() throws(QueryError) -> APIOutcome {
        let name = try text("RoleName", .roleName)
        do {
            let outcome = try lifeCycle.requestDeletion(
                role: name, account: account, now: call.now, uuid: call.makeUUID())
            return APIOutcome(changes: outcome.changes) {
                $0.element("DeletionTaskId", outcome.value.id)
            }
        } catch { throw error.queryError }
    }

    func getServiceLinkedRoleDeletionStatus() throws(QueryError) -> APIOutcome {
        let id = try text("DeletionTaskId", .taskID)
        do {
            let task = try lifeCycle.task(id, account: account)
            return .answer { $0.members(of: task) }
        } catch { throw error.queryError }
    }

    /// The life cycle of the roles that the call can see.
    var lifeCycle: RoleLifeCycle {
        let view = view
        return RoleLifeCycle(catalogue: view.catalogue, registry: view.own) { account, name in
            view.find(RoleRecord.self, account: account, name: name)?.arn
        }
    }
}

extension LifeCycleError {
    /// The answer's error.
    fileprivate var queryError: QueryError {
        switch code {
        case .invalidInput: .invalidInput(message)
        case .noSuchEntity: .noSuchEntity(message)
        case .limitExceeded: .limitExceeded(message)
        case .unmodifiableEntity: .unmodifiableEntity(message)
        case .policyNotAttachable: .policyNotAttachable(message)
        case .conflict:
            QueryError(status: 409, code: "ConcurrentModification", message: message)
        }
    }
}

extension XMLWriter {
    /// The status of a deletion, and why it failed if it did.
    fileprivate mutating func members(of task: DeletionTaskRecord) {
        element("Status", task.status.rawValue)
        guard task.status == .failed else { return }
        element("Reason") {
            $0.element("Reason", task.reason)
            $0.list("RoleUsageList", task.usage) {
                $0.element("Region", $1.region)
                $0.list("Resources", $1.resources)
            }
        }
    }
}
