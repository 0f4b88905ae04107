import Identities

/// Deleting roles, which is asked for first and done later.
extension RoleLifeCycle {
    /// Asks for the deletion of a service-linked role.
    ///
    /// - Parameters:
    ///   - role: The role's name, in any case.
    ///   - now: The second since 1970 in UTC.
    ///   - uuid: What nobody has used before, in the usual form of 36 characters.
    /// - Returns: The task; if the role is being deleted already, that one, and nothing changes.
    /// - Throws: For a role that isn't there, belongs to no service, or is a bundle's, and if too
    ///   many deletions are going on.
    /// - Precondition: `uuid` is one.
    package func requestDeletion(
        role name: String, account: String, now: Int64, uuid: String
    ) throws(LifeCycleError) -> Outcome<DeletionTaskRecord> {
        precondition(uuid.isUUID, "`\(uuid)` is no UUID")
        let role = try linkedRole(name, account: account)
        let open = openTasks(account: account)
        if let task = open.first(where: { $0.roleID == role.record.head.id }) {
            return Outcome(changes: [], value: task)
        }
        guard open.count < Self.openTaskCountMax else {
            throw LifeCycleError(
                .tooManyTasks,
                "at most \(Self.openTaskCountMax) roles of an account can be deleted at a time")
        }
        let head = role.record.head
        let task = DeletionTaskRecord(
            id: "task/aws-service-role/\(role.service)/\(head.name)/\(uuid)", account: account,
            service: role.service, role: head.name, roleID: head.id, created: now)
        return Outcome(changes: forgotten(account: account, now: now) + [task.put], value: task)
    }

    private func linkedRole(
        _ name: String, account: String
    ) throws(LifeCycleError) -> (record: RoleRecord, service: String) {
        let key = name.lowercased()
        if let record = registry.find(RoleRecord.self, account: account, name: key) {
            if let service = record.linkedService { return (record, service) }
        } else if bundledRole(account, key)?.contains(":role/aws-service-role/") == true {
            throw LifeCycleError(
                .readOnlyRole, "role `\(name)` is part of a bundle, which this API cannot change")
        }
        throw LifeCycleError(.noSuchRole, "no service-linked role is called `\(name)`")
    }

    /// What goes of the tasks that ended: those of long ago, and the oldest of too many. It is
    /// asked when a task is added, so that nothing has to run by the clock.
    private func forgotten(account: String, now: Int64) -> [RecordChange] {
        let ended = registry.all(DeletionTaskRecord.self, account: account)
            .filter { !$0.status.isOpen }
            .sorted { ($0.ended ?? 0, $0.id) > ($1.ended ?? 0, $1.id) }
        let oldest = now - Self.endedTaskSecondsMax
        return ended.enumerated().filter { index, task in
            // The task that is about to be added will end as well.
            index >= Self.endedTaskCountMax - 1 || (task.ended ?? 0) < oldest
        }.map(\.element.remove)
    }

    /// The task with an id.
    ///
    /// - Throws: If it is no id of a task, or of none that the account has.
    package func task(
        _ id: String, account: String
    ) throws(LifeCycleError) -> DeletionTaskRecord {
        guard id.isTaskID else {
            throw LifeCycleError(.malformedTaskID, "`\(id)` is no id of a deletion task")
        }
        guard
            let task = registry.find(DeletionTaskRecord.self, account: account, name: id)
        else {
            throw LifeCycleError(.noSuchTask, "no deletion task has the id `\(id)`")
        }
        return task
    }

    // MARK: The state machine

    /// Takes a task one step on. A task that has not started starts; one that has ends: it fails
    /// while something depends on the service's roles, and else removes the role, and the uses
    /// that have expired.
    ///
    /// If the role is gone meanwhile, or another one has its name, the task has succeeded: what it
    /// was to delete does not exist, and the other one is not touched.
    ///
    /// Steps may be repeated and interrupted: what is to happen follows from the records alone.
    ///
    /// - Parameter now: The second since 1970 in UTC.
    /// - Returns: The task as it is then. One that has ended stays as it is.
    package func step(_ task: DeletionTaskRecord, now: Int64) -> Outcome<DeletionTaskRecord> {
        // Whoever took the task from a list may come late.
        guard
            var task = registry.find(DeletionTaskRecord.self, account: task.account, name: task.id)
        else { return Outcome(changes: [], value: task) }
        var changes: [RecordChange] = []
        switch task.status {
        case .succeeded, .failed: return Outcome(changes: [], value: task)
        case .notStarted: task.status = .inProgress
        case .inProgress:
            task.ended = now
            if let role = role(of: task) {
                let active = activeUses(of: task.service, account: task.account, now: now)
                if active.isEmpty {
                    task.status = .succeeded
                    // None of them is active.
                    let expired = uses(of: task.service, account: task.account)
                    changes = [role.remove] + expired.map(\.remove)
                } else {
                    task.status = .failed
                    task.reason = Self.reason(task, active)
                    task.usage = Self.usage(active)
                }
            } else {
                task.status = .succeeded
            }
        }
        return Outcome(changes: changes + [task.put], value: task)
    }

    private func role(of task: DeletionTaskRecord) -> RoleRecord? {
        let name = task.role.lowercased()
        let role = registry.find(RoleRecord.self, account: task.account, name: name)
        return role?.head.id == task.roleID ? role : nil
    }

    private static func reason(_ task: DeletionTaskRecord, _ active: [RoleUseRecord]) -> String {
        let regionCount = Set(active.map(\.region)).count
        let resources = active.count == 1 ? "1 resource" : "\(active.count) resources"
        let regions = regionCount == 1 ? "1 region" : "\(regionCount) regions"
        let listed = active.count > listedResourceCountMax ? ", not all of them listed" : ""
        return "service \(task.service) has \(resources) in \(regions) that depend on the role"
            + listed
    }

    private static func usage(_ active: [RoleUseRecord]) -> [DeletionTaskRecord.Usage] {
        var usage: [DeletionTaskRecord.Usage] = []
        for use in active.prefix(listedResourceCountMax) {
            if usage.last?.region != use.region {
                usage.append(.init(region: use.region, resources: []))
            }
            usage[usage.count - 1].resources.append(use.resource)
        }
        return usage
    }
}

extension String {
    /// LIMIT: IAM's for the id of a task.
    private static let taskIDCountMax = 1_000

    /// Whether this is `task/aws-service-role/SERVICE/ROLE/UUID`.
    fileprivate var isTaskID: Bool {
        let parts = split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        return utf8.count <= Self.taskIDCountMax && parts.count == 5 && parts[0] == "task"
            && parts[1] == "aws-service-role"
            && parts[2].isIAMName(countMax: IAMText.policyNameCountMax)
            && parts[3].isIAMName(countMax: IAMText.roleNameCountMax) && parts[4].isUUID
    }

    /// Whether this is 32 hexadecimal digits in five groups.
    fileprivate var isUUID: Bool {
        let groups = split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && groups.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isHexDigit } }
    }
}
