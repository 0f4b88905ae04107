import Identities
import StrictJSON

/// Creating roles: by name, or as a service is set up.
extension RoleLifeCycle {
    /// Creates a service's role.
    ///
    /// - Parameters:
    ///   - suffix: What tells this role from others of the service; `nil` for the one without.
    ///   - description: `nil` for what the service says.
    ///   - now: The second since 1970 in UTC.
    ///   - makeID: Makes a unique id, `AROA…`.
    /// - Throws: For a service that is unknown, a name that is taken, and texts that IAM refuses.
    package func createRole(
        service: String, suffix: String? = nil, description: String? = nil, account: String,
        now: Int64, makeID: () -> String
    ) throws(LifeCycleError) -> Outcome<RoleRecord> {
        let definition = try definition(service)
        let name = try roleName(of: definition, suffix: suffix)
        if let description, !description.isRoleDescription {
            throw LifeCycleError(
                .invalidDescription,
                "description must have at most \(IAMText.descriptionCountMax) characters, "
                    + "all of Latin-1 and printable")
        }
        let key = name.lowercased()
        guard registry.find(RoleRecord.self, account: account, name: key) == nil,
            bundledRole(account, key) == nil
        else {
            let advice = definition.allowsSuffix ? "; try another suffix" : ""
            throw LifeCycleError(
                .nameTaken, "role name `\(name)` is taken in this account\(advice)")
        }
        let role = RoleRecord(
            head: EntityHead(
                account: account, path: definition.rolePath, name: name, id: makeID(), created: now),
            policies: PolicyAttachments(managed: [definition.policyARN]),
            trustPolicy: definition.trustPolicy.text,
            description: description ?? definition.description)
        return Outcome(changes: [role.put], value: role)
    }

    private func roleName(
        of definition: ServiceDefinition, suffix: String?
    ) throws(LifeCycleError) -> String {
        guard let suffix else { return definition.roleName }
        guard definition.allowsSuffix else {
            throw LifeCycleError(
                .invalidSuffix, "service `\(definition.service)` does not allow a suffix")
        }
        guard suffix.isIAMName(countMax: IAMText.roleNameCountMax) else {
            throw LifeCycleError(
                .invalidSuffix,
                "suffix must have 1 to \(IAMText.roleNameCountMax) letters, digits or `_+=,.@-`")
        }
        let name = "\(definition.roleName)_\(suffix)"
        guard name.utf8.count <= IAMText.roleNameCountMax else {
            throw LifeCycleError(
                .invalidSuffix,
                "role name `\(name)` has more than \(IAMText.roleNameCountMax) characters")
        }
        return name
    }

    // MARK: Set-up

    /// Sets a service up in an account, or updates its settings: in either case the service's role
    /// is there afterwards, which does not ask for a suffix. What is as it should be stays as it
    /// is, so that the call can be repeated.
    ///
    /// While the role is being deleted there is no set-up: it would be gone soon after.
    ///
    /// - Parameters:
    ///   - region: Where the service is used.
    ///   - settings: A JSON object, which means nothing to Verdict.
    ///   - now: The second since 1970 in UTC.
    ///   - makeID: Makes a unique id, `AROA…`.
    /// - Throws: For a service or a region that is unknown or unsupported, settings that are no
    ///   object, a role that is being deleted, or somebody else's role of that name.
    package func setUp(
        service: String, account: String, region: String, settings: String, now: Int64,
        makeID: () -> String
    ) throws(LifeCycleError) -> Outcome<ServiceState> {
        let definition = try definition(service)
        try check(region, of: definition)
        try check(settings)
        var state = try state(service: service, account: account, now: now)
        if let task = state.openTask {
            throw LifeCycleError(
                .deletionInProgress(task: task.id),
                "role `\(task.role)` is being deleted; try again when that has ended")
        }
        var changes: [RecordChange] = []
        if state.roleARN == nil {
            let role = try createRole(
                service: service, account: account, now: now, makeID: makeID)
            changes += role.changes
            state.roleARN = role.value.arn
        }
        if state.setup?.region != region || state.setup?.settings != settings {
            let setup = ServiceSetupRecord(
                service: service, account: account, region: region, settings: settings,
                updated: now)
            changes.append(setup.put)
            state.setup = setup
        }
        return Outcome(changes: changes, value: state)
    }

    private func check(_ settings: String) throws(LifeCycleError) {
        let limits = JSONLimits(
            depthMax: JSONLimits.request.depthMax, byteCountMax: Self.settingsByteCountMax,
            nodeCountMax: JSONLimits.request.nodeCountMax)
        let reason: String
        do throws(JSONError) {
            let tree = try JSONTree(parsing: Array(settings.utf8), limits: limits)
            if tree.kind(tree.root) == .object { return }
            reason = "settings must be a JSON object"
        } catch {
            reason = "settings must be a JSON object: \(error.message)"
        }
        throw LifeCycleError(.invalidSettings, reason)
    }

    /// How a service stands in an account.
    ///
    /// - Throws: For a service that is unknown.
    package func state(
        service: String, account: String, now: Int64
    ) throws(LifeCycleError) -> ServiceState {
        let definition = try definition(service)
        let role = definition.roleName
        return ServiceState(
            service: service, account: account,
            setup: registry.find(ServiceSetupRecord.self, account: account, name: service),
            roleARN: roleARN(of: definition, in: account),
            uses: activeUses(of: service, account: account, now: now),
            openTask: openTasks(account: account).first { $0.role == role })
    }
}

/// How a service stands in an account.
package struct ServiceState: Sendable, Hashable {
    /// The service principal.
    package var service: String
    /// The account.
    package var account: String
    /// Region and settings, if it was ever set up. They stay when the role goes.
    package var setup: ServiceSetupRecord?
    /// The ARN of its role without suffix, if that exists.
    package var roleARN: String?
    /// What depends on its roles now, by region and ARN.
    package var uses: [RoleUseRecord]
    /// The task that is deleting the role without suffix, if one is.
    package var openTask: DeletionTaskRecord?
}
