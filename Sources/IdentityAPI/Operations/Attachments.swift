import Identities
import QueryProtocol

extension Operation {
    /// Attaching managed policies to a sort of entity.
    static func attachments<Owner: PolicyOwner>(_ sort: Owner.Type) -> [Operation] {
        let name = sort.noun + "Name"
        let keys: RequestKeys = sort.hasBoundary ? [.policy, .boundary] : .policy
        return [
            Operation(
                "Attach\(sort.noun)Policy", on: .existing(sort), seeing: keys,
                taking: [name, "PolicyArn"]
            ) { request throws(QueryError) in try request.attachPolicy(to: sort) },
            Operation(
                "Detach\(sort.noun)Policy", on: .existing(sort), seeing: keys,
                taking: [name, "PolicyArn"]
            ) { request throws(QueryError) in try request.detachPolicy(from: sort) },
            Operation(
                "ListAttached\(sort.noun)Policies", on: .existing(sort),
                taking: paging.union([name, "PathPrefix"])
            ) { request throws(QueryError) in try request.listAttachedPolicies(of: sort) },
        ]
    }
}

/// Managed policies of users, groups and roles.
extension Request {
    func attachPolicy<Owner: PolicyOwner>(to sort: Owner.Type) throws(QueryError) -> APIOutcome {
        let arn = try policyARN()
        var owner = try changeable(sort)
        let policy = try attachablePolicy(arn, as: "Policy")
        if owner.policies.managed.contains(policy) { return APIOutcome() }
        let countMax = view.quotas.attachmentsPerOwner
        guard owner.policies.managed.count < countMax else {
            throw .limitExceeded("Cannot exceed quota for PoliciesPer\(sort.noun): \(countMax)")
        }
        owner.policies.managed.append(policy)
        return .changing(owner.put)
    }

    func detachPolicy<Owner: PolicyOwner>(
        from sort: Owner.Type
    ) throws(QueryError) -> APIOutcome {
        let arn = try policyARN()
        var owner = try changeable(sort)
        guard let index = owner.policies.managed.firstIndex(of: arn.text) else {
            throw .noSuchEntity("Policy \(arn.text) was not found.")
        }
        owner.policies.managed.remove(at: index)
        return .changing(owner.put)
    }

    func listAttachedPolicies<Owner: PolicyOwner>(
        of sort: Owner.Type
    ) throws(QueryError) -> APIOutcome {
        let prefix = try optionalText("PathPrefix", .policyPath) ?? "/"
        let owner = try existing(sort)
        let arns = owner.policies.managed
            .filter { (PolicyARN($0)?.path ?? "/").hasPrefix(prefix) }
        let page = try page(arns, of: "\(owner.arn) \(prefix)") {
            PolicyARN($0)?.recordName ?? $0
        }
        return .answer { $0.page(page, as: "AttachedPolicies") { $0.members(ofAttached: $1) } }
    }
}
