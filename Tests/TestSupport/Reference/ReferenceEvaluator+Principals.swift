import PolicyModel

/// How closely an Allow in a resource policy names the caller, weakest first.
enum ReferenceStrength: Comparable {
    /// Through its account, which delegates to the account's own policies.
    case account
    /// Through the role, or the user, that the session belongs to.
    case role
    /// The caller itself, or everybody.
    case direct
}

/// Matching `Principal` and `NotPrincipal`.
extension ReferenceEvaluator {
    /// How the statement names the caller, `nil` if it does not.
    func principalStrength(_ statement: Statement, as type: PolicyType) -> ReferenceStrength? {
        switch type {
        case .identity, .serviceControl, .session, .boundary:
            return .direct
        case .resource, .trust, .resourceControl, .endpoint:
            break
        }
        guard let clause = statement.principal else {
            return type == .resource || type == .trust ? nil : .direct
        }
        let strongest = clause.values.compactMap(strength).max()
        guard clause.isNegated else { return strongest }
        // Documented: listing a principal that has a boundary does not spare it.
        if statement.effect == .deny && !policies.boundaries.isEmpty { return .direct }
        return strongest == nil ? .direct : nil
    }

    /// How one entry names the caller, `nil` if it does not.
    private func strength(of pattern: PrincipalPattern) -> ReferenceStrength? {
        let caller = request.caller
        switch pattern {
        case .everyone: return .direct
        case .aws(let entry): return strength(ofAWS: entry)
        case .service(let name): return caller.isNamed(name, kind: .service)
        case .federated(let name): return caller.isNamed(name, kind: .federated)
        case .canonicalUser(let id): return caller.isNamed(id, kind: .canonicalUser)
        }
    }

    /// How an `AWS` entry names the caller. There are no wildcards but a lone `*`.
    private func strength(ofAWS entry: String) -> ReferenceStrength? {
        let caller = request.caller
        if entry.isScalarEqual(to: "*") { return .direct }
        if entry.scalars.isAccountID {
            return caller.account?.isScalarEqual(to: entry) == true ? .account : nil
        }
        if let named = strength(ofARN: entry) { return named }

        switch caller.kind {
        case .user where caller.uniqueID?.isScalarEqual(to: entry) == true: return .direct
        case .role where caller.uniqueID?.isScalarEqual(to: entry) == true: return .role
        case .assumedRole where caller.uniqueID?.isScalarEqual(to: entry) == true: return .role
        case .federatedUser where caller.uniqueID?.isScalarEqual(to: entry) == true: return .role
        default: return nil
        }
    }

    private func strength(ofARN entry: String) -> ReferenceStrength? {
        let caller = request.caller
        guard let wanted = referenceARNParts(entry.scalars),
            let own = referenceARNParts(caller.id.scalars), caller.account != nil
        else { return nil }

        switch caller.kind {
        case .user, .assumedRole, .federatedUser:
            if entry.isScalarEqual(to: caller.id) { return .direct }
        default: break
        }
        if caller.kind == .federatedUser, caller.issuer?.isScalarEqual(to: entry) == true {
            return .role
        }

        // What remains are an account's root and a role, both `arn:PARTITION:iam::ACCOUNT:…`.
        guard wanted[0] == "arn".scalars, wanted[1] == own[1], wanted[2] == "iam".scalars,
            wanted[3].isEmpty, wanted[4] == own[4]
        else { return nil }
        if wanted[5] == "root".scalars { return .account }
        guard let role = callerRoleName(own) else { return nil }
        let path = wanted[5].split(separator: "/", omittingEmptySubsequences: false)
        guard path.count >= 2, Array(path[0]) == "role".scalars else { return nil }
        // No two roles of an account differ in case alone, so their names compare without it.
        let isSame = path[path.count - 1].map(\.lowercasedASCII) == role.map(\.lowercasedASCII)
        return isSame ? .role : nil
    }

    /// The name of the role that the caller is or is a session of, without its path.
    private func callerRoleName(_ own: [[Unicode.Scalar]]) -> [Unicode.Scalar]? {
        let path = own[5].split(separator: "/", omittingEmptySubsequences: false).map(Array.init)
        switch request.caller.kind {
        case .role where path.count >= 2 && path[0] == "role".scalars: return path.last
        case .assumedRole where path.count >= 3 && path[0] == "assumed-role".scalars:
            return path[1]
        default: return nil
        }
    }
}

extension Caller {
    /// ``ReferenceStrength/direct`` if this is the caller of that kind and name.
    fileprivate func isNamed(_ name: String, kind: Kind) -> ReferenceStrength? {
        self.kind == kind && id.isScalarEqual(to: name) ? .direct : nil
    }
}
