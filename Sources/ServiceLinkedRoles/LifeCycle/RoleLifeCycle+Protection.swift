import Identities

/// What nobody but its service may do with a service-linked role and its policy.
///
/// Source: IAM API Reference, the errors `UnmodifiableEntity` and `PolicyNotAttachable`.
extension RoleLifeCycle {
    /// Whether the role's attribute may be edited through the API. Everything of a role that no
    /// service owns may; nothing of one whose service is not in the catalogue.
    package func isEditable(
        _ attribute: ServiceDefinition.EditableAttribute, of role: RoleRecord
    ) -> Bool {
        guard let service = role.linkedService else { return true }
        return catalogue.definition(service: service)?.editableAttributes.contains(attribute)
            ?? false
    }

    /// Refuses what may not be done with a service-linked role.
    ///
    /// - Parameter attribute: What is to be edited; `nil` for everything that is no attribute: its
    ///   policies, its boundary, its trust, its session duration, the role as a whole.
    /// - Throws: ``LifeCycleError/Kind/protectedRole``, with the service's name.
    package func checkChange(
        of attribute: ServiceDefinition.EditableAttribute?, to role: RoleRecord
    ) throws(LifeCycleError) {
        guard let service = role.linkedService else { return }
        if let attribute, isEditable(attribute, of: role) { return }
        throw LifeCycleError(
            .protectedRole,
            "role `\(role.head.name)` is protected: only service `\(service)` can change it")
    }

    /// Whether a managed policy may be attached to users, groups and roles, and be a boundary. A
    /// service's policy is for the service's own role alone, whether the service is known or not.
    package func isAttachable(policyARN: String) -> Bool {
        let fields = policyARN.lowercased().split(
            separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard fields.count == 6 else { return true }
        return
            !(fields[2] == "iam" && fields[4] == "aws"
            && fields[5].hasPrefix("policy/aws-service-role/"))
    }

    /// Refuses to attach a service's policy.
    ///
    /// - Throws: ``LifeCycleError/Kind/protectedPolicy``.
    package func checkAttachable(policyARN: String) throws(LifeCycleError) {
        guard isAttachable(policyARN: policyARN) else {
            throw LifeCycleError(
                .protectedPolicy,
                "policy `\(policyARN)` is a service's, for its service-linked role alone")
        }
    }
}
