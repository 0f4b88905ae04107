import Directory
import Identities
import PolicyLanguage
import PolicyModel

/// Makes of records what decisions are made by: parses their documents, and names them as the
/// bundle's loader does.
///
/// A document that can't be read is an error and never left out: it may hold a Deny.
struct EntityReader {
    /// A role.
    func principal(_ role: RoleRecord) throws(BundleErrors) -> Principal {
        let trust = try policy("\(role.arn)#AssumeRolePolicyDocument", role.trustPolicy, as: .trust)
        return try principal(
            .role(trustPolicy: trust), head: role.head, arn: role.arn, policies: role.policies)
    }

    /// A user.
    func principal(_ user: UserRecord) throws(BundleErrors) -> Principal {
        try principal(
            .user(groups: user.groups), head: user.head, arn: user.arn, policies: user.policies)
    }

    /// A group.
    func group(_ group: GroupRecord) throws(BundleErrors) -> Group {
        Group(
            arn: group.arn, name: group.head.name,
            inlinePolicies: try inline(group.policies, arn: group.arn),
            attachedPolicies: group.policies.managed)
    }

    /// The version of a managed policy that is in force.
    func policy(_ policy: ManagedPolicyRecord) throws(BundleErrors) -> NamedPolicy {
        try self.policy(policy.arn, policy.document, as: .identity)
    }

    private func principal(
        _ kind: Principal.Kind, head: EntityHead, arn: String, policies: PolicyAttachments
    ) throws(BundleErrors) -> Principal {
        Principal(
            kind, arn: arn, path: head.path, name: head.name,
            uniqueID: head.id.isEmpty ? nil : head.id,
            tags: Dictionary(head.tags.map { ($0.key, $0.value) }) { first, _ in first },
            inlinePolicies: try inline(policies, arn: arn), attachedPolicies: policies.managed,
            boundary: policies.boundary)
    }

    private func inline(
        _ policies: PolicyAttachments, arn: String
    ) throws(BundleErrors) -> [NamedPolicy] {
        try policies.inline.map { (inline) throws(BundleErrors) in
            try policy("\(arn)#\(inline.name)", inline.document, as: .identity)
        }
    }

    /// - Parameter name: By which errors call the document, too.
    private func policy(
        _ name: String, _ document: String, as type: PolicyType
    ) throws(BundleErrors) -> NamedPolicy {
        // Whoever put the document into the store has judged it as new.
        let reading = PolicyReader.read(Array(document.utf8), as: type, origin: .stored)
        let errors = reading.findings.filter { $0.severity == .error }
        guard errors.isEmpty, let document = reading.document else {
            throw BundleErrors(
                errors: errors.map {
                    BundleError(file: name, position: $0.position, message: $0.message)
                })
        }
        return NamedPolicy(name: name, document: document)
    }
}
