/// Calls that succeed one after another in an account, every operation at least once.
enum Story {
    /// A call, and what it leads to: paths below the result, and the text of each.
    struct Step: Sendable {
        var action: String
        var parameters: [String: String]
        var shows: [(path: String, text: String)]
        var changes: Int

        init(
            _ action: String, _ parameters: [String: String] = [:], changes: Int = 0,
            shows: [(path: String, text: String)] = []
        ) {
            self.action = action
            self.parameters = parameters
            self.changes = changes
            self.shows = shows
        }
    }

    static let local = "arn:aws:iam::111122223333:policy/team/Local"
    static let aws = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    static let task =
        "task/aws-service-role/\(Sample.service)/\(Sample.linkedRole)/"
        + "00000000-0000-4000-8000-"

    static let steps = policies + roles + owners + lists + linkedRole + departure

    private static let policies: [Step] = [
        Step(
            "CreatePolicy",
            [
                "PolicyName": "Local", "Path": "/team/", "PolicyDocument": Sample.policy,
                "Description": "a <b> & c", "Tags.member.1.Key": "k", "Tags.member.1.Value": "v",
            ], changes: 1,
            shows: [
                ("Policy.Arn", local), ("Policy.DefaultVersionId", "v1"),
                ("Policy.AttachmentCount", "0"), ("Policy.Description", "a <b> & c"),
                ("Policy.Tags.member.Key", "k"), ("Policy.IsAttachable", "true"),
            ]),
        Step(
            "CreatePolicyVersion",
            ["PolicyArn": local, "PolicyDocument": Sample.policy, "SetAsDefault": "true"],
            changes: 1,
            shows: [("PolicyVersion.VersionId", "v2"), ("PolicyVersion.IsDefaultVersion", "true")]),
        Step(
            "GetPolicyVersion", ["PolicyArn": local, "VersionId": "v1"],
            shows: [("PolicyVersion.IsDefaultVersion", "false")]),
        Step(
            "SetDefaultPolicyVersion", ["PolicyArn": local, "VersionId": "v1"], changes: 1),
        Step("DeletePolicyVersion", ["PolicyArn": local, "VersionId": "v2"], changes: 1),
        Step(
            "CreatePolicyVersion", ["PolicyArn": local, "PolicyDocument": Sample.policy],
            changes: 1,
            shows: [
                ("PolicyVersion.VersionId", "v3"), ("PolicyVersion.IsDefaultVersion", "false"),
            ]),
        Step(
            "ListPolicyVersions", ["PolicyArn": local],
            shows: [("Versions.member.VersionId", "v1")]),
        Step("DeletePolicyVersion", ["PolicyArn": local, "VersionId": "v3"], changes: 1),
    ]

    private static let roles: [Step] = [
        Step(
            "CreateRole",
            [
                "RoleName": "R", "Path": "/<&>/", "AssumeRolePolicyDocument": Sample.trust,
                "PermissionsBoundary": local,
            ], changes: 1, shows: [("Role.Arn", "arn:aws:iam::111122223333:role/<&>/R")]),
        Step("UpdateRole", ["RoleName": "R", "MaxSessionDuration": "43200"], changes: 1),
        Step(
            "UpdateRoleDescription", ["RoleName": "R", "Description": "d"], changes: 1,
            shows: [("Role.Description", "d"), ("Role.MaxSessionDuration", "43200")]),
        Step(
            "UpdateAssumeRolePolicy", ["RoleName": "R", "PolicyDocument": Sample.trust],
            changes: 1),
        Step("ListRoles", shows: [("Roles.member.RoleName", "R"), ("IsTruncated", "false")]),
        Step("CreateUser", ["UserName": "U", "PermissionsBoundary": aws], changes: 1),
        Step(
            "GetUser", ["UserName": "u"],
            shows: [("User.PermissionsBoundary.PermissionsBoundaryArn", aws)]),
        Step("GetUser", shows: [("User.UserName", "admin")]),
        Step("ListUsers", shows: [("Users.member.UserName", "admin")]),
    ]

    private static let owners: [Step] = [("Role", "R"), ("User", "U"), ("Group", "G")].flatMap {
        noun, name -> [Step] in
        let owner = ["\(noun)Name": name]
        func with(_ more: [String: String]) -> [String: String] { owner.merging(more) { $1 } }
        let inline = with(["PolicyName": "In"])
        let steps = [
            Step("Attach\(noun)Policy", with(["PolicyArn": local]), changes: 1),
            Step("Attach\(noun)Policy", with(["PolicyArn": local])),
            Step("Attach\(noun)Policy", with(["PolicyArn": aws]), changes: 1),
            Step(
                "ListAttached\(noun)Policies", with(["PathPrefix": "/team/"]),
                shows: [
                    ("AttachedPolicies.member.PolicyName", "Local"),
                    ("AttachedPolicies.member.PolicyArn", local),
                ]),
            Step(
                "Put\(noun)Policy", inline.merging(["PolicyDocument": Sample.policy]) { $1 },
                changes: 1),
            Step("Get\(noun)Policy", inline, shows: [("PolicyName", "In")]),
            Step("List\(noun)Policies", owner, shows: [("PolicyNames.member", "In")]),
        ]
        if noun == "Group" { return steps }
        return steps + [
            Step(
                "Tag\(noun)", with(["Tags.member.1.Key": "T é", "Tags.member.1.Value": "1"]),
                changes: 1),
            Step(
                "Tag\(noun)", with(["Tags.member.1.Key": "t é", "Tags.member.1.Value": "2"]),
                changes: 1),
            Step(
                "List\(noun)Tags", owner,
                shows: [("Tags.member.Key", "t é"), ("Tags.member.Value", "2")]),
            Step("Put\(noun)PermissionsBoundary", with(["PermissionsBoundary": local]), changes: 1),
        ]
    }

    private static let lists: [Step] = [
        Step(
            "GetPolicy", ["PolicyArn": local],
            shows: [
                ("Policy.AttachmentCount", "3"), ("Policy.PermissionsBoundaryUsageCount", "2"),
            ]),
        Step(
            "GetPolicy", ["PolicyArn": Sample.linkedPolicy],
            shows: [("Policy.IsAttachable", "false"), ("Policy.Path", "/aws-service-role/")]),
        Step("ListPolicies", ["Scope": "Local"], shows: [("Policies.member.PolicyName", "Local")]),
        Step(
            "ListPolicies", ["OnlyAttached": "true", "Scope": "AWS"],
            shows: [("Policies.member.PolicyName", "ReadOnlyAccess")]),
        Step(
            "ListEntitiesForPolicy", ["PolicyArn": local],
            shows: [
                ("PolicyRoles.member.RoleName", "R"), ("PolicyUsers.member.UserName", "U"),
                ("PolicyGroups.member.GroupName", "G"),
            ]),
        Step(
            "ListEntitiesForPolicy",
            [
                "PolicyArn": local, "EntityFilter": "Role",
                "PolicyUsageFilter": "PermissionsBoundary",
            ],
            shows: [("PolicyRoles.member.RoleName", "R")]),
        Step(
            "GetAccountAuthorizationDetails",
            shows: [
                ("UserDetailList.member.UserName", "admin"),
                ("GroupDetailList.member.GroupName", "G"),
                ("RoleDetailList.member.RolePolicyList.member.PolicyName", "In"),
                ("RoleDetailList.member.AttachedManagedPolicies.member.PolicyArn", local),
                ("RoleDetailList.member.Tags.member.Value", "2"),
                ("Policies.member.PolicyVersionList.member.VersionId", "v1"),
            ]),
    ]

    private static let linkedRole: [Step] = [
        Step(
            "CreateServiceLinkedRole",
            ["AWSServiceName": Sample.service, "Description": "mine"], changes: 1,
            shows: [
                ("Role.RoleName", Sample.linkedRole), ("Role.Description", "mine"),
                ("Role.Path", "/aws-service-role/\(Sample.service)/"),
            ]),
        Step(
            "ListAttachedRolePolicies", ["RoleName": Sample.linkedRole],
            shows: [("AttachedPolicies.member.PolicyArn", Sample.linkedPolicy)]),
        Step(
            "UpdateRoleDescription", ["RoleName": Sample.linkedRole, "Description": "theirs"],
            changes: 1, shows: [("Role.Description", "theirs")]),
        Step(
            "TagRole",
            [
                "RoleName": Sample.linkedRole, "Tags.member.1.Key": "k",
                "Tags.member.1.Value": "v",
            ], changes: 1),
        Step(
            "GetRole", ["RoleName": Sample.linkedRole], shows: [("Role.Tags.member.Key", "k")]),
        Step("DeleteServiceLinkedRole", ["RoleName": Sample.linkedRole], changes: 1),
        Step("DeleteServiceLinkedRole", ["RoleName": Sample.linkedRole]),
    ]

    private static let departure: [Step] =
        [("Role", "R"), ("User", "U"), ("Group", "G")].flatMap { noun, name -> [Step] in
            let owner = ["\(noun)Name": name]
            func with(_ more: [String: String]) -> [String: String] { owner.merging(more) { $1 } }
            let steps = [
                Step("Detach\(noun)Policy", with(["PolicyArn": local]), changes: 1),
                Step("Detach\(noun)Policy", with(["PolicyArn": aws]), changes: 1),
                Step("Delete\(noun)Policy", with(["PolicyName": "IN"]), changes: 1),
            ]
            if noun == "Group" { return steps }
            return steps + [
                Step("Untag\(noun)", with(["TagKeys.member.1": "T É"]), changes: 1),
                Step("Delete\(noun)PermissionsBoundary", owner, changes: 1),
                Step("Delete\(noun)", owner, changes: 1),
            ]
        } + [Step("DeletePolicy", ["PolicyArn": local], changes: 1)]
}
