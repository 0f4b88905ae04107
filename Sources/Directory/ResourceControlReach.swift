/// Which requests resource control policies reach.
///
/// AWS applies RCPs to the resources of the services that it lists as supporting them, and to no
/// others; see "Services that support RCPs" in the Organizations User Guide. Names outside AWS's
/// partitions belong to the user's own services, which the RCPs of a bundle always reach, since
/// whoever wrote them meant them.
enum ResourceControlReach {
    /// Whether RCPs take part in a decision on this action and resource.
    static func includes(action: String, resource: String) -> Bool {
        let action = action.lowercased()
        let arn = ARN(resource)
        if let arn, !arn.partition.hasPrefix("aws") { return true }
        // A grant is retired by whoever holds it, and AWS's own keys obey no customer's policy.
        if action == "kms:retiregrant" || isManagedKey(arn) { return false }
        return services.contains(String(action.prefix { $0 != ":" }))
    }

    private static func isManagedKey(_ arn: ARN?) -> Bool {
        arn?.service == "kms" && arn?.resource(after: "alias/aws/") != nil
    }

    /// Service prefixes of actions, as of November 2026.
    private static let services: Set<String> = [
        "aoss", "appconfig", "appstream", "autoscaling", "cloudfront", "cloudsearch", "codebuild",
        "codecommit", "codepipeline", "cognito-identity", "cognito-idp", "comprehend",
        "comprehendmedical", "cost-optimization-hub", "dax", "dynamodb", "ecr", "events",
        "firehose", "fis", "health", "inspector-scan", "kendra", "kinesisvideo", "kms", "logs",
        "memorydb", "networkmonitor", "opensearch", "pca-connector-ad", "polly", "pricing", "s3",
        "secretsmanager", "signin", "sqs", "sts", "support", "textract", "timestream-influxdb",
        "transcribe", "transfer", "translate", "wafv2",
    ]
}
