import PolicyModel

/// A principal that was looked up: the caller as policies see it, and its record, if it has one.
package struct PrincipalResolution: Sendable {
    /// The caller, for matching `Principal` elements.
    package var caller: Caller
    /// The user or role; `nil` for root, services, federated users and whoever has no record.
    package var principal: Principal?

    init(_ caller: Caller, principal: Principal? = nil) {
        self.caller = caller
        self.principal = principal
    }
}

/// Finds out who a principal id stands for.
///
/// | id | caller |
/// |---|---|
/// | `anonymous` | nobody in particular |
/// | `NAME.amazonaws.com` | that service |
/// | a public identity provider's host, an OIDC or SAML provider's ARN | the provider |
/// | `arn:…:iam::ACCOUNT:root` | the account's root user |
/// | `arn:…:iam::ACCOUNT:user/PATH/NAME` | that user, compared exactly |
/// | `arn:…:iam::ACCOUNT:role/PATH/NAME` | some session of that role |
/// | `arn:…:sts::ACCOUNT:assumed-role/NAME/SESSION` | that session; the role is found by name |
/// | `arn:…:sts::ACCOUNT:federated-user/NAME` | that session, without identity policies |
extension Bundle {
    /// Looks a principal up.
    ///
    /// - Throws: Why whoever it is must be denied outright: an unknown user or role of a known
    ///   account, anybody of an account outside the bundle, something that is no principal.
    package func resolve(principal id: String) throws(Refusal) -> PrincipalResolution {
        if id == "anonymous" { return PrincipalResolution(.anonymous) }
        guard let arn = ARN(id) else {
            if id.isPublicIdentityProvider {
                return PrincipalResolution(Caller(.federated, id: id))
            }
            if id.isServicePrincipal { return PrincipalResolution(Caller(.service, id: id)) }
            throw .notAPrincipal
        }
        // Whoever a provider vouches for has no account yet; trust policies judge the provider.
        if arn.isIdentityProvider { return PrincipalResolution(Caller(.federated, id: id)) }
        guard arn.isPrincipal else { throw .notAPrincipal }
        guard let account = accounts[arn.account] else { throw .outsideAccount }
        switch arn.service {
        case "iam": return try account.resolve(iam: arn, id: id)
        default: return try account.resolve(session: arn, id: id)
        }
    }
}

extension Account {
    /// Resolves the ARN of a root user, a user or a role.
    fileprivate func resolve(iam arn: ARN, id: String) throws(Refusal) -> PrincipalResolution {
        if arn.resource == "root" { return PrincipalResolution(Caller(.root, id: id)) }
        guard let principal = principal(arn: id) else { throw .unknownPrincipal }
        switch principal.kind {
        case .user:
            let caller = Caller(.user, id: id, uniqueID: principal.uniqueID)
            return PrincipalResolution(caller, principal: principal)
        case .role:
            let caller = Caller(
                .role, id: id, issuer: id, uniqueID: principal.uniqueID,
                isServiceLinkedRole: principal.isServiceLinkedRole)
            return PrincipalResolution(caller, principal: principal)
        }
    }

    /// Resolves the ARN of a session.
    fileprivate func resolve(session arn: ARN, id: String) throws(Refusal) -> PrincipalResolution {
        if arn.resource(after: "federated-user/") != nil {
            return PrincipalResolution(Caller(.federatedUser, id: id))
        }
        let parts = arn.resource.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[2].isEmpty, let role = role(named: String(parts[1])),
            ARN(role.arn)?.partition == arn.partition
        else { throw .unknownPrincipal }
        let caller = Caller(
            .assumedRole, id: id, issuer: role.arn, uniqueID: role.uniqueID,
            isServiceLinkedRole: role.isServiceLinkedRole)
        return PrincipalResolution(caller, principal: role)
    }
}

extension ARN {
    /// Whether this names somebody who can ask: root, user, role or session.
    fileprivate var isPrincipal: Bool {
        switch service {
        case "iam":
            resource == "root" || resource(after: "user/") != nil
                || resource(after: "role/") != nil
        case "sts":
            resource(after: "assumed-role/") != nil || resource(after: "federated-user/") != nil
        default: false
        }
    }

    /// Whether this names an identity provider configured in an account.
    fileprivate var isIdentityProvider: Bool {
        service == "iam"
            && (resource(after: "oidc-provider/") != nil
                || resource(after: "saml-provider/") != nil)
    }
}

extension String {
    /// Whether this is one of the providers that trust policies name by host alone.
    fileprivate var isPublicIdentityProvider: Bool {
        switch self {
        case "cognito-identity.amazonaws.com", "accounts.google.com", "graph.facebook.com",
            "www.amazon.com":
            true
        default: false
        }
    }

    /// Whether this names a principal that has no ARN: a service, or a public identity provider.
    package var isPrincipalWithoutARN: Bool { isServicePrincipal || isPublicIdentityProvider }

    /// Whether this is spelt like a service principal: `codewhisperer.amazonaws.com`.
    package var isServicePrincipal: Bool {
        let suffixes = [".amazonaws.com", ".amazonaws.com.cn"]
        guard let suffix = suffixes.first(where: { hasSuffix($0) }), utf8.count > suffix.utf8.count
        else { return false }
        return utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
    }
}
