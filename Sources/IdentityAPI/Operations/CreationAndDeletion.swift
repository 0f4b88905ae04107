import Identities
import QueryProtocol

/// What making, removing and listing users and roles have in common.
extension Request {
    /// - Throws: `EntityAlreadyExists` if a name is taken, in whatever case.
    func requireNew<Owner: PolicyOwner>(_ sort: Owner.Type, name: String) throws(QueryError) {
        if view.find(sort, account: account, name: name) != nil {
            throw .entityAlreadyExists("\(sort.noun) with name \(name) already exists.")
        }
    }

    /// - Throws: `LimitExceeded` if the account has as many of a sort as it may.
    /// - Complexity: O(*n* log *n*) in their number.
    func requireRoom<Owner: PolicyOwner>(
        _ sort: Owner.Type, countMax: Int
    ) throws(QueryError) {
        if view.all(sort, account: account).count >= countMax {
            throw .limitExceeded("Cannot exceed quota for \(sort.noun)sPerAccount: \(countMax)")
        }
    }

    /// - Throws: `DeleteConflict` if something has policies. A boundary goes with what it bounds.
    func requireBare(_ owner: some PolicyOwner) throws(QueryError) {
        guard owner.policies.inline.isEmpty else {
            throw .deleteConflict("Cannot delete entity, must delete policies first.")
        }
        guard owner.policies.managed.isEmpty else {
            throw .deleteConflict("Cannot delete entity, must detach all policies first.")
        }
    }

    /// The changes by which the keys of something go with it. They must not come to life again for
    /// another that is made under its name.
    func removalOfKeys(of owner: some PolicyOwner) -> [RecordChange] {
        view.own.all(AccessKeyRecord.self, account: account)
            .filter { $0.principal == owner.arn }.map(\.remove)
    }

    /// A page of all of a sort below `PathPrefix`.
    func pageOfOwners<Owner: PolicyOwner>(_ sort: Owner.Type) throws(QueryError) -> Page<Owner> {
        let prefix = try optionalText("PathPrefix", .pathPrefix) ?? "/"
        let owners = view.all(sort, account: account).filter { $0.head.path.hasPrefix(prefix) }
        return try page(owners, of: prefix) { $0.recordName }
    }
}
