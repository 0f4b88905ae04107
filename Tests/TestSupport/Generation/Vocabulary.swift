import PolicyModel

/// The small world that generated policies and requests talk about.
///
/// It is small on purpose: names share prefixes and differ in a letter or its case, so that most
/// of what doesn't match nearly does.
enum Vocabulary {
    static let accounts = ["111122223333", "444455556666"]

    /// An action and a resource that belong together.
    struct Target {
        var actions: [String]
        var resources: [String]
    }

    /// Targets under ordinary rules.
    static let ordinary = [
        Target(
            actions: ["s3:GetObject", "s3:GetObjectAcl", "s3:Get", "s3:PutObject", "s3:gETObject"],
            resources: [
                "arn:aws:s3:::b", "arn:aws:s3:::b/a", "arn:aws:s3:::b/a/b", "arn:aws:s3:::ba/a",
                "arn:aws:s3:::b/A", "arn:aws:s3:::b/*", "arn:aws:s3:::b/?", "arn:aws:s3:::b/é",
                "arn:aws:s3:::", "arn:aws-cn:s3:::b/a",
            ]),
        Target(
            actions: ["sqs:SendMessage", "sqs:SendMessageBatch", "SQS:Send", "sqs:GetObject"],
            resources: [
                "arn:aws:sqs:r-1:111122223333:q", "arn:aws:sqs:r-2:111122223333:q",
                "arn:aws:sqs:r-1:444455556666:q:a:b", "arn:aws:sqs:r-1:111122223333:qq",
                "arn:aws:sqs:r-1::a", "arn:aws:sqs:r-1:111122223333:q:a:b:a:b",
            ]),
        Target(
            actions: ["plain:Do", "plain:DoIt", "plain:Undo"],
            resources: ["arn:aws:plain:r-1:111122223333:a/b", "arn:aws:plain:r-1:111122223333:a:b"]),
        Target(
            actions: ["logs:GetLogEvents", "logs:GetLogRecord"],
            resources: [
                "arn:aws:logs:r-1:111122223333:log-group:a:log-stream:b",
                "arn:aws:logs:r-1:111122223333:log-group:a:b:a:b:a", "arn:aws:logs:::a:b:a:b:*",
            ]),
        Target(actions: ["s3:ListAllMyBuckets", "plain:List"], resources: ["*"]),
    ]

    /// Targets for which services have rules of their own.
    static let special = [
        Target(
            actions: ["sts:AssumeRole", "sts:TagSession", "iam:PassRole", "iam:GetRole"],
            resources: [
                "arn:aws:iam::111122223333:role/p/R", "arn:aws:iam::444455556666:role/R",
                "arn:aws:iam::111122223333:roles/R",
            ]),
        Target(
            actions: ["kms:Decrypt", "kms:DescribeKey", "kms:RetireGrant"],
            resources: [
                "arn:aws:kms:r-1:111122223333:key/a", "arn:aws:kms:r-1:444455556666:key/b",
                "arn:aws:kms:r-1:111122223333:alias/a",
            ]),
        Target(
            actions: ["kms:CreateAlias", "kms:DeleteAlias", "KMS:updatealias", "kms:ListAliases"],
            resources: [
                "arn:aws:kms:r-1:111122223333:alias/aws/s3", "arn:aws:kms:r-1:111122223333:alias/a",
            ]),
        Target(
            actions: ["iam:CreatePolicyVersion", "iam:TagPolicy", "iam:GetPolicy"],
            resources: ["arn:aws:iam::aws:policy/P", "arn:aws:iam::111122223333:policy/P"]),
        Target(
            actions: ["iam:DeleteRole", "iam:PassRole", "iam:GetRole", "sts:AssumeRole"],
            resources: [
                "arn:aws:iam::111122223333:role/aws-reserved/sso/R",
                "arn:aws:iam::111122223333:role/p/R",
            ]),
        Target(actions: ["sts:GetCallerIdentity", "STS:getcalleridentity"], resources: ["*"]),
        Target(
            actions: ["s3", "s3:Get:Object", ":", "*", "s3:Get*", "s3:", "s*:GetObject"],
            resources: ["arn:aws:s3:::b/a", "arn:aws:s3", "b", ""]),
    ]

    /// What sort of value a context key has.
    enum ValueKind: CaseIterable { case string, number, date, address, arn, boolean, binary }

    /// A context key.
    struct Key {
        var name: String
        var kind: ValueKind
        var isMultiple = false
    }

    static let keys = [
        Key(name: "aws:username", kind: .string),
        Key(name: "aws:PrincipalTag/t", kind: .string),
        Key(name: "aws:RequestTag/T:u/v", kind: .string),
        Key(name: "aws:TagKeys", kind: .string, isMultiple: true),
        Key(name: "aws:PrincipalOrgPaths", kind: .string, isMultiple: true),
        Key(name: "x:Size", kind: .number),
        Key(name: "x:Sizes", kind: .number, isMultiple: true),
        Key(name: "aws:CurrentTime", kind: .date),
        Key(name: "aws:EpochTime", kind: .date),
        Key(name: "aws:SourceIp", kind: .address),
        Key(name: "aws:SourceArn", kind: .arn),
        Key(name: "x:Arns", kind: .arn, isMultiple: true),
        Key(name: "aws:SecureTransport", kind: .boolean),
        Key(name: "x:Blob", kind: .binary),
    ]

    /// Values of a kind, of which many are equal, or nearly.
    static func values(_ kind: ValueKind) -> [String] {
        switch kind {
        case .string:
            [
                "a", "b", "ab", "A", "aB", "é", "É", "*", "a*", "?", "a/b", "a:b", "true", "aé",
                "×",
                "${a}", "a b", "aab", "abb", "q", "R", "r-1", "111122223333",
            ]
        case .number:
            [
                "0", "-0", "1", "1.0", "01", "+1", "10", "10.5", "10.50", "-1", "-1.5", "2", "9",
                "99999999999999999999", "99999999999999999999.5", "0.000000000000000000001",
            ]
        case .date:
            [
                "2020", "2020-01", "2020-01-01", "2020-01-01T00:00Z", "2020-01-01T00:00:00Z",
                "2020-01-01T00:00:00", "2020-01-01T01:00:00+01:00", "2019-12-31T23:30-00:30",
                "1577836800", "1577836801", "2020-01-01T00:00:00.5Z", "2020-02-29",
                "2020-01-01T00:00:00.500000000Z", "2020-01-01T00:00:00.5000000001Z",
                "2020-01-01T00:00:00.500000001Z", "-1", "1969-12-31T23:59:59Z", "0", "1970", "0000",
                "01577836800", "9999-12-31T23:59:59Z",
            ]
        case .address:
            [
                "10.0.0.1", "10.0.0.255", "10.0.1.1", "0.0.0.0", "192.168.1.1", "2001:db8::1",
                "2001:DB8:0:0:0:0:0:1", "2001:db8:0:0::0:1", "::1", "::ffff:10.0.0.1",
                "::ffff:a00:1", "::", "2001:db8:1::",
            ]
        case .arn:
            [
                "arn:aws:sns:r-1:111122223333:a", "arn:aws:sns:r-1:111122223333:a:b",
                "arn:aws:sns:r-1::a", "arn:aws:iam::111122223333:role/p/R", "arn:aws:s3:::b/a",
                "arn:aws:sns:r-2:444455556666:A", "::::::",
            ]
        case .boolean: ["true", "false", "True", "FALSE"]
        case .binary: ["YQ==", "YWI=", "YWJj", "YWJjZA==", "+/+/"]
        }
    }

    /// Operands of IP operators beside bare addresses.
    static let addressRanges = [
        "10.0.0.0/24", "10.0.0.7/29", "10.0.0.1/32", "0.0.0.0/0", "::/0", "2001:db8::/32",
        "2001:db8::ffff/112", "::ffff:0:0/96", "10.0.0.0/31", "10.0.0.0/8", "192.168.0.0/16",
    ]

    /// Values that are not of the kind, or only nearly.
    static func malformed(_ kind: ValueKind) -> [String] {
        switch kind {
        case .string: ["", "${", "${}", "${x", "}", "*", "$", "${a,b"]
        case .number:
            [
                "", "abc", "1e3", " 1", "1.", ".5", "+", "-", "0x1", "٣", "10abc", "1.2.3", "1,5",
                "--1",
            ]
        case .date:
            [
                "", "now", "2019-02-29", "2020-13", "2020-1-1", "2020-00-01", "12:00", "+5",
                "2020-01-01T24:00:00Z", "2020-01-01T00:00:00z", "2020-01T00:00Z", "1.5",
                "2020-01-01T00:00:60Z", "99999999999999999999999", "2020-01-01T00:00:00.Z",
                "2020-01-01 00:00:00Z", "2020-01-01T00Z", "2020-01-01T00:00:00+24:00", "20200101T",
                "2020-01-01T00:00:00+0100", "2020-01-01T00:00.5Z",
            ]
        case .address:
            [
                "", "10.0.0.256", "010.0.0.1", "10.0.0.01", "10.0.0", "10.0.0.1.1", "10.0.0.1/33",
                "10.0.0.1/", "10.0.0.1/08", "10.0.0.1/-1", "10.0.0.1/8/8", "1::2::3", "fe80::1%e",
                "2001:db8::/129", ":::", ":", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "12345::",
                "1:2:3:4:5:6:7", "::ffff:10.0.0.256", "::10.0.0.1:1", "+1::", " 10.0.0.1",
            ]
        case .arn: ["", "arn:aws:s3", "arn:aws:sns:r-1:1", "*", "arn:aws:sns:*", "arn:*"]
        case .boolean: ["", "yes", "1", "0", "truе", " true", "TRUE "]
        case .binary:
            ["YQ=", "YR==", "Y!==", "YQ", "=", "====", "Y===", "YWJ", "YW=j", "YQ==\n", "-_-_"]
        }
    }
}
