import FlatMemory
import PolicyModel

/// What services do whatever policies say.
extension PreparedRequest {
    /// Whether the caller is a principal of an account, with policies of its own.
    var hasIdentitySide: Bool {
        switch callerKind {
        case .root, .user, .role, .assumedRole, .federatedUser: true
        case .anonymous, .service, .federated, .canonicalUser: false
        }
    }

    /// An authenticated caller may always ask who it is.
    var isGetCallerIdentity: Bool {
        has("sts:getcalleridentity", at: action) && (hasIdentitySide || callerKind == .service)
    }

    /// What belongs to AWS can't be changed by anyone: its managed policies, the roles under
    /// `/aws-reserved/`, and the aliases of its keys.
    var isBlockedByServiceRule: Bool {
        guard isARN else { return false }
        if has("iam", at: parts[2]) {
            if has("aws", at: parts[4]), begins("policy/", at: parts[5]) {
                return isAction(among: ServiceRules.managedPolicyChanges)
            }
            return begins("role/aws-reserved/", at: parts[5])
                && isAction(among: ServiceRules.roleChanges)
        }
        return has("kms", at: parts[2]) && begins("alias/aws/", at: parts[5])
            && isAction(among: ServiceRules.aliasChanges)
    }

    /// Whether nobody may use the resource unless its own policy says so: roles and KMS keys.
    var needsResourcePolicy: Bool {
        guard isARN else { return false }
        if has("kms", at: parts[2]) { return begins("key/", at: parts[5]) }
        return has("iam", at: parts[2]) && begins("role/", at: parts[5])
            && has("sts", at: service)
    }

    /// Whether resource control policies know the action's service.
    var isUnderResourceControl: Bool {
        serviceLength >= 0 && !has("kms:retiregrant", at: action)
            && ServiceRules.resourceControlServices.contains(string(service))
    }

    private var service: TextRange {
        TextRange(start: action.start, count: max(serviceLength, 0))
    }

    private func string(_ range: TextRange) -> String {
        String(decoding: text[range.start..<range.end], as: UTF8.self)
    }

    private func isAction(among names: Set<String>) -> Bool { names.contains(string(action)) }

    private func has(_ word: String, at range: TextRange) -> Bool {
        range.count == word.utf8.count && begins(word, at: range)
    }

    func begins(_ word: String, at range: TextRange) -> Bool {
        var position = range.start
        for byte in word.utf8 {
            guard position < range.end, text[position] == byte else { return false }
            position += 1
        }
        return true
    }
}

/// The actions and services that the rules name, in lower case.
enum ServiceRules {
    static let managedPolicyChanges: Set<String> = [
        "iam:createpolicy", "iam:createpolicyversion", "iam:deletepolicy",
        "iam:deletepolicyversion", "iam:setdefaultpolicyversion", "iam:tagpolicy",
        "iam:untagpolicy",
    ]

    static let roleChanges: Set<String> = [
        "iam:attachrolepolicy", "iam:createrole", "iam:createservicelinkedrole", "iam:deleterole",
        "iam:deleterolepermissionsboundary", "iam:deleterolepolicy",
        "iam:deleteservicelinkedrole", "iam:detachrolepolicy", "iam:passrole",
        "iam:putrolepermissionsboundary", "iam:putrolepolicy", "iam:tagrole", "iam:untagrole",
        "iam:updateassumerolepolicy", "iam:updaterole", "iam:updateroledescription",
    ]

    static let aliasChanges: Set<String> = [
        "kms:createalias", "kms:updatealias", "kms:deletealias",
    ]

    /// The services whose resources RCPs can protect, as of 2026.
    static let resourceControlServices: Set<String> = [
        "aoss", "appconfig", "appstream", "autoscaling", "cloudfront", "cloudsearch", "codebuild",
        "codecommit", "codepipeline", "cognito-identity", "cognito-idp", "comprehend",
        "comprehendmedical", "cost-optimization-hub", "dax", "dynamodb", "ecr", "events",
        "firehose", "fis", "health", "inspector-scan", "kendra", "kinesisvideo", "kms", "logs",
        "memorydb", "networkmonitor", "opensearch", "pca-connector-ad", "polly", "pricing", "s3",
        "secretsmanager", "signin", "sqs", "sts", "support", "textract", "timestream-influxdb",
        "transcribe", "transfer", "translate", "wafv2",
    ]
}
