import Directory
import PolicyModel
import Testing

/// Every way in which the files of a bundle can be wrong, each with the place that is reported.
@Suite("Bundle loader errors")
struct BundleLoaderErrorTests {
    static let details: [(file: String, messages: [String])] = [
        ("§{}", ["not the output of `aws iam get-account-authorization-details`"]),
        ("§[]", ["not the output of `aws iam get-account-authorization-details`"]),
        (#"{"Policies":[],"IsTruncated":§true}"#, ["output is truncated: the rest is missing"]),
        (#"{"UserDetailList":§{}}"#, ["member `UserDetailList` must be an array"]),
        (Piece.file("UserDetailList", "§7"), ["element of `UserDetailList` must be an object"]),
        (Piece.file("UserDetailList", #"§{"UserName":"a"}"#), ["missing member `Arn`"]),
        (Piece.file("UserDetailList", #"{"Arn":§1}"#), ["member `Arn` must be a string"]),
        (Piece.file("UserDetailList", #"{"Arn":§"a"}"#), ["`a` is not an ARN"]),
        (
            Piece.file("UserDetailList", #"{"Arn":§"arn:aws:iam::444455556666:user/a"}"#),
            ["`arn:aws:iam::444455556666:user/a` does not belong to account 111122223333"]
        ),
        (
            Piece.file("UserDetailList", "§" + Piece.role("/a")),
            ["`arn:aws:iam::111122223333:role/a` is not the ARN of a user"]
        ),
        (
            Piece.file("UserDetailList", "§" + Piece.user(#""UserName":"b""#)),
            ["member `UserName` is `b`, but the ARN is `arn:aws:iam::111122223333:user/a`"]
        ),
        (
            Piece.file("UserDetailList", "§" + Piece.user(#""Path":"/x/""#)),
            ["member `Path` is `/x/`, but the ARN is `arn:aws:iam::111122223333:user/a`"]
        ),
        (
            Piece.file("UserDetailList", Piece.user(), "§" + Piece.user()),
            ["user `a` is listed twice"]
        ),
        (
            Piece.file("UserDetailList", Piece.user(#""GroupList":[§"none"]"#)),
            ["group `none` is not in `GroupDetailList`"]
        ),
        (
            Piece.file("UserDetailList", Piece.user(#""GroupList":[§1]"#)),
            ["element of `GroupList` must be a string"]
        ),
        (
            Piece.file(
                "UserDetailList",
                Piece.user(
                    #""AttachedManagedPolicies":[§{"PolicyArn":"arn:aws:iam::aws:policy/P"}]"#)),
            ["policy `arn:aws:iam::aws:policy/P` is not in `Policies`"]
        ),
        (
            Piece.file(
                "GroupDetailList",
                """
                {"Arn":"arn:aws:iam::111122223333:group/g",
                 "AttachedManagedPolicies":[
                   §{"PolicyArn":"arn:aws:iam::111122223333:policy/p"}, §{"PolicyName":"q"}]}
                """),
            [
                "policy `arn:aws:iam::111122223333:policy/p` is not in `Policies`",
                "missing member `PolicyArn`",
            ]
        ),
        (
            Piece.file(
                "UserDetailList",
                Piece.user(#""PermissionsBoundary":§{"PermissionsBoundaryArn":"arn:x"}"#)),
            ["policy `arn:x` is not in `Policies`"]
        ),
        (
            Piece.file("UserDetailList", Piece.user(#""PermissionsBoundary":§"p""#)),
            ["member `PermissionsBoundary` must be an object"]
        ),
        (
            Piece.file(
                "UserDetailList",
                Piece.user(#""Tags":[{"Key":"k","Value":"1"},§{"Key":"k","Value":"2"}]"#)),
            ["tag `k` is given twice"]
        ),
        (
            Piece.file("UserDetailList", Piece.user(#""Tags":[§{"Key":"k"}]"#)),
            ["missing member `Value`"]
        ),
        (
            Piece.file("UserDetailList", Piece.user(#""UserPolicyList":[§{"PolicyName":"p"}]"#)),
            ["missing member `PolicyDocument`"]
        ),
        (
            Piece.file("RoleDetailList", #"§{"Arn":"arn:aws:iam::111122223333:role/a"}"#),
            ["missing member `AssumeRolePolicyDocument`"]
        ),
        (
            Piece.file("RoleDetailList", Piece.role("/a"), "§" + Piece.role("/x/A")),
            ["role `A` is listed twice"]
        ),
        (
            Piece.file("Policies", "§" + Piece.managed("p", Piece.version(isDefault: false))),
            ["policy `arn:aws:iam::111122223333:policy/p` has no default version"]
        ),
        (
            Piece.file("Policies", "§" + Piece.managed("p", Piece.version(), Piece.version())),
            ["policy `arn:aws:iam::111122223333:policy/p` has more than one default version"]
        ),
        (
            Piece.file(
                "Policies", Piece.managed("p", Piece.version()),
                "§" + Piece.managed("p", Piece.version())),
            ["policy `arn:aws:iam::111122223333:policy/p` is listed twice"]
        ),
        (
            Piece.file("Policies", #"{"Arn":§"arn:aws:iam::444455556666:policy/p"}"#),
            ["`arn:aws:iam::444455556666:policy/p` does not belong to account 111122223333"]
        ),
    ]

    @Test("authorization details", arguments: details)
    func detailsAreJudged(file: String, messages: [String]) {
        let lines = errorLines { () throws(BundleErrors) in try Piece.load(details: file) }
        #expect(lines == MarkedText(file).lines("details.json", messages))
    }

    static let resources: [(file: String, messages: [String])] = [
        ("§{}", ["must be an array of objects"]),
        ("[§1]", ["must be an object"]),
        ("[§§{}]", ["missing member `ResourceArn`", "neither `Policy` nor `Tags`"]),
        (#"[§{"Tags":{}}]"#, ["missing member `ResourceArn`"]),
        (
            #"[{"ResourceArn":"arn:aws:s3:::b","Tags":{},§"policy":{}}]"#,
            ["unknown member `policy`"]
        ),
        (
            #"[{"ResourceArn":"arn:aws:s3:::b","Tags":{"k":§1}}]"#,
            ["value of tag `k` must be a string"]
        ),
        (#"[{"ResourceArn":"arn:aws:s3:::b","Tags":§1}]"#, ["member `Tags` must be an array"]),
        (#"[{"ResourceArn":§"bucket","Tags":{}}]"#, ["`bucket` is not an ARN"]),
        (
            #"[{"ResourceArn":§"arn:aws:sqs:eu-west-1:444455556666:q","Tags":{}}]"#,
            ["`arn:aws:sqs:eu-west-1:444455556666:q` does not belong to account 111122223333"]
        ),
        (
            #"[{"ResourceArn":§"arn:aws:S3:::b","Tags":{}}]"#,
            ["`arn:aws:S3:::b` is usually spelled `arn:aws:s3:::b`"]
        ),
        (
            #"[{"ResourceArn":§"arn:aws:s3:::b/*","Tags":{}}]"#,
            ["`arn:aws:s3:::b/*` has a wildcard; name the resource that everything lies below"]
        ),
        (
            #"[{"ResourceArn":§"arn:aws:s3:::b/","Tags":{}}]"#,
            ["`arn:aws:s3:::b/` ends in a separator"]
        ),
        (
            #"[{"ResourceArn":"arn:a:s3:::b","Tags":{}},§{"ResourceArn":"arn:a:s3:::b","Tags":{}}]"#,
            ["resource `arn:a:s3:::b` is listed twice"]
        ),
        (
            """
            [{"ResourceArn": §"arn:aws:iam::111122223333:role/r",
              "Policy": {"Version": "2012-10-17",
              "Statement": {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}}}]
            """,
            ["the policy of a role is its trust policy"]
        ),
    ]

    @Test("resource policies", arguments: resources)
    func resourcesAreJudged(file: String, messages: [String]) {
        let lines = errorLines { () throws(BundleErrors) in try Piece.load(resources: file) }
        #expect(lines == MarkedText(file).lines("resources.json", messages))
    }

    static func organization(_ root: String, policies: String = "{}") -> String {
        """
        {"Id": "o-1", "ManagementAccountId": "111122223333",
         "Root": \(root),
         "Policies": \(policies)}
        """
    }

    static let organizations: [(file: String, messages: [String])] = [
        ("§[]", ["must be an object"]),
        (
            "§§{\"Root\":{\"Id\":\"r\"}}",
            ["missing member `Id`", "missing member `ManagementAccountId`"]
        ),
        (
            #"§{"Id":"o","ManagementAccountId":"111122223333"}"#,
            ["missing member `Root`, an object"]
        ),
        (
            #"§{"Id":"o","ManagementAccountId":"x","Root":{"Id":"r"}}"#,
            ["`x` is no account id of twelve digits"]
        ),
        (organization("§{}"), ["missing member `Id`"]),
        (organization(#"{"Id":"r",§"SCPs":[]}"#), ["unknown member `SCPs`"]),
        (
            organization(#"{"Id":"r","ServiceControlPolicies":[§"None"]}"#),
            ["policy `None` is not in `Policies`"]
        ),
        (
            // FullAWSAccess is an SCP, RCPFullAWSAccess an RCP, and neither is the other.
            organization(
                """
                {"Id":"r","ServiceControlPolicies":["FullAWSAccess",§"RCPFullAWSAccess"],
                 "ResourceControlPolicies":["RCPFullAWSAccess",§"FullAWSAccess"]}
                """),
            [
                "policy `RCPFullAWSAccess` is not in `Policies`",
                "policy `FullAWSAccess` is not in `Policies`",
            ]
        ),
        (
            organization(#"{"Id":"r","Accounts":[§{"Id":"1"}]}"#),
            ["`1` is no account id of twelve digits"]
        ),
        (
            organization(
                """
                {"Id":"r","Accounts":[{"Id":"111122223333"}],
                 "OrganizationalUnits":[{"Id":"ou","Accounts":[§{"Id":"111122223333"}]}]}
                """),
            ["account 111122223333 is in the organization twice"]
        ),
        (organization(#"{"Id":"r"}"#, policies: "§[]"), ["member `Policies` must be an object"]),
    ]

    @Test("the organization", arguments: organizations)
    func organizationIsJudged(file: String, messages: [String]) {
        let lines = errorLines { () throws(BundleErrors) in try Piece.load(organization: file) }
        #expect(lines == MarkedText(file).lines("organization.json", messages))
    }
}
