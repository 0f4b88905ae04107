/// That a service is set up in an account.
package struct ServiceSetupRecord: Sendable, Hashable {
    /// The service principal, such as `codewhisperer.amazonaws.com`.
    package var service: String
    /// The account.
    package var account: String
    /// The region in which the service is used.
    package var region: String
    /// The service's settings, a JSON object as it was handed in. They mean nothing to Verdict.
    package var settings: String
    /// When settings were last handed in, in whole seconds since 1970 in UTC.
    package var updated: Int64

    /// Describes a set-up.
    package init(
        service: String, account: String, region: String, settings: String, updated: Int64
    ) {
        self.service = service
        self.account = account
        self.region = region
        self.settings = settings
        self.updated = updated
    }
}

/// That something depends on a service-linked role: a resource of the service, or a session.
package struct RoleUseRecord: Sendable, Hashable {
    /// The service principal.
    package var service: String
    /// The account.
    package var account: String
    /// What depends on the role: an ARN.
    package var resource: String
    /// The region in which it is.
    package var region: String
    /// The second since 1970 in UTC from which on it counts no more; `nil` if it does not expire.
    package var expires: Int64?

    /// Describes a use.
    package init(
        service: String, account: String, resource: String, region: String, expires: Int64? = nil
    ) {
        self.service = service
        self.account = account
        self.resource = resource
        self.region = region
        self.expires = expires
    }

    /// Whether it still counts at an instant.
    package func isActive(at epochSeconds: Int64) -> Bool {
        expires.map { epochSeconds < $0 } ?? true
    }
}

/// The deletion of a service-linked role, which takes its time.
package struct DeletionTaskRecord: Sendable, Hashable {
    /// How far it has come, in IAM's words.
    package enum Status: String, Sendable, Hashable, CaseIterable {
        case notStarted = "NOT_STARTED"
        case inProgress = "IN_PROGRESS"
        case succeeded = "SUCCEEDED"
        case failed = "FAILED"

        /// Whether it is still to end.
        package var isOpen: Bool { self == .notStarted || self == .inProgress }
    }

    /// What of a region stood in the way.
    package struct Usage: Sendable, Hashable {
        /// The region.
        package var region: String
        /// The ARNs.
        package var resources: [String]

        /// Describes usage.
        package init(region: String, resources: [String]) {
            self.region = region
            self.resources = resources
        }
    }

    /// `task/aws-service-role/SERVICE/ROLE/UUID`, which leaves the account out: two accounts
    /// never share a UUID.
    package var id: String
    /// The account.
    package var account: String
    /// The service principal.
    package var service: String
    /// The name of the role that is to go.
    package var role: String
    /// Its unique id: a role that was made later under the same name is not to go.
    package var roleID: String
    /// How far it has come.
    package var status: Status
    /// Why it failed; empty unless it did.
    package var reason: String
    /// What stood in the way, by region; empty unless it failed.
    package var usage: [Usage]
    /// When it was asked for, in whole seconds since 1970 in UTC.
    package var created: Int64
    /// When it ended, likewise.
    package var ended: Int64?

    /// Describes a task that has not started.
    package init(
        id: String, account: String, service: String, role: String, roleID: String, created: Int64
    ) {
        self.id = id
        self.account = account
        self.service = service
        self.role = role
        self.roleID = roleID
        self.status = .notStarted
        self.reason = ""
        self.usage = []
        self.created = created
    }
}
