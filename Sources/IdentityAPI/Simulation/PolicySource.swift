import ConditionValues
import Identities
import PolicyModel
import PolicySimulation
import QueryProtocol

/// A user, a group or a role whose policies are simulated.
struct PolicySource {
    /// What it is.
    let owner: any PolicyOwner

    /// Its ARN.
    var arn: String { owner.arn }

    /// Itself as whoever asks. Nobody asks as a group; its ARN is then nobody's that a policy
    /// could name.
    var caller: Caller {
        guard let role = owner as? RoleRecord else { return Caller(.user, id: arn) }
        return Caller(
            .role, id: arn, issuer: arn, uniqueID: role.head.id,
            isServiceLinkedRole: role.head.path.hasPrefix("/aws-service-role/"))
    }
}

extension Caller {
    /// Somebody of an account, whom no policy names.
    static func nobody(in account: String) -> Caller {
        Caller(.user, id: "arn:aws:iam::\(account):user/")
    }
}

/// Who is simulated.
extension Request {
    /// What `PolicySourceArn` names.
    ///
    /// - Throws: `NoSuchEntity`.
    func policySource() throws(QueryError) -> PolicySource {
        let arn = try text("PolicySourceArn", .arn)
        guard let source = entity(arn) else {
            throw .noSuchEntity("The entity with ARN \(arn) cannot be found.")
        }
        return source
    }

    /// The text of `CallerArn`, which has to be that of a user, a group or a role.
    func callerARN() throws(QueryError) -> String? {
        guard let text = try optionalText("CallerArn", .arn) else { return nil }
        let sorts = ["user/", "group/", "role/"]
        guard let arn = ARN(text), arn.service == "iam", arn.account.isAccountID,
            sorts.contains(where: arn.resource.hasPrefix), !arn.resource.contains(":")
        else { throw .invalidInput("Invalid Entity Arn: \(text) does not identify a caller.") }
        return text
    }

    /// Who `CallerArn` says asks; it need not exist.
    func simulatedCaller() throws(QueryError) -> Caller? {
        guard let arn = try callerARN() else { return nil }
        if let known = entity(arn) { return known.caller }
        return arn.contains(":role/") ? Caller(.role, id: arn, issuer: arn) : Caller(.user, id: arn)
    }

    /// What policies can know of a caller without being told: who it is, and what time it is.
    func facts(about arn: String?) -> [String: ContextValue] {
        var facts: [String: ContextValue] = [
            "aws:currenttime": .single(Timestamp(epochSeconds: call.now).iso8601),
            "aws:epochtime": .single(String(call.now)),
        ]
        guard let arn, let owner = entity(arn)?.owner, !(owner is GroupRecord) else { return facts }
        facts["aws:principalarn"] = .single(arn)
        facts["aws:principalaccount"] = .single(owner.head.account)
        facts["aws:principalisawsservice"] = .single("false")
        for tag in owner.head.tags {
            facts["aws:principaltag/\(tag.key.lowercased())"] = .single(tag.value)
        }
        if owner is UserRecord {
            facts["aws:principaltype"] = .single("User")
            facts["aws:username"] = .single(owner.head.name)
            facts["aws:userid"] = .single(owner.head.id)
        } else {
            facts["aws:principaltype"] = .single("AssumedRole")
        }
        return facts
    }

    /// The entity of an ARN, in the caller's account.
    private func entity(_ text: String) -> PolicySource? {
        guard let arn = ARN(text), arn.account == account, !arn.resource.contains(":"),
            let name = arn.resource.split(separator: "/").last.map(String.init)
        else { return nil }
        let sorts: [any PolicyOwner.Type] = [UserRecord.self, GroupRecord.self, RoleRecord.self]
        for sort in sorts where arn.resource.hasPrefix(sort.word + "/") {
            let found: (any PolicyOwner)? = view.find(sort, account: account, name: name)
            if let found, found.arn == text { return PolicySource(owner: found) }
        }
        return nil
    }
}

/// What is attached to whoever is simulated.
extension Request {
    /// Its own policies and those of its groups.
    func policies(
        of source: PolicySource, without exclusions: [PolicyExclusion]
    ) throws(QueryError) -> [SimulatedPolicy] {
        var owners: [any PolicyOwner] = [source.owner]
        if let user = source.owner as? UserRecord {
            owners += user.groups.compactMap {
                view.find(GroupRecord.self, account: account, name: $0)
            }
        }
        var policies: [SimulatedPolicy] = []
        for owner in owners {
            for inline in owner.policies.inline
            where !exclusions.contains(where: { $0.excludes(inline.name, of: owner) }) {
                policies.append(try attached(inline.name, inline.document))
            }
            for arn in owner.policies.managed
            where !exclusions.contains(where: { $0.excludes(managed: arn) }) {
                policies.append(try managed(arn))
            }
        }
        return policies
    }

    /// Its permissions boundary.
    func boundary(
        of source: PolicySource, without exclusions: [PolicyExclusion]
    ) throws(QueryError) -> [SimulatedPolicy] {
        guard let arn = source.owner.policies.boundary,
            !exclusions.contains(where: { $0.excludes(boundary: arn) })
        else { return [] }
        return [try managed(arn)]
    }

    private func managed(_ text: String) throws(QueryError) -> SimulatedPolicy {
        guard let arn = PolicyARN(text), let policy = view.policy(arn, in: account) else {
            throw QueryError(
                status: 500, code: "PolicyEvaluation", message: "Policy \(text) was not found.")
        }
        return try attached(policy.head.name, policy.document)
    }

    private func attached(
        _ name: String, _ document: String
    ) throws(QueryError) -> SimulatedPolicy {
        do { return try SimulatedPolicy(source: name, text: document, as: .identity) } catch {
            throw QueryError(
                status: 500, code: "PolicyEvaluation",
                message: "Policy \(name) can't be read: \(error.message)")
        }
    }
}
