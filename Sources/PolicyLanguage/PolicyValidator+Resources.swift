import PolicyModel
import StrictJSON

/// What the values of `Resource` and `NotResource` look like: `*`, or an ARN.
///
/// Sources: IAM User Guide, *Resource*; AWS's messages "must be in ARN format or \"*\"", "Partition
/// … is not valid", "Resource vendor must be fully qualified and cannot contain regexes", "cannot
/// contain region information", "IAM resource path must either be \"*\" or start with …".
extension PolicyValidator {
    mutating func checkResources(_ clause: ClauseOutline<String>) {
        for resource in clause.values where resource.value != "*" {
            checkResource(resource)
            checkVariables(resource)
        }
    }

    private mutating func checkResource(_ resource: Located<String>) {
        let arn = ARNFields(resource.value)
        var text: String { "resource `\(resource.value)`" }
        func isUnknown(_ partition: Substring) -> Bool {
            partition.isLiteral && !ARNFields.partitions.contains(partition)
        }
        guard arn[.prefix] == "arn", let partition = arn[.partition] else {
            findings.add(
                .error, .invalidARNPrefix, at: resource.node, "\(text) is neither `*` nor an ARN")
            return
        }
        guard !isUnknown(partition) else {
            findings.add(
                .error, .invalidPartition, at: resource.node,
                "\(text) has an unknown partition `\(partition)`")
            return
        }
        guard let service = arn[.service], !service.isEmpty, !service.hasWildcard else {
            findings.add(
                .error, .invalidService, at: resource.node,
                "\(text) must name its service in full")
            return
        }
        if service.contains(where: \.isUppercase) {
            findings.add(
                .warning, .invalidARNServiceCase, at: resource.node,
                "service `\(service)` is written in lower case")
        }
        if arn.isComplete {
            checkFields(of: arn, service, resource)
        } else {
            checkShort(arn, resource)
        }
    }

    /// An ARN with fewer than six fields. IAM fills it up with `*`, which it documents only behind
    /// a trailing `*`; a field that is there must not be empty then. Organizations is stricter.
    private mutating func checkShort(
        _ arn: ARNFields, _ resource: Located<String>
    ) {
        let endsInStar = resource.value.hasSuffix("*")
        let isForbidden =
            switch type {
            case .resourceControl: true
            case .serviceControl: !endsInStar
            default: arn.fields.contains { $0.isEmpty }
            }
        if isForbidden || !endsInStar {
            findings.add(
                isForbidden ? .error : .warning, .missingARNField, at: resource.node,
                "resource `\(resource.value)` has \(arn.fields.count) of the 6 fields of an ARN")
        }
    }

    private mutating func checkFields(
        of arn: ARNFields, _ service: Substring, _ resource: Located<String>
    ) {
        let region = arn[.region] ?? ""
        let account = arn[.account] ?? ""
        // S3's access points have a region and an account, its buckets neither.
        let isRegionless = service == "iam" || (service == "s3" && account.isEmpty)
        if !region.isEmpty && region.isLiteral {
            if isRegionless {
                findings.add(
                    .error, .arnRegionNotAllowed, at: resource.node,
                    "resource `\(resource.value)` has a region, which ARNs of this kind have not")
            } else if !region.looksLikeRegion {
                findings.add(
                    .warning, .invalidARNRegion, at: resource.node, "unknown region `\(region)`")
            }
        }
        if !account.isEmpty && account.isLiteral && !account.isAccountID
            && !account.hasPrefix("aws")
        {
            findings.add(
                .warning, .invalidARNAccount, at: resource.node,
                "account `\(account)` does not have 12 digits")
        }
        if service == "iam", let path = arn[.resource], !path.startsWithIAMType {
            findings.add(
                .error, .invalidARNResource, at: resource.node,
                "resource `\(resource.value)` names no kind of IAM resource, such as `role/`")
        }
    }
}

extension Substring {
    /// Whether a text is formed like `us-east-1` or `us-gov-west-1`.
    fileprivate var looksLikeRegion: Bool {
        let parts = split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3, let last = parts.last else { return false }
        return parts.dropLast().allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isLowercase) }
            && !last.isEmpty && last.allSatisfy(\.isNumber)
    }

    /// Whether the resource part of an ARN of IAM starts with a kind of resource, or with a
    /// wildcard or variable that may stand for one.
    fileprivate var startsWithIAMType: Bool {
        let word = prefix { $0 != "/" && $0 != ":" }
        return !word.isLiteral || Self.iamTypes.contains(word)
    }

    private static let iamTypes: Set<Substring> = [
        "access-report", "assumed-role", "delegation-request", "federated-user", "group",
        "instance-profile", "mfa", "oidc-provider", "policy", "report", "role", "role-template",
        "root", "saml-provider", "server-certificate", "sms-mfa", "user",
    ]
}
