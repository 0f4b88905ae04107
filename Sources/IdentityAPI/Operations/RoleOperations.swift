import Identities
import QueryProtocol

/// Roles as such.
extension Request {
    func createRole() throws(QueryError) -> APIOutcome {
        let name = try text("RoleName", .roleName)
        let trust = try trustPolicy("AssumeRolePolicyDocument", of: name)
        let description = try optionalText("Description", .description) ?? ""
        let seconds = try sessionSeconds() ?? 3_600
        try refuseSigninDuration()
        let path = try path(.path)
        let tags = try tags()
        try requireNew(RoleRecord.self, name: name)
        let boundary = try newBoundary()
        try requireRoom(RoleRecord.self, countMax: view.quotas.roles)
        let role = RoleRecord(
            head: newHead(name, path: path, idPrefix: "AROA", tags: tags),
            policies: PolicyAttachments(boundary: boundary), trustPolicy: trust,
            description: description, sessionSecondsMax: seconds)
        return outcome(role, changes: [role.put])
    }

    func getRole() throws(QueryError) -> APIOutcome { outcome(try existing(RoleRecord.self)) }

    func listRoles() throws(QueryError) -> APIOutcome {
        let page = try pageOfOwners(RoleRecord.self)
        return .answer { $0.page(page, as: "Roles") { $0.members(of: $1, .listed) } }
    }

    /// Whatever is left out stays as it is.
    func updateRole() throws(QueryError) -> APIOutcome {
        let description = try optionalText("Description", .description)
        let seconds = try sessionSeconds()
        try refuseSigninDuration()
        var role = try changeable(RoleRecord.self, evenLinked: seconds == nil)
        if let description {
            try requireEditableDescription(of: role)
            role.description = description
        }
        if let seconds { role.sessionSecondsMax = seconds }
        return APIOutcome(changes: [role.put]) { _ in }
    }

    func updateRoleDescription() throws(QueryError) -> APIOutcome {
        let description = try text("Description", .description)
        var role = try changeable(RoleRecord.self, evenLinked: true)
        try requireEditableDescription(of: role)
        role.description = description
        return outcome(role, changes: [role.put])
    }

    func updateAssumeRolePolicy() throws(QueryError) -> APIOutcome {
        let name = try text("RoleName", .roleName)
        let trust = try trustPolicy("PolicyDocument", of: name)
        var role = try changeable(RoleRecord.self)
        role.trustPolicy = trust
        return .changing(role.put)
    }

    func deleteRole() throws(QueryError) -> APIOutcome {
        let role = try changeable(RoleRecord.self)
        try requireBare(role)
        return APIOutcome(changes: [role.remove] + removalOfKeys(of: role))
    }

    private func outcome(_ role: RoleRecord, changes: [RecordChange] = []) -> APIOutcome {
        APIOutcome(changes: changes) { $0.element("Role") { $0.members(of: role, .full) } }
    }

    private func trustPolicy(
        _ parameter: String, of name: String
    ) throws(QueryError) -> String {
        let document = try document(parameter, as: .trust)
        guard document.policySize <= view.quotas.trustPolicySize else {
            throw .limitExceeded(
                "Cannot exceed quota for ACLSizePerRole: \(view.quotas.trustPolicySize)")
        }
        return document
    }

    private func sessionSeconds() throws(QueryError) -> Int? {
        // LIMIT: AWS's, one hour to twelve.
        try optionalNumber("MaxSessionDuration", in: 3_600...43_200)
    }

    /// Sign-in sessions are AWS's own. Whoever asks to shorten them must not believe it was done.
    private func refuseSigninDuration() throws(QueryError) {
        guard try given("MaxSigninSessionDuration") == nil else {
            throw .invalidInput("MaxSigninSessionDuration is not supported.")
        }
        // There never is anything to reset.
        _ = try flag("ResetMaxSigninSessionDuration")
    }

    /// A service says whether the description of its roles may be edited.
    private func requireEditableDescription(of role: RoleRecord) throws(QueryError) {
        guard lifeCycle.isEditable(.description, of: role) else {
            throw .unmodifiableEntity(role.protection ?? "")
        }
    }
}
