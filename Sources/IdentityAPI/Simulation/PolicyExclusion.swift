import Identities
import PolicyLanguage
import QueryProtocol

/// A policy that a simulation is to leave out, to see what difference it makes.
///
/// Source: *PolicyExclusionList* of SimulatePrincipalPolicy, IAM API Reference.
enum PolicyExclusion: Equatable {
    /// Policies of a kind.
    enum Kind: String, CaseIterable {
        case inline
        case awsManaged = "aws-managed"
        case userManaged = "user-managed"
        case boundary = "permission-boundary"
        case serviceControl = "scp"
        case resourceControl = "rcp"
    }

    /// All of a kind.
    case kind(Kind)
    /// Managed policies, by an ARN whose last part may hold wildcards.
    case arn(String)
    /// Inline policies by their name, and the sort and name of their owner, which may hold
    /// wildcards.
    case inline(name: String, sort: String, owner: String)

    /// Whether an inline policy is left out.
    func excludes(_ name: String, of owner: any PolicyOwner) -> Bool {
        switch self {
        case .kind(let kind): kind == .inline
        case .arn: false
        case .inline(let excluded, let sort, let pattern):
            excluded == name && sort == type(of: owner).word
                && Glob.matches(Array(pattern.utf8), Array(owner.head.name.utf8))
        }
    }

    /// Whether a managed policy is left out where it is attached.
    func excludes(managed arn: String) -> Bool {
        let isOwnedByAWS = PolicyARN(arn)?.isOwnedByAWS == true
        switch self {
        case .kind(.awsManaged): return isOwnedByAWS
        case .kind(.userManaged): return !isOwnedByAWS
        case .arn(let pattern): return Glob.matches(Array(pattern.utf8), Array(arn.utf8))
        default: return false
        }
    }

    /// Whether a managed policy is left out where it is a boundary.
    func excludes(boundary arn: String) -> Bool {
        self == .kind(.boundary) || excludes(managed: arn)
    }
}

extension Request {
    // LIMIT: AWS's.
    private static let exclusionCountMax = 256

    /// The policies to leave out.
    func exclusions() throws(QueryError) -> [PolicyExclusion] {
        let items = try read { () throws(QueryParameterError) in
            try call.parameters.structures(
                "PolicyExclusionList", countMax: Self.exclusionCountMax) ?? []
        }
        return try items.map { (item) throws(QueryError) in
            let exclusions = try read { () throws(QueryParameterError) in
                [
                    try item.string("PolicyType").map(PolicyExclusion.init(type:)),
                    try item.string("PolicyArn").map(PolicyExclusion.init(arn:)),
                    try item.structure("InlinePolicyIdentifier")
                        .map(PolicyExclusion.init(identifier:)),
                ].compactMap(\.self)
            }
            guard exclusions.count == 1, let exclusion = exclusions[0] else {
                throw .invalidInput(
                    "A member of PolicyExclusionList must be one valid PolicyType, PolicyArn or "
                        + "InlinePolicyIdentifier.")
            }
            return exclusion
        }
    }
}

extension PolicyExclusion {
    fileprivate init?(type: String) {
        guard let kind = Kind(rawValue: type) else { return nil }
        self = .kind(kind)
    }

    /// `nil` unless it is the ARN of a managed policy, of which the name may hold one star and any
    /// number of question marks.
    fileprivate init?(arn: String) {
        guard let parts = PolicyARN(arn), parts.name.count(where: { $0 == "*" }) <= 1,
            !parts.path.contains("*"), !parts.path.contains("?")
        else { return nil }
        self = .arn(arn)
    }

    fileprivate init?(identifier: QueryParameters) throws(QueryParameterError) {
        let sort = try identifier.requiredString("AttachmentType")
        guard ["user", "group", "role"].contains(sort) else { return nil }
        self = .inline(
            name: try identifier.requiredString("PolicyName"), sort: sort,
            owner: try identifier.requiredString("AttachmentName"))
    }
}
