/// What is refused for what is there, or isn't.
extension RefusalTests {
    /// What isn't there.
    static let absent: [Case] =
        [
            ("GetRole", [:]), ("DeleteRole", [:]), ("UpdateRole", [:]),
            ("UpdateRoleDescription", ["Description": ""]),
            ("UpdateAssumeRolePolicy", ["PolicyDocument": Sample.trust]),
            ("AttachRolePolicy", ["PolicyArn": local]), ("DetachRolePolicy", ["PolicyArn": local]),
            ("ListAttachedRolePolicies", [:]), ("ListRolePolicies", [:]),
            ("PutRolePolicy", ["PolicyName": "P", "PolicyDocument": Sample.policy]),
            ("GetRolePolicy", ["PolicyName": "P"]), ("DeleteRolePolicy", ["PolicyName": "P"]),
            ("PutRolePermissionsBoundary", ["PermissionsBoundary": local]),
            ("DeleteRolePermissionsBoundary", [:]), ("ListRoleTags", [:]),
            ("TagRole", ["Tags.member.1.Key": "k", "Tags.member.1.Value": "v"]),
            ("UntagRole", ["TagKeys.member.1": "k"]), ("DeleteServiceLinkedRole", [:]),
        ].map { (action: String, parameters: [String: String]) in
            let parameters = parameters.merging(["RoleName": "Nobody"]) { $1 }
            return Case(action, parameters, "NoSuchEntity", "no such role")
        } + [
            Case("GetUser", ["UserName": "Nobody"], "NoSuchEntity", "no such user"),
            Case("DeleteUser", ["UserName": "Nobody"], "NoSuchEntity", "no such user"),
            Case(
                "AttachUserPolicy", ["UserName": "Nobody", "PolicyArn": local], "NoSuchEntity",
                "no such user"),
            Case(
                "AttachGroupPolicy", ["GroupName": "Nobody", "PolicyArn": local], "NoSuchEntity",
                "no such group"),
            Case(
                "AttachRolePolicy", ["RoleName": "R", "PolicyArn": local + "x"], "NoSuchEntity",
                "no such policy"),
            Case(
                "AttachRolePolicy",
                ["RoleName": "R", "PolicyArn": "arn:aws:iam::111122223333:policy/x/Local"],
                "NoSuchEntity", "another path"),
            Case(
                "AttachRolePolicy",
                ["RoleName": "R", "PolicyArn": "arn:aws:iam::444455556666:policy/Local"],
                "NoSuchEntity", "another account"),
            Case(
                "AttachRolePolicy",
                ["RoleName": "R", "PolicyArn": "arn:aws-cn:iam::111122223333:policy/Local"],
                "NoSuchEntity", "another partition"),
            Case(
                "DetachRolePolicy", ["RoleName": "R", "PolicyArn": aws], "NoSuchEntity",
                "not attached"),
            Case(
                "PutRolePermissionsBoundary",
                ["RoleName": "R", "PermissionsBoundary": local + "x"], "NoSuchEntity",
                "no such boundary"),
            Case(
                "CreateUser", ["UserName": "New", "PermissionsBoundary": local + "x"],
                "NoSuchEntity", "no such boundary"),
            Case(
                "DeleteRolePermissionsBoundary", ["RoleName": "R"], "NoSuchEntity", "no boundary"),
            Case(
                "GetRolePolicy", ["RoleName": "R", "PolicyName": "P"], "NoSuchEntity",
                "no such inline policy"),
            Case("GetPolicy", ["PolicyArn": local + "x"], "NoSuchEntity", "no such policy"),
            Case("DeletePolicy", ["PolicyArn": local + "x"], "NoSuchEntity", "no such policy"),
            Case(
                "GetPolicyVersion", ["PolicyArn": local, "VersionId": "v2"], "NoSuchEntity",
                "no such version"),
            Case(
                "DeleteServiceLinkedRole", ["RoleName": "R"], "NoSuchEntity",
                "role that is no service's"),
            Case(
                "GetServiceLinkedRoleDeletionStatus",
                [
                    "DeletionTaskId": "task/aws-service-role/\(Sample.service)/"
                        + "\(Sample.linkedRole)/00000000-0000-4000-8000-000000000000"
                ], "NoSuchEntity", "no such task"),
        ]

    /// What something else stands in the way of.
    static let conflicts: [Case] = [
        Case("CreateRole", role(["RoleName": "r"]), "EntityAlreadyExists", "name in another case"),
        Case("CreateUser", ["UserName": "u"], "EntityAlreadyExists", "name in another case"),
        Case(
            "CreatePolicy", ["PolicyName": "LOCAL", "PolicyDocument": Sample.policy],
            "EntityAlreadyExists", "name in another case"),
        Case(
            "CreateServiceLinkedRole", ["AWSServiceName": Sample.service], "InvalidInput",
            "role that is there"),
        Case("DeleteRole", ["RoleName": "R"], "DeleteConflict", "attached policy"),
        Case("DeleteRole", ["RoleName": "Inline"], "DeleteConflict", "inline policy"),
        Case("DeleteUser", ["UserName": "U"], "DeleteConflict", "attached policy"),
        Case("DeletePolicy", ["PolicyArn": local], "DeleteConflict", "attached to something"),
        Case(
            "DeletePolicyVersion", ["PolicyArn": local, "VersionId": "v1"], "DeleteConflict",
            "the version in force"),
    ]

    /// What nobody may change.
    static let protected: [Case] =
        [Sample.linkedRole, "Reserved", "Bundled"].flatMap { name in
            changes(of: name).map { action, parameters in
                Case(
                    action, parameters.merging(["RoleName": name]) { $1 }, "UnmodifiableEntity",
                    "role \(name)")
            }
        } + [
            Case(
                "UpdateRole",
                ["RoleName": Sample.linkedRole, "Description": "x", "MaxSessionDuration": "7200"],
                "UnmodifiableEntity", "more than the description"),
            Case(
                "AttachRolePolicy", ["RoleName": "R", "PolicyArn": Sample.linkedPolicy],
                "PolicyNotAttachable", "policy of a service"),
            Case(
                "AttachUserPolicy", ["UserName": "U", "PolicyArn": Sample.linkedPolicy],
                "PolicyNotAttachable", "policy of a service"),
            Case(
                "AttachGroupPolicy", ["GroupName": "G", "PolicyArn": Sample.linkedPolicy],
                "PolicyNotAttachable", "policy of a service"),
            Case(
                "PutRolePermissionsBoundary",
                ["RoleName": "R", "PermissionsBoundary": Sample.linkedPolicy],
                "PolicyNotAttachable", "policy of a service"),
            Case(
                "CreateRole", role(["PermissionsBoundary": Sample.linkedPolicy]),
                "PolicyNotAttachable", "policy of a service"),
            Case("DeletePolicy", ["PolicyArn": aws], "AccessDenied", "policy of AWS"),
            Case(
                "DeletePolicy", ["PolicyArn": Sample.linkedPolicy], "AccessDenied",
                "policy of a service"),
            Case(
                "CreatePolicyVersion", ["PolicyArn": aws, "PolicyDocument": Sample.policy],
                "AccessDenied", "policy of AWS"),
            Case(
                "DeletePolicy", ["PolicyArn": "arn:aws:iam::111122223333:policy/Bundled"],
                "UnmodifiableEntity", "policy of a bundle"),
            Case("DeleteUser", ["UserName": "Bundled"], "UnmodifiableEntity", "bundle's user"),
            Case(
                "AttachGroupPolicy", ["GroupName": "Bundled", "PolicyArn": local],
                "UnmodifiableEntity", "bundle's group"),
        ]

    /// The calls that would change a role. Of a service-linked role some things may be changed.
    private static func changes(of name: String) -> [(String, [String: String])] {
        let always: [(String, [String: String])] = [
            ("DeleteRole", [:]), ("UpdateRole", ["MaxSessionDuration": "3600"]),
            ("UpdateAssumeRolePolicy", ["PolicyDocument": Sample.trust]),
            ("AttachRolePolicy", ["PolicyArn": local]), ("DetachRolePolicy", ["PolicyArn": local]),
            ("PutRolePolicy", ["PolicyName": "P", "PolicyDocument": Sample.policy]),
            ("DeleteRolePolicy", ["PolicyName": "P"]),
            ("PutRolePermissionsBoundary", ["PermissionsBoundary": local]),
            ("DeleteRolePermissionsBoundary", [:]),
        ]
        if name == Sample.linkedRole { return always }
        return always + [
            ("UpdateRoleDescription", ["Description": ""]),
            ("TagRole", ["Tags.member.1.Key": "k", "Tags.member.1.Value": "v"]),
            ("UntagRole", ["TagKeys.member.1": "k"]),
        ]
    }
}
