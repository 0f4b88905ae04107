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
        action.count == 21 && has("sts:getcalleridentity", at: action)
            && (hasIdentitySide || callerKind == .service)
    }

    /// What belongs to AWS can't be changed by anyone: its managed policies, the roles under
    /// `/aws-reserved/`, and the aliases of its keys.
    var isBlockedByServiceRule: Bool {
        guard resource.isARN else { return false }
        let service = shortWord(resource.parts[2])
        if service == ServiceRules.iam {
            if has("aws", at: resource.parts[4]), begins("policy/", at: resource.parts[5]) {
                return isAction(among: ServiceRules.managedPolicyChanges)
            }
            return begins("role/aws-reserved/", at: resource.parts[5])
                && isAction(among: ServiceRules.roleChanges)
        }
        return service == ServiceRules.kms && begins("alias/aws/", at: resource.parts[5])
            && isAction(among: ServiceRules.aliasChanges)
    }

    /// Whether nobody may use the resource unless its own policy says so: roles and KMS keys.
    var needsResourcePolicy: Bool {
        guard resource.isARN else { return false }
        let service = shortWord(resource.parts[2])
        if service == ServiceRules.kms { return begins("key/", at: resource.parts[5]) }
        return service == ServiceRules.iam && begins("role/", at: resource.parts[5])
            && shortWord(self.service) == ServiceRules.sts
    }

    /// Whether resource control policies know the action's service.
    var isUnderResourceControl: Bool {
        serviceLength >= 0 && !has("kms:retiregrant", at: action)
            && ServiceRules.resourceControlServices.contains(string(service))
    }

    /// A text of up to seven bytes as a word, the first byte lowest; zero for a longer one.
    private func shortWord(_ range: TextRange) -> UInt64 {
        range.count < 8 ? text.paddedSpan.word(at: range.start, count: range.count) : 0
    }

    private func isAction(among names: Set<String>) -> Bool { names.contains(string(action)) }

    private func has(_ word: StaticString, at range: TextRange) -> Bool {
        text.paddedSpan.isWord(word, at: range)
    }

    func begins(_ word: StaticString, at range: TextRange) -> Bool {
        text.paddedSpan.begins(word, at: range)
    }
}

/// The actions and services that the rules name, in lower case.
enum ServiceRules {
    /// `iam`, `kms` and `sts` as words, the first byte lowest.
    static let iam: UInt64 = 0x6D_61_69
    static let kms: UInt64 = 0x73_6D_6B
    static let sts: UInt64 = 0x73_74_73

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
