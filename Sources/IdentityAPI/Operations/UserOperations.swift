import Identities
import QueryProtocol

/// Users as such.
extension Request {
    func createUser() throws(QueryError) -> APIOutcome {
        let name = try text("UserName", .userName)
        let path = try path(.path)
        let tags = try tags()
        try requireNew(UserRecord.self, name: name)
        let boundary = try newBoundary()
        try requireRoom(UserRecord.self, countMax: view.quotas.users)
        let user = UserRecord(
            head: newHead(name, path: path, idPrefix: "AIDA", tags: tags),
            policies: PolicyAttachments(boundary: boundary))
        return outcome(user, changes: [user.put])
    }

    /// The user of a name, or whoever calls.
    func getUser() throws(QueryError) -> APIOutcome {
        if try given("UserName") != nil { return outcome(try existing(UserRecord.self)) }
        let caller = call.caller
        if caller.arn == "arn:\(partition):iam::\(account):root" {
            // Of an account's root no more is known than AWS says: not even a name.
            return .answer {
                $0.element("User") {
                    $0.element("UserId", account)
                    $0.element("Arn", caller.arn)
                }
            }
        }
        let users = view.all(UserRecord.self, account: account)
        guard let user = users.first(where: { $0.arn == caller.arn }) else {
            throw .validation("Must specify userName when calling with non-User credentials")
        }
        return outcome(user)
    }

    func listUsers() throws(QueryError) -> APIOutcome {
        let page = try pageOfOwners(UserRecord.self)
        return .answer { $0.page(page, as: "Users") { $0.members(of: $1, .listed) } }
    }

    func deleteUser() throws(QueryError) -> APIOutcome {
        let user = try changeable(UserRecord.self)
        guard user.groups.isEmpty else {
            throw .deleteConflict("Cannot delete entity, must remove users from group first.")
        }
        try requireBare(user)
        return APIOutcome(changes: [user.remove] + removalOfKeys(of: user))
    }

    private func outcome(_ user: UserRecord, changes: [RecordChange] = []) -> APIOutcome {
        APIOutcome(changes: changes) { $0.element("User") { $0.members(of: user, .full) } }
    }
}
