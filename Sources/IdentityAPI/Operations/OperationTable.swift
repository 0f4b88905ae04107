import Identities

/// The operations, each with what it acts on, what conditions see, which parameters it takes, and
/// what it does.
extension Operation {
    /// All of them. LIMIT: parameters that an operation doesn't have are refused.
    static let all =
        serviceLinkedRoles + roles + users + groups + boundaries + tags + policies + account

    private static let serviceLinkedRoles = [
        Operation(
            "CreateServiceLinkedRole", on: .newLinkedRole, seeing: .linkedService,
            taking: ["AWSServiceName", "CustomSuffix", "Description"],
            perform: Request.createServiceLinkedRole),
        Operation(
            "DeleteServiceLinkedRole", on: .existing(RoleRecord.self), taking: ["RoleName"],
            perform: Request.deleteServiceLinkedRole),
        Operation(
            "GetServiceLinkedRoleDeletionStatus", on: .deletionTask, taking: ["DeletionTaskId"],
            perform: Request.getServiceLinkedRoleDeletionStatus),
    ]

    private static let roles =
        [
            Operation(
                "CreateRole", on: .new(RoleRecord.self), seeing: [.newBoundary, .requestTags],
                taking: [
                    "RoleName", "Path", "AssumeRolePolicyDocument", "Description",
                    "MaxSessionDuration", "MaxSigninSessionDuration", "PermissionsBoundary", "Tags",
                ], perform: Request.createRole),
            Operation(
                "GetRole", on: .existing(RoleRecord.self), seeing: .boundary, taking: ["RoleName"],
                perform: Request.getRole),
            Operation(
                "ListRoles", on: .anything, taking: paging.union(["PathPrefix"]),
                perform: Request.listRoles),
            Operation(
                "UpdateRole", on: .existing(RoleRecord.self), seeing: .boundary,
                taking: [
                    "RoleName", "Description", "MaxSessionDuration", "MaxSigninSessionDuration",
                    "ResetMaxSigninSessionDuration",
                ], perform: Request.updateRole),
            Operation(
                "UpdateRoleDescription", on: .existing(RoleRecord.self), seeing: .boundary,
                taking: ["RoleName", "Description"], perform: Request.updateRoleDescription),
            Operation(
                "UpdateAssumeRolePolicy", on: .existing(RoleRecord.self), seeing: .boundary,
                taking: ["RoleName", "PolicyDocument"], perform: Request.updateAssumeRolePolicy),
            Operation(
                "DeleteRole", on: .existing(RoleRecord.self), seeing: .boundary,
                taking: ["RoleName"], perform: Request.deleteRole),
        ] + attachments(RoleRecord.self) + inlinePolicies(RoleRecord.self)

    private static let users =
        [
            Operation(
                "CreateUser", on: .new(UserRecord.self), seeing: [.newBoundary, .requestTags],
                taking: ["UserName", "Path", "PermissionsBoundary", "Tags"],
                perform: Request.createUser),
            Operation("GetUser", on: .userOrCaller, taking: ["UserName"], perform: Request.getUser),
            Operation(
                "ListUsers", on: .anything, taking: paging.union(["PathPrefix"]),
                perform: Request.listUsers),
            Operation(
                "DeleteUser", on: .existing(UserRecord.self), taking: ["UserName"],
                perform: Request.deleteUser),
        ] + attachments(UserRecord.self) + inlinePolicies(UserRecord.self)

    private static let groups = attachments(GroupRecord.self) + inlinePolicies(GroupRecord.self)

    private static let boundaries = boundaries(RoleRecord.self) + boundaries(UserRecord.self)

    private static let tags = tags(RoleRecord.self) + tags(UserRecord.self)

    private static let account = [
        Operation(
            "GetAccountAuthorizationDetails", on: .anything, taking: paging.union(["Filter"]),
            perform: Request.getAccountAuthorizationDetails),
        Operation("GetCallerIdentity", of: .sts, on: .nothing, perform: Request.getCallerIdentity),
    ]

    static let paging: Set<String> = ["Marker", "MaxItems"]
}
