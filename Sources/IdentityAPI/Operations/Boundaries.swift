import Identities
import QueryProtocol

extension Operation {
    /// Setting the permissions boundary of a sort of entity.
    static func boundaries<Owner: PolicyOwner>(_ sort: Owner.Type) -> [Operation] {
        let name = sort.noun + "Name"
        return [
            Operation(
                "Put\(sort.noun)PermissionsBoundary", on: .existing(sort), seeing: .newBoundary,
                taking: [name, "PermissionsBoundary"]
            ) { request throws(QueryError) in try request.putPermissionsBoundary(of: sort) },
            Operation(
                "Delete\(sort.noun)PermissionsBoundary", on: .existing(sort), seeing: .boundary,
                taking: [name]
            ) { request throws(QueryError) in try request.deletePermissionsBoundary(of: sort) },
        ]
    }
}

/// Permissions boundaries of users and roles.
extension Request {
    func putPermissionsBoundary<Owner: PolicyOwner>(
        of sort: Owner.Type
    ) throws(QueryError) -> APIOutcome {
        guard try given("PermissionsBoundary") != nil else {
            throw .missing("PermissionsBoundary")
        }
        var owner = try changeable(sort)
        owner.policies.boundary = try newBoundary()
        return .changing(owner.put)
    }

    func deletePermissionsBoundary<Owner: PolicyOwner>(
        of sort: Owner.Type
    ) throws(QueryError) -> APIOutcome {
        var owner = try changeable(sort)
        guard owner.policies.boundary != nil else {
            throw .noSuchEntity(
                "\(sort.noun) \(owner.head.name) does not have a permissions boundary.")
        }
        owner.policies.boundary = nil
        return .changing(owner.put)
    }
}
