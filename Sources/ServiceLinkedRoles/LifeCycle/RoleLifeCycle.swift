import Identities

/// How service-linked roles come into being, are used and go.
///
/// All of it is arithmetic over records: each operation says what is to change, and whoever keeps
/// the records makes all of these changes or none.
///
///     let lifeCycle = RoleLifeCycle(catalogue: catalogue, registry: registry)
///     let outcome = try lifeCycle.requestDeletion(role: name, account: account, …)
///     try store.commit(outcome.changes, publish: { true })
package struct RoleLifeCycle: Sendable {
    /// What came of an operation.
    package struct Outcome<Value: Sendable>: Sendable {
        /// What is to change, all of it or none. Empty if everything is as it should be.
        package var changes: [RecordChange]
        /// What there is to tell; it holds once the changes are made.
        package var value: Value
    }

    /// LIMIT: of resources that depend on roles in an account, expired ones left out; every account
    /// has fewer resources of a service than that, or should not report each of them.
    package static let useCountMax = 10_000
    /// LIMIT: of deletions that go on in an account. There is one a role, and a service has one
    /// role, unless it allows suffixes.
    package static let openTaskCountMax = 100
    /// LIMIT: of tasks that ended and that an account can still ask about.
    package static let endedTaskCountMax = 500
    /// LIMIT: of seconds, a week, for which a task that ended can be asked about. Whoever deletes a
    /// role asks within minutes; IAM does not say how long it remembers.
    package static let endedTaskSecondsMax: Int64 = 7 * 86_400
    /// LIMIT: of resources that a failed task lists. IAM promises no complete list either: whoever
    /// has cleaned these up tries again.
    package static let listedResourceCountMax = 50
    /// LIMIT: of bytes, IAM's for an ARN.
    package static let resourceByteCountMax = 2_048
    /// LIMIT: of bytes that a service's settings have.
    package static let settingsByteCountMax = 64 << 10

    /// The services.
    package let catalogue: ServiceCatalogue
    /// The records as they are.
    package let registry: Registry

    /// The ARN of the role that a bundle has under a name, which is in lower case.
    let bundledRole: @Sendable (_ account: String, _ name: String) -> String?

    /// Looks at records.
    ///
    /// - Parameter bundledRole: Finds the ARN of the role that has a name in an account without
    ///   being in the registry. The name comes in lower case.
    package init(
        catalogue: ServiceCatalogue, registry: Registry,
        bundledRole: @escaping @Sendable (_ account: String, _ name: String) -> String? = { _, _ in
            nil
        }
    ) {
        self.catalogue = catalogue
        self.registry = registry
        self.bundledRole = bundledRole
    }

    // MARK: What there is

    /// The definition of a service that somebody has named.
    package func definition(_ service: String) throws(LifeCycleError) -> ServiceDefinition {
        guard let definition = catalogue.definition(service: service) else {
            throw LifeCycleError(
                .unknownService, "service `\(service)` has no service-linked role here")
        }
        return definition
    }

    /// The region, if the service supports its role there.
    func check(_ region: String, of definition: ServiceDefinition) throws(LifeCycleError) {
        let supported = definition.supportedRegions
        guard supported.contains(region) else {
            let list = supported.isEmpty ? "none" : supported.joined(separator: ", ")
            throw LifeCycleError(
                .unsupportedRegion(supported: supported),
                "service `\(definition.service)` does not support its role in region `\(region)`; "
                    + "supported: \(list)")
        }
    }

    /// The ARN of the service's role without suffix, be it a record or a bundle's; `nil` if it
    /// isn't there.
    func roleARN(of definition: ServiceDefinition, in account: String) -> String? {
        let name = definition.roleName.lowercased()
        let expected = definition.roleARN(in: account)
        let found =
            registry.find(RoleRecord.self, account: account, name: name)?.arn
            ?? bundledRole(account, name)
        return found == expected ? expected : nil
    }

    /// The tasks that are still to end, the oldest first: of one account, or of all.
    package func openTasks(account: String? = nil) -> [DeletionTaskRecord] {
        let tasks =
            account.map { registry.all(DeletionTaskRecord.self, account: $0) }
            ?? registry.all(DeletionTaskRecord.self)
        return tasks.filter(\.status.isOpen).sorted {
            ($0.created, $0.id) < ($1.created, $1.id)
        }
    }

    /// What depends on a service's roles in an account at an instant, by region and ARN.
    package func activeUses(
        of service: String, account: String, now: Int64
    ) -> [RoleUseRecord] {
        uses(of: service, account: account).filter { $0.isActive(at: now) }
            .sorted { ($0.region, $0.resource) < ($1.region, $1.resource) }
    }

    /// Likewise, but whether it still counts or not, in no order to rely on.
    func uses(of service: String, account: String) -> [RoleUseRecord] {
        registry.all(RoleUseRecord.self, account: account).filter { $0.service == service }
    }
}

extension ServiceDefinition {
    /// The ARN of the role without suffix.
    func roleARN(in account: String) -> String {
        "arn:aws:iam::\(account):role\(rolePath)\(roleName)"
    }
}
