import Identities
import QueryProtocol

/// What an operation acts on, and how its parameters name it.
enum Target: Sendable {
    /// Nothing that has a name: whoever may call may call for everything.
    case anything
    /// Only what the caller may always know.
    case nothing
    /// A user, a group or a role, of which only its name is given.
    case existing(any PolicyOwner.Type)
    /// The user of that name, or without a name the caller.
    case userOrCaller
    /// A user or a role that is to be made.
    case new(any PolicyOwner.Type)
    /// A managed policy, of which the ARN is given.
    case policy
    /// A managed policy that is to be made.
    case newPolicy
    /// A service-linked role that is to be made.
    case newLinkedRole
    /// The service-linked role of a deletion task.
    case deletionTask

    /// A target as policies see it.
    struct Found {
        var arn: String
        var tags: [Tag] = []
        /// Whether tags are seen as `iam:ResourceTag/…`, too; those of policies are not.
        var isPrincipal = false
        var boundary: String?

        var tagContext: [String: [String]] {
            var context: [String: [String]] = [:]
            for tag in tags {
                context["aws:ResourceTag/\(tag.key)"] = [tag.value]
                if isPrincipal { context["iam:ResourceTag/\(tag.key)"] = [tag.value] }
            }
            return context
        }
    }

    /// The permission that tagging a new target takes besides.
    var tagging: String? {
        switch self {
        case .new(let sort): "iam:Tag\(sort.noun)"
        case .newPolicy: "iam:TagPolicy"
        default: nil
        }
    }

    /// The target of a call, which need not exist; `nil` if no permission is needed.
    func find(_ request: Request) throws(QueryError) -> Found? {
        switch self {
        case .nothing: return nil
        case .anything: return Found(arn: "*")
        case .existing(let sort): return try Self.existing(sort, request)
        case .userOrCaller:
            if try request.given("UserName") == nil {
                return Found(arn: request.call.caller.arn)
            }
            return try Self.existing(UserRecord.self, request)
        case .new(let sort):
            let name = try request.text(sort.noun + "Name", sort.newNameRule)
            return Found(arn: request.arn(sort.word, path: try request.path(.path), name))
        case .newPolicy:
            let name = try request.text("PolicyName", .policyName)
            return Found(arn: request.arn("policy", path: try request.path(.policyPath), name))
        case .policy:
            let arn = try request.policyARN()
            let policy = request.view.policy(arn, in: request.account)
            return Found(arn: arn.text, tags: policy?.head.tags ?? [])
        case .newLinkedRole: return Found(arn: try request.newLinkedRoleARN())
        case .deletionTask: return Found(arn: try request.deletionTaskRoleARN())
        }
    }

    private static func existing<Owner: PolicyOwner>(
        _ sort: Owner.Type, _ request: Request
    ) throws(QueryError) -> Found {
        let name = try request.text(sort.noun + "Name", sort.nameRule)
        guard let owner = request.view.find(sort, account: request.account, name: name) else {
            // What is not there has the ARN that it would have without a path.
            return Found(arn: request.arn(sort.word, path: "/", name))
        }
        // Of groups, whose tags nobody can set, policies see none.
        return Found(
            arn: owner.head.arn(sort.word), tags: owner.head.tags, isPrincipal: true,
            boundary: owner.policies.boundary)
    }
}
