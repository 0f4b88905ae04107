/// Who asks: the principal behind a request.
public struct Caller: Sendable, Hashable {
    /// What sort of principal it is.
    public enum Kind: String, Sendable, Hashable, CaseIterable, BitwiseCopyable {
        /// Nobody in particular: an unsigned request.
        case anonymous
        /// The root user of an account.
        case root
        /// An IAM user.
        case user
        /// A role, where the session is not known; treated as one of the role's sessions.
        case role
        /// A session of a role.
        case assumedRole = "assumed-role"
        /// A session from GetFederationToken.
        case federatedUser = "federated-user"
        /// An AWS service calling on its own behalf.
        case service
        /// Somebody whom an identity provider vouches for, before assuming a role.
        case federated
        /// An S3 canonical user.
        case canonicalUser = "canonical-user"
    }

    /// What sort of principal it is.
    public let kind: Kind

    /// The principal's own name: an ARN for `root`, `user`, `role`, `assumedRole` and
    /// `federatedUser`; a service name, a provider, a canonical id; empty for `anonymous`.
    public let id: String

    /// For an assumed role, the role's ARN with its path, where it is known; for a federated user
    /// session, the ARN of the user who started it, where it is known.
    public var issuer: String?

    /// The unique id that policies show for a deleted and recreated user or role (`AIDA…`,
    /// `AROA…`), where it is known. For a session, its role's.
    public var uniqueID: String?

    /// Whether the caller is a session of a service-linked role, which SCPs and RCPs leave alone.
    public var isServiceLinkedRole: Bool

    /// Creates a caller.
    public init(
        _ kind: Kind, id: String, issuer: String? = nil, uniqueID: String? = nil,
        isServiceLinkedRole: Bool = false
    ) {
        self.kind = kind
        self.id = id
        self.issuer = issuer
        self.uniqueID = uniqueID
        self.isServiceLinkedRole = isServiceLinkedRole
        self.account = Self.account(kind, id)
    }

    /// An unsigned request.
    public static let anonymous = Caller(.anonymous, id: "")

    /// The account that the caller belongs to: the fifth part of its ARN, or `nil` for callers
    /// without an identity side (anonymous, service, federated, canonical user).
    public let account: String?

    private static func account(_ kind: Kind, _ id: String) -> String? {
        switch kind {
        case .root, .user, .role, .assumedRole, .federatedUser:
            let parts = id.utf8.split(
                separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
            return parts.count == 6 ? String(parts[4]) : nil
        case .anonymous, .service, .federated, .canonicalUser: return nil
        }
    }
}
