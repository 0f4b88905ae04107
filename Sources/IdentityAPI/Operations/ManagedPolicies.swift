import Identities
import QueryProtocol

extension Operation {
    /// Managed policies.
    static let policies = [
        Operation(
            "CreatePolicy", on: .newPolicy, seeing: .requestTags,
            taking: ["PolicyName", "Path", "PolicyDocument", "Description", "Tags"],
            perform: Request.createPolicy),
        Operation("GetPolicy", on: .policy, taking: ["PolicyArn"], perform: Request.getPolicy),
        Operation(
            "DeletePolicy", on: .policy, taking: ["PolicyArn"], perform: Request.deletePolicy),
        Operation(
            "ListPolicies", on: .anything,
            taking: paging.union(["Scope", "OnlyAttached", "PathPrefix", "PolicyUsageFilter"]),
            perform: Request.listPolicies),
        Operation(
            "ListEntitiesForPolicy", on: .policy,
            taking: paging.union(["PolicyArn", "EntityFilter", "PathPrefix", "PolicyUsageFilter"]),
            perform: Request.listEntitiesForPolicy),
        Operation(
            "CreatePolicyVersion", on: .policy,
            taking: ["PolicyArn", "PolicyDocument", "SetAsDefault"],
            perform: Request.createPolicyVersion),
        Operation(
            "GetPolicyVersion", on: .policy, taking: ["PolicyArn", "VersionId"],
            perform: Request.getPolicyVersion),
        Operation(
            "ListPolicyVersions", on: .policy, taking: paging.union(["PolicyArn"]),
            perform: Request.listPolicyVersions),
        Operation(
            "SetDefaultPolicyVersion", on: .policy, taking: ["PolicyArn", "VersionId"],
            perform: Request.setDefaultPolicyVersion),
        Operation(
            "DeletePolicyVersion", on: .policy, taking: ["PolicyArn", "VersionId"],
            perform: Request.deletePolicyVersion),
    ]
}

/// Managed policies as such.
extension Request {
    func createPolicy() throws(QueryError) -> APIOutcome {
        let name = try text("PolicyName", .policyName)
        let path = try path(.policyPath)
        let document = try managedDocument()
        let description = try optionalText("Description", .description) ?? ""
        let tags = try tags()
        guard view.find(ManagedPolicyRecord.self, account: account, name: name) == nil else {
            throw .entityAlreadyExists(
                "A policy called \(name) already exists. Duplicate names are not allowed.")
        }
        let count = view.all(ManagedPolicyRecord.self, account: account)
            .count { $0.head.account == account }
        guard count < view.quotas.policies else {
            throw .limitExceeded(
                "Cannot exceed quota for PoliciesPerAccount: \(view.quotas.policies)")
        }
        let policy = ManagedPolicyRecord(
            head: newHead(name, path: path, idPrefix: "ANPA", tags: tags), account: account,
            description: description,
            versions: [.init(number: 1, document: document, created: call.now)],
            defaultVersion: 1, nextVersion: 2, updated: call.now)
        return outcome(policy, changes: [policy.put])
    }

    func getPolicy() throws(QueryError) -> APIOutcome { outcome(try existingPolicy()) }

    func deletePolicy() throws(QueryError) -> APIOutcome {
        let policy = try changeablePolicy()
        guard !PolicyUses(view, account: account).isUsed(policy.arn) else {
            throw .deleteConflict("Cannot delete a policy attached to entities.")
        }
        guard policy.versions.count == 1 else {
            throw .deleteConflict(
                "This policy has more than one version. Before you delete a policy, you must "
                    + "delete the policy's versions. The default version is deleted with the "
                    + "policy.")
        }
        return .changing(policy.remove)
    }

    func listPolicies() throws(QueryError) -> APIOutcome {
        let scope = try optionalText("Scope", .word(["All", "AWS", "Local"])) ?? "All"
        let isAttachedOnly = try flag("OnlyAttached")
        let prefix = try optionalText("PathPrefix", .policyPath) ?? "/"
        let usage = try policyUsage()
        let uses = PolicyUses(view, account: account)
        let policies = view.policies(in: account).filter { policy in
            let isOfAWS = policy.head.account == "aws"
            return scope == "All" || isOfAWS == (scope == "AWS")
        }.filter { policy in
            policy.head.path.hasPrefix(prefix)
                && (!isAttachedOnly || uses.attachments[policy.arn] != nil)
                && (usage != .permissions || uses.attachments[policy.arn] != nil)
                && (usage != .boundary || uses.boundaries[policy.arn] != nil)
        }
        let list = "\(scope) \(isAttachedOnly) \(prefix) \(usage?.rawValue ?? "")"
        let page = try page(policies, of: list) { $0.recordName }
        return .answer {
            $0.page(page, as: "Policies") { $0.members(of: $1, used: uses, .listed) }
        }
    }

    /// How policies are used, if a list is to have only those used so.
    func policyUsage() throws(QueryError) -> PolicyUsage? {
        let words = PolicyUsage.allCases.map(\.rawValue)
        return try optionalText("PolicyUsageFilter", .word(words)).flatMap(PolicyUsage.init)
    }

    /// A document that a managed policy may have.
    func managedDocument() throws(QueryError) -> String {
        let document = try document("PolicyDocument", as: .identity)
        guard document.policySize <= view.quotas.policySize else {
            throw .limitExceeded("Cannot exceed quota for PolicySize: \(view.quotas.policySize)")
        }
        return document
    }

    private func outcome(
        _ policy: ManagedPolicyRecord, changes: [RecordChange] = []
    ) -> APIOutcome {
        let uses = PolicyUses(view, account: account)
        return APIOutcome(changes: changes) {
            $0.element("Policy") { $0.members(of: policy, used: uses, .full) }
        }
    }
}

/// What a managed policy is used for.
enum PolicyUsage: String, CaseIterable {
    case permissions = "PermissionsPolicy"
    case boundary = "PermissionsBoundary"
}
