import PolicyModel

/// What services do whatever policies say.
extension ReferenceEvaluator {
    /// The action in lower case.
    private var action: String { String(scalars: request.action.scalars.map(\.lowercasedASCII)) }

    /// The action's service, in lower case; `nil` for an action without exactly one colon.
    private var actionService: String? {
        let parts = action.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 ? String(parts[0]) : nil
    }

    /// An authenticated caller may always ask who it is.
    var isGetCallerIdentity: Bool {
        action == "sts:getcalleridentity" && (hasIdentitySide || request.caller.kind == .service)
    }

    /// What belongs to AWS can't be changed by anyone.
    var isBlockedByServiceRule: Bool {
        guard let parts = referenceARNParts(request.resource.scalars) else { return false }
        let service = String(scalars: parts[2])
        let account = String(scalars: parts[4])
        let resource = String(scalars: parts[5])
        switch service {
        case "iam" where account == "aws" && resource.hasScalarPrefix("policy/"):
            return Self.managedPolicyChanges.contains(action)
        case "iam" where resource.hasScalarPrefix("role/aws-reserved/"):
            return Self.roleChanges.contains(action)
        case "kms" where resource.hasScalarPrefix("alias/aws/"):
            return Self.aliasChanges.contains(action)
        default:
            return false
        }
    }

    /// Whether nobody may use the resource unless its own policy says so: roles and KMS keys.
    var needsResourcePolicy: Bool {
        guard let parts = referenceARNParts(request.resource.scalars) else { return false }
        let resource = String(scalars: parts[5])
        switch String(scalars: parts[2]) {
        case "kms": return resource.hasScalarPrefix("key/")
        case "iam": return actionService == "sts" && resource.hasScalarPrefix("role/")
        default: return false
        }
    }

    /// Whether resource control policies know the action's service.
    var isUnderResourceControl: Bool {
        guard let service = actionService else { return false }
        return Self.resourceControlServices.contains(service) && action != "kms:retiregrant"
    }

    private static let managedPolicyChanges: Set<String> = [
        "iam:createpolicy", "iam:createpolicyversion", "iam:deletepolicy",
        "iam:deletepolicyversion", "iam:setdefaultpolicyversion", "iam:tagpolicy",
        "iam:untagpolicy",
    ]

    private static let roleChanges: Set<String> = [
        "iam:attachrolepolicy", "iam:createrole", "iam:createservicelinkedrole", "iam:deleterole",
        "iam:deleterolepermissionsboundary", "iam:deleterolepolicy",
        "iam:deleteservicelinkedrole", "iam:detachrolepolicy", "iam:passrole",
        "iam:putrolepermissionsboundary", "iam:putrolepolicy", "iam:tagrole", "iam:untagrole",
        "iam:updateassumerolepolicy", "iam:updaterole", "iam:updateroledescription",
    ]

    private static let aliasChanges: Set<String> = [
        "kms:createalias", "kms:updatealias", "kms:deletealias",
    ]

    /// The services whose resources RCPs can protect, as of 2026.
    private static let resourceControlServices: Set<String> = [
        "aoss", "appconfig", "appstream", "autoscaling", "cloudfront", "cloudsearch", "codebuild",
        "codecommit", "codepipeline", "cognito-identity", "cognito-idp", "comprehend",
        "comprehendmedical", "cost-optimization-hub", "dax", "dynamodb", "ecr", "events",
        "firehose", "fis", "health", "inspector-scan", "kendra", "kinesisvideo", "kms", "logs",
        "memorydb", "networkmonitor", "opensearch", "pca-connector-ad", "polly", "pricing", "s3",
        "secretsmanager", "signin", "sqs", "sts", "support", "textract", "timestream-influxdb",
        "transcribe", "transfer", "translate", "wafv2",
    ]
}
