import Identities
import QueryProtocol

/// All that an account says about who may do what: the same that a bundle holds of it.
extension Request {
    func getAccountAuthorizationDetails() throws(QueryError) -> APIOutcome {
        let kinds = try filteredKinds()
        let uses = PolicyUses(view, account: account)
        var details: [AccountDetail] = []
        if kinds.contains(.user) {
            details += view.all(UserRecord.self, account: account).map { .user($0) }
        }
        if kinds.contains(.group) {
            details += view.all(GroupRecord.self, account: account).map { .group($0) }
        }
        if kinds.contains(.role) {
            details += view.all(RoleRecord.self, account: account).map { .role($0) }
        }
        // Of AWS's policies, which everybody has, only those that are in use are the account's.
        details += view.policies(in: account).filter { policy in
            policy.head.account == "aws"
                ? kinds.contains(.awsPolicy) && uses.isUsed(policy.arn)
                : kinds.contains(.localPolicy)
        }.map { .policy($0) }
        let list = kinds.map { String($0.order) }.sorted().joined()
        let page = try page(details, of: list) { $0.key }
        return .answer { xml in
            xml.list("UserDetailList", page.items.compactMap(\.user)) { $0.details(of: $1) }
            xml.list("GroupDetailList", page.items.compactMap(\.group)) { $0.details(of: $1) }
            xml.list("RoleDetailList", page.items.compactMap(\.role)) { $0.details(of: $1) }
            xml.list("Policies", page.items.compactMap(\.policy)) {
                $0.details(of: $1, used: uses)
            }
            xml.end(of: page)
        }
    }

    private func filteredKinds() throws(QueryError) -> Set<EntityKind> {
        let words: [String]?
        do {
            // LIMIT: each kind may be named once.
            words = try call.parameters.list("Filter", countMax: EntityKind.allCases.count)
        } catch { throw error.queryError }
        guard let words, !words.isEmpty else { return Set(EntityKind.allCases) }
        let rule = ParameterRule.word(EntityKind.allCases.map(\.rawValue))
        for word in words {
            if let violation = rule.violation(by: word) {
                throw .validation("Filter", violation)
            }
        }
        return Set(words.compactMap(EntityKind.init))
    }
}

/// One of what an account has.
private enum AccountDetail {
    case user(UserRecord)
    case group(GroupRecord)
    case role(RoleRecord)
    case policy(ManagedPolicyRecord)

    /// Its place in the list of them all.
    var key: String {
        switch self {
        case .user(let user): "1/" + user.recordName
        case .group(let group): "2/" + group.recordName
        case .role(let role): "3/" + role.recordName
        case .policy(let policy): "4/" + policy.recordName
        }
    }

    var user: UserRecord? { if case .user(let user) = self { user } else { nil } }
    var group: GroupRecord? { if case .group(let group) = self { group } else { nil } }
    var role: RoleRecord? { if case .role(let role) = self { role } else { nil } }
    var policy: ManagedPolicyRecord? {
        if case .policy(let policy) = self { policy } else { nil }
    }
}
