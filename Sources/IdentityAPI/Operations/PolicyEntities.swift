import Identities
import QueryProtocol

/// Who uses a managed policy.
extension Request {
    func listEntitiesForPolicy() throws(QueryError) -> APIOutcome {
        let policy = try existingPolicy()
        let filter = try optionalText("EntityFilter", .word(EntityKind.allCases.map(\.rawValue)))
        let prefix = try optionalText("PathPrefix", .path) ?? "/"
        let usage = try policyUsage()
        let kinds = filter.flatMap(EntityKind.init).map { [$0] } ?? EntityKind.allCases
        let users = users(ofKinds: kinds).filter { user in
            let isAttached = user.policies.managed.contains(policy.arn)
            let isBoundary = user.policies.boundary == policy.arn
            let isUsed =
                switch usage {
                case .permissions: isAttached
                case .boundary: isBoundary
                case nil: isAttached || isBoundary
                }
            return isUsed && user.head.path.hasPrefix(prefix)
        }
        let list = "\(policy.arn) \(filter ?? "") \(prefix) \(usage?.rawValue ?? "")"
        let page = try page(users, of: list) { "\($0.kind.order)/\($0.head.name.lowercased())" }
        return .answer { xml in
            for kind in [EntityKind.group, .user, .role] {
                let found = page.items.filter { $0.kind == kind }
                xml.list("Policy\(kind.rawValue)s", found) {
                    $0.element(kind.rawValue + "Name", $1.head.name)
                    $0.element(kind.rawValue + "Id", $1.head.id)
                }
            }
            xml.end(of: page)
        }
    }

    private func users(ofKinds kinds: [EntityKind]) -> [PolicyUser] {
        var found: [PolicyUser] = []
        if kinds.contains(.user) { found += users(UserRecord.self, .user) }
        if kinds.contains(.group) { found += users(GroupRecord.self, .group) }
        if kinds.contains(.role) { found += users(RoleRecord.self, .role) }
        return found
    }

    private func users<Owner: PolicyOwner>(
        _ sort: Owner.Type, _ kind: EntityKind
    ) -> [PolicyUser] {
        view.all(sort, account: account).map {
            PolicyUser(kind: kind, head: $0.head, policies: $0.policies)
        }
    }
}

/// A user, a group or a role that may use a policy.
private struct PolicyUser {
    var kind: EntityKind
    var head: EntityHead
    var policies: PolicyAttachments
}

/// The sorts of entities by which lists are filtered.
enum EntityKind: String, CaseIterable {
    case user = "User"
    case group = "Group"
    case role = "Role"
    case localPolicy = "LocalManagedPolicy"
    case awsPolicy = "AWSManagedPolicy"

    /// Where its entities stand in a list of several sorts.
    var order: Int { Self.allCases.firstIndex(of: self)! }
}
