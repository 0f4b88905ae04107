import PolicyModel

/// How the policies are put together: the procedure of the specification, step by step.
extension ReferenceEvaluator {
    var decision: Decision {
        if isGetCallerIdentity { return .allow }
        if matches.contains(where: { $0.reference.effect == .deny }) { return .explicitDeny }
        if isBlockedByServiceRule { return .implicitDeny }

        for level in resourceControl where !allows(level, as: .resourceControl) {
            return .implicitDeny
        }
        for level in serviceControl where !allows(level, as: .serviceControl) {
            return .implicitDeny
        }
        if let endpoint = policies.endpoint, !allows(endpoint, as: .endpoint) {
            return .implicitDeny
        }
        return isGranted ? .allow : .implicitDeny
    }

    /// Whether identity side and resource side together grant the request.
    private var isGranted: Bool {
        let granted = resourceStrength
        guard hasIdentitySide else { return granted != nil }

        let identity =
            request.caller.kind == .root || allows(policies.identity ?? [], as: .identity)
        let boundaries = policies.boundaries.allSatisfy { allows($0, as: .boundary) }
        let session: Bool
        if let policy = policies.session {
            session = allows(policy, as: .session)
        } else {
            // GetFederationToken gives nothing unless session policies say what.
            session = request.caller.kind != .federatedUser
        }

        guard isSameAccount else { return granted != nil && identity && boundaries && session }
        switch granted {
        case .direct: return true
        case .role: return boundaries && session
        case .account: return identity && boundaries && session
        case nil: return !needsResourcePolicy && identity && boundaries && session
        }
    }

    /// The strongest Allow in the resource policy.
    private var resourceStrength: ReferenceStrength? {
        matches(in: policies.resource ?? [], as: .resource)
            .filter { $0.reference.effect == .allow }
            .map(\.strength)
            .max()
    }

    /// Whether some Allow statement of the set matches.
    private func allows(_ set: [NamedPolicy], as type: PolicyType) -> Bool {
        matches(in: set, as: type).contains { $0.reference.effect == .allow }
    }

    /// The levels of service control policies that reach the caller.
    var serviceControl: [[NamedPolicy]] {
        hasIdentitySide && !request.caller.isServiceLinkedRole ? policies.serviceControl : []
    }

    /// The levels of resource control policies that reach the request.
    var resourceControl: [[NamedPolicy]] {
        guard !request.caller.isServiceLinkedRole, isUnderResourceControl else { return [] }
        return policies.resourceControl
    }

    /// Whether the caller is a principal of an account, with policies of its own.
    var hasIdentitySide: Bool {
        switch request.caller.kind {
        case .root, .user, .role, .assumedRole, .federatedUser: true
        case .anonymous, .service, .federated, .canonicalUser: false
        }
    }

    private var isSameAccount: Bool {
        guard let account = request.caller.account else { return false }
        guard let owner = resourceAccount else { return true }
        return account.isScalarEqual(to: owner)
    }

    /// The owner of the resource, as stated or as its ARN says.
    private var resourceAccount: String? {
        if let stated = request.resourceAccount { return stated }
        guard let parts = referenceARNParts(request.resource.scalars) else { return nil }
        return parts[4].isAccountID ? String(scalars: parts[4]) : nil
    }
}
