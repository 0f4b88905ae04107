import Identities
import QueryProtocol

/// The versions of managed policies.
extension Request {
    func createPolicyVersion() throws(QueryError) -> APIOutcome {
        let document = try managedDocument()
        let isDefault = try flag("SetAsDefault")
        var policy = try changeablePolicy()
        let countMax = view.quotas.versionsPerPolicy
        guard policy.versions.count < countMax else {
            throw .limitExceeded(
                "A managed policy can have up to \(countMax) versions. Before you create a new "
                    + "version, you must delete an existing version.")
        }
        let version = ManagedPolicyRecord.Version(
            number: policy.nextVersion, document: document, created: call.now)
        policy.versions.append(version)
        policy.nextVersion += 1
        policy.updated = call.now
        if isDefault { policy.defaultVersion = version.number }
        return outcome(version, of: policy, withDocument: false, changes: [policy.put])
    }

    func getPolicyVersion() throws(QueryError) -> APIOutcome {
        let policy = try existingPolicy()
        let version = policy.versions[try versionIndex(in: policy)]
        return outcome(version, of: policy, withDocument: true)
    }

    func listPolicyVersions() throws(QueryError) -> APIOutcome {
        let policy = try existingPolicy()
        // LIMIT: so many digits that keys of versions are in the order of their numbers.
        let page = try page(policy.versions, of: policy.arn) {
            let digits = String($0.number)
            return String(repeating: "0", count: max(0, 19 - digits.count)) + digits
        }
        return .answer {
            $0.page(page, as: "Versions") { $0.members(of: $1, in: policy, withDocument: false) }
        }
    }

    func setDefaultPolicyVersion() throws(QueryError) -> APIOutcome {
        var policy = try changeablePolicy()
        policy.defaultVersion = policy.versions[try versionIndex(in: policy)].number
        policy.updated = call.now
        return .changing(policy.put)
    }

    func deletePolicyVersion() throws(QueryError) -> APIOutcome {
        var policy = try changeablePolicy()
        let index = try versionIndex(in: policy)
        guard policy.versions[index].number != policy.defaultVersion else {
            throw .deleteConflict("Cannot delete the default version of a policy.")
        }
        policy.versions.remove(at: index)
        return .changing(policy.put)
    }

    private func versionIndex(in policy: ManagedPolicyRecord) throws(QueryError) -> Int {
        let id = try text("VersionId", .versionID)
        guard let index = policy.versions.firstIndex(where: { "v\($0.number)" == id }) else {
            throw .noSuchEntity("Policy \(policy.arn) version \(id) does not exist.")
        }
        return index
    }

    private func outcome(
        _ version: ManagedPolicyRecord.Version, of policy: ManagedPolicyRecord,
        withDocument: Bool, changes: [RecordChange] = []
    ) -> APIOutcome {
        APIOutcome(changes: changes) {
            $0.element("PolicyVersion") {
                $0.members(of: version, in: policy, withDocument: withDocument)
            }
        }
    }
}
