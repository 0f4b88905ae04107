import PolicyModel
import Testing

/// What the example bundle allows, and why.
extension ExampleBundleTests {
    static let table: [Case] = [
        // Identity policies, tags and boundaries.
        .allow(
            ada, "s3:GetObject", media + "/storefront/a.png", because: "her team's media, by tag"),
        .deny(ada, "s3:GetObject", media + "/payments/a.png", because: "another team's"),
        .allow(
            ada, "s3:ListBucket", media, ["s3:prefix": .single("storefront/x")],
            because: "the prefix is her team's"),
        .deny(
            ada, "s3:ListBucket", media, ["s3:prefix": .single("payments/x")], because: "it is not"),
        .deny(ada, "s3:ListBucket", media, because: "without a prefix the condition fails"),
        .allow(
            ada, "ec2:StartInstances", instances + "i-0storefront", inEurope, because: "same tag"),
        .deny(
            ada, "ec2:StartInstances", instances + "i-0payments", inEurope, because: "tags differ"),
        .allow(
            ada, "ec2:DescribeInstances", "*", inEurope, because: "no resource-level permission"),
        .allow(ada, "dynamodb:Query", orders, because: "group policy within the boundary"),
        .deny(ada, "dynamodb:PutItem", orders, because: "no policy allows it"),
        .allow(ada, "sqs:ReceiveMessage", queue, because: "inline policy of the group"),
        .deny(ada, "sqs:SendMessage", queue, because: "the boundary alone grants nothing"),
        .deny(
            ada, "s3:DeleteObject", media + "/storefront/a.png",
            because: "v1 of the policy is not in force"),
        .explicit(
            ada, "s3:GetObject", "arn:aws:s3:::shop-audit/log", because: "the boundary denies"),
        // Resource policies.
        .allow(ada, "s3:GetObject", media + "/public/logo.svg", because: "everybody, also ada"),
        .allow("anonymous", "s3:GetObject", media + "/public/logo.svg", because: "everybody"),
        .deny("anonymous", "s3:GetObject", media + "/storefront/a.png", because: "not public"),
        .explicit(
            ada, "s3:GetObject", media + "/storefront/a.png",
            ["aws:SecureTransport": .single("false")], because: "the bucket demands TLS"),
        .explicit(
            grace, "s3:GetObject", media + "/inventory/1",
            because: "allowed by the bucket, denied by her own policy"),
        .allow(
            grace, "s3:GetObject", media + "/inventory/1",
            ["s3:ExistingObjectTag/class": .single("public-1")],
            because: "the deny is lifted by a tag"),
        .allow(
            grace, "s3:ListBucket", media, because: "read-only, from a percent-encoded document"),
        .allow(
            "s3.amazonaws.com", "sqs:SendMessage", queue,
            [
                "aws:SourceArn": .single("arn:aws:s3:::shop-media"),
                "aws:SourceAccount": .single(shop),
            ], because: "notifications of our bucket"),
        .deny(
            "s3.amazonaws.com", "sqs:SendMessage", queue,
            [
                "aws:SourceArn": .single("arn:aws:s3:::shop-media"),
                "aws:SourceAccount": .single("999999999999"),
            ], because: "a confused deputy"),
        .deny("sns.amazonaws.com", "sqs:SendMessage", queue, because: "another service"),
        // Keys speak for themselves.
        .allow(
            storefront, "kms:Decrypt", key,
            ["kms:EncryptionContext:table": .single("orders")],
            because: "the key policy names the role"),
        .deny(storefront, "kms:Decrypt", key, because: "not without the encryption context"),
        .allow(grace, "kms:DescribeKey", key, because: "delegated to IAM, which allows"),
        .deny(ada, "kms:DescribeKey", key, because: "delegated to IAM, which does not"),
        // Roles and their sessions.
        .allow(
            storefront, "dynamodb:PutItem", orders,
            ["dynamodb:LeadingKeys": .multiple(["order#1", "order#2"])], because: "its own rows"),
        .deny(
            storefront, "dynamodb:PutItem", orders,
            ["dynamodb:LeadingKeys": .multiple(["order#1", "user#2"])], because: "one row is not"),
        .deny(storefront, "dynamodb:PutItem", orders, because: "and no keys at all are refused"),
        .allow(
            deployer, "s3:PutObject", media + "/releases/1.zip",
            because: "policy and boundary agree"),
        .deny(
            deployer, "s3:DeleteObject", media + "/releases/1.zip", because: "the boundary lacks it"
        ),
        .allow(
            deployer, "iam:PassRole", "arn:aws:iam::111122223333:role/app/Storefront",
            ["iam:PassedToService": .single("lambda.amazonaws.com")], because: "to lambda"),
        .deny(
            deployer, "iam:PassRole", "arn:aws:iam::111122223333:role/app/Storefront",
            ["iam:PassedToService": .single("ec2.amazonaws.com")], because: "to another service"),
        // Who may assume what.
        .allow(
            pipeline, "sts:AssumeRole", deployerRole, ["sts:ExternalId": .single("release-train")],
            because: "both accounts agree"),
        .deny(pipeline, "sts:AssumeRole", deployerRole, because: "without the external id"),
        .allow(
            bob, "sts:AssumeRole", deployerRole, ["aws:MultiFactorAuthPresent": .single("true")],
            because: "delegated to the account, allowed by his policy"),
        .deny(bob, "sts:AssumeRole", deployerRole, because: "without MFA"),
        .deny(
            ada, "sts:AssumeRole", deployerRole, ["aws:MultiFactorAuthPresent": .single("true")],
            because: "delegated to the account, not allowed by hers"),
        .allow(
            "codewhisperer.amazonaws.com", "sts:AssumeRole", linkedRole, because: "its own role"),
        .deny("q.amazonaws.com", "sts:AssumeRole", linkedRole, because: "another service's"),
        .deny(eve, "sts:AssumeRole", linkedRole, because: "an administrator is no service"),
        .allow(
            linked, "cloudwatch:PutMetricData", "*",
            ["cloudwatch:namespace": .single("AWS/CodeWhisperer")], because: "the service's metrics"
        ),
        .deny(
            linked, "cloudwatch:PutMetricData", "*", ["cloudwatch:namespace": .single("AWS/EC2")],
            because: "another namespace"),
        .allow(
            linked, "codeguru-security:GetScan",
            "arn:aws:codeguru-security:eu-central-1:111122223333:scans/CodeWhisperer-1",
            because: "its scans"),
        // The organization.
        .explicit(
            deployer, "s3:DeleteBucket", "arn:aws:s3:::shop-old",
            because: "policy and boundary allow, the SCP denies"),
        .explicit(
            ada, "ec2:StartInstances", instances + "i-0storefront", inAmerica,
            because: "outside of Europe"),
        .explicit(
            "arn:aws:iam::111122223333:root", "organizations:LeaveOrganization", "*",
            because: "an SCP binds root"),
        .allow(
            "arn:aws:iam::111122223333:root", "s3:CreateBucket", "arn:aws:s3:::shop-new",
            because: "root needs no policy"),
        .allow(
            olga, "organizations:LeaveOrganization", "*",
            because: "no SCP binds the management account"),
        .allow(eve, "s3:CreateBucket", "arn:aws:s3:::lab-new", because: "an administrator"),
        .deny(
            eve, "iam:CreateUser", "arn:aws:iam::444455556666:user/x",
            because: "the sandbox lacks IAM"),
        .explicit(
            eve, "s3:DeleteBucket", "arn:aws:s3:::lab-old", because: "denied from the unit above"),
        .deny(
            eve, "s3:GetObject", media + "/storefront/a.png",
            because: "across accounts the bucket must allow"),
        .allow(pipeline, "s3:GetObject", media + "/releases/1.zip", because: "both accounts allow"),
        .deny(
            ada, "s3:GetObject", "arn:aws:s3:::lab-scratch/x",
            because: "an open bucket elsewhere needs a policy of hers"),
        .explicit(
            "anonymous", "s3:PutObject", media + "/public/x", because: "an RCP keeps foreigners out"
        ),
        // Who is not known is not let in.
        .deny(
            "arn:aws:iam::111122223333:user/staff/mallory", "s3:GetObject", media + "/public/x",
            because: "unknown user"),
        .deny(
            "arn:aws:iam::999999999999:user/x", "s3:GetObject", media + "/public/x",
            because: "unknown account"),
        .deny("mallory", "s3:GetObject", media + "/public/x", because: "no principal at all"),
    ]
}

/// Who and what the table is about.
extension ExampleBundleTests {
    static let shop = "111122223333"
    static let ada = "arn:aws:iam::111122223333:user/staff/ada"
    static let grace = "arn:aws:iam::111122223333:user/staff/grace"
    static let bob = "arn:aws:iam::111122223333:user/staff/bob"
    static let eve = "arn:aws:iam::444455556666:user/eve"
    static let olga = "arn:aws:iam::777788889999:user/olga"
    static let storefront = "arn:aws:sts::111122223333:assumed-role/Storefront/lambda-1"
    static let deployer = "arn:aws:sts::111122223333:assumed-role/Deployer/run-7"
    static let pipeline = "arn:aws:sts::444455556666:assumed-role/Pipeline/build-1"
    static let linked =
        "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForCodeWhisperer/codewhisperer"
    static let media = "arn:aws:s3:::shop-media"
    static let orders = "arn:aws:dynamodb:eu-central-1:111122223333:table/orders"
    static let queue = "arn:aws:sqs:eu-central-1:111122223333:orders"
    static let key =
        "arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d-1111-4222-8333-444455556666"
    static let deployerRole = "arn:aws:iam::111122223333:role/ci/Deployer"
    static let linkedRole =
        "arn:aws:iam::111122223333:role/aws-service-role/codewhisperer.amazonaws.com/"
        + "AWSServiceRoleForCodeWhisperer"
    static let instances = "arn:aws:ec2:eu-central-1:111122223333:instance/"
    static let inEurope: [String: ContextValue] = ["aws:RequestedRegion": .single("eu-central-1")]
    static let inAmerica: [String: ContextValue] = ["aws:RequestedRegion": .single("us-east-1")]
}

extension ExampleBundleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let principal: String
        let action: String
        let resource: String
        let context: [String: ContextValue]
        let decision: Decision
        let reason: String

        static func allow(
            _ principal: String, _ action: String, _ resource: String,
            _ context: [String: ContextValue] = [:], because reason: String
        ) -> Case {
            Case(
                principal: principal, action: action, resource: resource, context: context,
                decision: .allow, reason: reason)
        }

        static func deny(
            _ principal: String, _ action: String, _ resource: String,
            _ context: [String: ContextValue] = [:], because reason: String
        ) -> Case {
            Case(
                principal: principal, action: action, resource: resource, context: context,
                decision: .implicitDeny, reason: reason)
        }

        static func explicit(
            _ principal: String, _ action: String, _ resource: String,
            _ context: [String: ContextValue] = [:], because reason: String
        ) -> Case {
            Case(
                principal: principal, action: action, resource: resource, context: context,
                decision: .explicitDeny, reason: reason)
        }

        var testDescription: String { "\(principal) \(action) \(resource): \(reason)" }
    }
}
