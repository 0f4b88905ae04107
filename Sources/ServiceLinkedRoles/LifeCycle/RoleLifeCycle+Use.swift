import Identities
import PolicyModel

/// What depends on a role, as its service reports it.
///
/// A use is one of the service in the account, and not of one of several roles: where a service
/// allows suffixes, it stands in the way of deleting any of them. That keeps a role too many, and
/// never removes one that is needed.
extension RoleLifeCycle {
    /// Registers what depends on a service's role, or changes region and expiry of what is
    /// registered.
    ///
    /// While a deletion is looking at the uses there is no new one: it would be lost. Uses that
    /// have expired are forgotten once there are too many.
    ///
    /// - Parameter now: The second since 1970 in UTC.
    /// - Throws: For a service or a region that is unknown or unsupported, an ARN that is none, an
    ///   expiry in the past, a role that isn't there, or is being deleted, and too many uses.
    package func register(
        _ use: RoleUseRecord, now: Int64
    ) throws(LifeCycleError) -> Outcome<RoleUseRecord> {
        let definition = try definition(use.service)
        try check(use.region, of: definition)
        try check(use.resource, region: use.region)
        guard use.isActive(at: now) else {
            throw LifeCycleError(.expired, "expiry must lie in the future")
        }
        guard hasRole(of: definition, in: use.account) else {
            throw LifeCycleError(
                .noSuchRole, "service `\(use.service)` has no role in this account; set it up first"
            )
        }
        if let task = openTasks(account: use.account).first(where: {
            $0.service == use.service && $0.status == .inProgress
        }) {
            throw LifeCycleError(
                .deletionInProgress(task: task.id),
                "role `\(task.role)` is being deleted; try again when that has ended")
        }
        guard let known = registry[use.key] else {
            return Outcome(changes: try makeRoom(for: use, now: now) + [use.put], value: use)
        }
        return Outcome(changes: known == use.record ? [] : [use.put], value: use)
    }

    private func makeRoom(
        for use: RoleUseRecord, now: Int64
    ) throws(LifeCycleError) -> [RecordChange] {
        guard registry.count(RoleUseRecord.self, account: use.account) >= Self.useCountMax else {
            return []
        }
        let expired = registry.all(RoleUseRecord.self, account: use.account)
            .filter { !$0.isActive(at: now) }
        guard !expired.isEmpty else {
            throw LifeCycleError(
                .tooManyUses,
                "at most \(Self.useCountMax) resources of an account can depend on roles")
        }
        return expired.map(\.remove)
    }

    /// Says that something no longer depends on the service's role. What is not registered needs
    /// no release, so that the call can be repeated.
    ///
    /// - Returns: Whether it was registered, expired or not.
    /// - Throws: For a service that is unknown, and has no such use either.
    package func release(
        resource: String, service: String, account: String
    ) throws(LifeCycleError) -> Outcome<Bool> {
        let use = RoleUseRecord(service: service, account: account, resource: resource, region: "")
        if registry[use.key] != nil { return Outcome(changes: [use.remove], value: true) }
        _ = try definition(service)
        return Outcome(changes: [], value: false)
    }

    /// Whether the service has a role in the account, be it one with a suffix.
    private func hasRole(of definition: ServiceDefinition, in account: String) -> Bool {
        if roleARN(of: definition, in: account) != nil { return true }
        guard definition.allowsSuffix else { return false }
        return registry.all(RoleRecord.self, account: account)
            .contains { $0.linkedService == definition.service }
    }

    private func check(_ resource: String, region: String) throws(LifeCycleError) {
        guard resource.utf8.count <= Self.resourceByteCountMax, let arn = ARN(resource),
            ![arn.partition, arn.service, arn.resource].contains(""),
            resource.unicodeScalars.allSatisfy(\.isVisible)
        else {
            throw LifeCycleError(.invalidResource, "`\(resource)` is not an ARN")
        }
        guard arn.region.isEmpty || arn.region == region else {
            throw LifeCycleError(
                .invalidResource, "`\(resource)` is not in region `\(region)`")
        }
    }
}

extension Unicode.Scalar {
    /// Whether this is neither white space nor a control character, nor one that XML can't write.
    fileprivate var isVisible: Bool {
        switch value {
        case 0x21...0x7E, 0xA1...0xFFFD, 0x10000...: true
        default: false
        }
    }
}
