import PolicyLanguage
import PolicyModel

/// Organization policies, sizes, risks and redundancy.
extension FindingTests {
    static let organizationCases: [FindingCase] = [
        FindingCase(
            .error, .scpSyntaxErrorPrincipal, .serviceControl, .principal(#""Principal":"*""#),
            not: .action(#""a:b""#)),
        FindingCase(
            .error, .rcpSyntaxErrorPrincipal, .resourceControl,
            .rcp(#""Effect":"Deny","Action":"a:b","Principal":{"AWS":"*"}"#),
            not: .rcp(#""Effect":"Deny","Action":"a:b","Principal":"*""#)),
        FindingCase(
            .error, .rcpSyntaxErrorPrincipal, .resourceControl,
            .rcp(#""Effect":"Deny","Action":"a:b","NotPrincipal":"*""#),
            not: .rcp(#""Effect":"Deny","Action":"a:b","Principal":"*""#)),
        FindingCase(
            .error, .rcpSyntaxErrorAllow, .resourceControl,
            .rcp(#""Effect":"Allow","Action":"*","Principal":"*""#),
            not: .grant(#""Action":"*","Principal":"*","Resource":"*""#)),
        FindingCase(
            .error, .rcpSyntaxErrorNotAction, .resourceControl,
            .rcp(#""Effect":"Deny","NotAction":"a:b","Principal":"*""#),
            not: .rcp(#""Effect":"Deny","Action":"a:b","Principal":"*""#)),
        FindingCase(
            .error, .rcpSyntaxErrorActionWildcard, .resourceControl,
            .rcp(#""Effect":"Deny","Action":["a:b","*"],"Principal":"*""#),
            not: .rcp(#""Effect":"Deny","Action":["a:*"],"Principal":"*""#)),
        FindingCase(
            .error, .missingPrincipal, .resourceControl, .rcp(#""Effect":"Deny","Action":"a:b""#),
            not: .rcp(#""Effect":"Deny","Action":"a:b","Principal":"*""#)),
    ]

    /// A policy that is exactly so many characters long without the space outside of strings.
    private static func policy(ofLength length: Int) -> String {
        let frame = #"{"Id":"a \" b","Statement":{"Sid":""}}"#
        return frame.dropLast(3) + String(repeating: "x", count: length - frame.count) + #""}}"#
    }

    private static func sizeCase(_ code: FindingCode, _ type: PolicyType, _ quota: Int)
        -> FindingCase
    {
        FindingCase(
            .warning, code, type, policy(ofLength: quota + 1), not: policy(ofLength: quota))
    }

    static let sizeCases: [FindingCase] = [
        sizeCase(.policySizeExceedsIdentityPolicyQuota, .identity, 6_144),
        sizeCase(.policySizeExceedsIdentityPolicyQuota, .boundary, 6_144),
        sizeCase(.policySizeExceedsRoleTrustPolicyQuota, .trust, 2_048),
        sizeCase(.policySizeExceedsSessionPolicyQuota, .session, 2_048),
        sizeCase(.policySizeExceedsResourcePolicyQuota, .resource, 20_480),
        sizeCase(.policySizeExceedsSCPQuota, .serviceControl, 5_120),
        sizeCase(.policySizeExceedsRCPQuota, .resourceControl, 5_120),
        // Space outside of strings counts for organizations alone.
        FindingCase(
            .warning, .policySizeExceedsSCPQuota, .serviceControl,
            policy(ofLength: 5_120).replacing("{", with: "{\n"), not: policy(ofLength: 5_120)),
        FindingCase(
            .warning, .policySizeExceedsIdentityPolicyQuota, policy(ofLength: 6_145),
            not: policy(ofLength: 6_144).replacing("{", with: "{ \n\t")),
    ]

    private static func riskCases(
        _ severity: PolicyFinding.Severity, _ name: String, guardKey: String, _ codes: [FindingCode]
    ) -> [FindingCase] {
        let star = #""Resource":"*""#
        let named = #""Resource":"arn:aws:iam::*:role/r""#
        let other = #""NotResource":"arn:aws:iam::*:role/r""#
        let condition = #""Condition":{"StringEquals":{"\#(guardKey)":"ec2.amazonaws.com"}}"#
        func grant(_ action: String, _ resource: String) -> String {
            .grant("\(action),\(resource)")
        }
        return [
            FindingCase(
                severity, codes[0], grant(#""Action":"\#(name)""#, star),
                not: grant(#""Action":"\#(name)""#, named)),
            FindingCase(
                severity, codes[0], grant(#""Action":"\#(name)""#, star),
                not: grant(#""Action":"\#(name)",\#(condition)"#, star)),
            FindingCase(
                severity, codes[1], grant(#""Action":"IAM:*""#, star),
                not: grant(#""Action":"iam:Get*""#, star)),
            FindingCase(
                severity, codes[2], grant(#""NotAction":"s3:*""#, star),
                not: grant(#""NotAction":"iam:*""#, star)),
            FindingCase(
                severity, codes[3], grant(#""Action":"\#(name)""#, other),
                not: .statement(#""Effect":"Deny","Action":"\#(name)",\#(other)"#)),
            FindingCase(
                severity, codes[4], grant(#""Action":"*""#, other),
                not: grant(#""Action":"*""#, named)),
            FindingCase(
                severity, codes[5], grant(#""NotAction":"s3:*""#, other),
                not: grant(#""NotAction":"s3:*""#, named)),
        ]
    }

    static let riskCases: [FindingCase] =
        [
            FindingCase(
                .securityWarning, .allowWithNotPrincipal, .resource,
                .principal(#""NotPrincipal":{"AWS":"111122223333"}"#),
                not: .statement(#""Effect":"Deny","NotPrincipal":{"AWS":"111122223333"}"#))
        ]
        + riskCases(
            .securityWarning, "iam:PassRole", guardKey: "iam:PassedToService",
            [
                .passRoleWithStarInResource, .passRoleWithStarInActionAndResource,
                .passRoleWithStarInResourceAndNotAction, .passRoleWithNotResource,
                .passRoleWithStarInActionAndNotResource, .passRoleWithNotActionAndNotResource,
            ])
        + riskCases(
            .warning, "iam:CreateServiceLinkedRole", guardKey: "iam:AWSServiceName",
            [
                .createSLRWithStarInResource, .createSLRWithStarInActionAndResource,
                .createSLRWithStarInResourceAndNotAction, .createSLRWithNotResource,
                .createSLRWithStarInActionAndNotResource, .createSLRWithNotActionAndNotResource,
            ])

    /// Two equal actions, whose lengths sum up to so many bytes.
    private static func equalActions(byteCount: Int) -> String {
        let name = String(repeating: "x", count: byteCount / 2 - 2)
        return .action(#"["s:\#(name)","s:\#(name)"]"#)
    }

    static let redundancyCases: [FindingCase] = [
        FindingCase(
            .suggestion, .redundantAction, .action(#"["s3:GetObject","S3:get*"]"#),
            not: .action(#"["s3:GetObject","s3:Put*"]"#)),
        FindingCase(
            .suggestion, .redundantAction, .action(#"["s3:Get","S3:get"]"#),
            not: .action(#"["s3:Get?","s3:GetO*"]"#)),
        FindingCase(
            .suggestion, .redundantResource, .resource(#"["arn:aws:s3:::b/*","arn:aws:s3:::b/a"]"#),
            not: .resource(#"["arn:aws:s3:::b","arn:aws:s3:::B"]"#)),
        // A star does not cross from one field into the next.
        FindingCase(
            .suggestion, .redundantResource, .resource(#"["*","arn:aws:sqs:*:*:q"]"#),
            not: .resource(#"["arn:aws:sqs:*:*:q","arn:aws:sqs:eu-west-1:1:a:q"]"#)),
        FindingCase(
            .suggestion, .redundantAction, equalActions(byteCount: 4_096),
            not: equalActions(byteCount: 4_098)),
        FindingCase(
            .suggestion, .redundantConditionValue,
            .condition(#"{"StringLike":{"a:b":["a*","ab"]}}"#),
            not: .condition(#"{"StringEquals":{"a:b":["a*","ab"]}}"#)),
        FindingCase(
            .suggestion, .redundantStatement,
            #"{"Statement":[{"Sid":"a","Effect":"Deny"},{"Sid":"b","Effect":"Deny"}]}"#,
            not: #"{"Statement":[{"Sid":"a","Effect":"Deny"},{"Sid":"b","Effect":"Allow"}]}"#),
    ]
}
