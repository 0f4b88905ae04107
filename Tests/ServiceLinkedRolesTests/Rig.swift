import Identities
import ServiceLinkedRoles

/// An account whose records change as operations say.
struct Rig {
    static let account = "111122223333"
    static let service = "lex.amazonaws.com"

    /// Lex allows suffixes, Polly none; Lex is supported in two regions of three.
    static let catalogue = SampleService.catalogue(
        SampleService.text(),
        SampleService.text(
            "Polly",
            replacing: ["AllowsSuffix": nil, "EditableAttributes": nil]))

    var registry = Registry()
    var now: Int64 = 1_000
    /// The ARNs of roles that a bundle has, by their names in lower case.
    var bundled: [String: String] = [:]
    private var serial = 0

    init() {}

    var lifeCycle: RoleLifeCycle {
        let bundled = bundled
        return RoleLifeCycle(catalogue: Self.catalogue, registry: registry) { account, name in
            account == Self.account ? bundled[name] : nil
        }
    }

    var roles: [RoleRecord] { registry.all(RoleRecord.self) }
    var tasks: [DeletionTaskRecord] { registry.all(DeletionTaskRecord.self) }

    /// Makes the changes of an operation.
    @discardableResult
    mutating func perform<Value>(
        _ operation: (RoleLifeCycle) throws(LifeCycleError) -> RoleLifeCycle.Outcome<Value>
    ) throws(LifeCycleError) -> Value {
        let outcome = try operation(lifeCycle)
        for change in outcome.changes { registry.apply(change) }
        return outcome.value
    }

    /// A number that nobody has had before, as a unique id and as a UUID.
    mutating func nextID() -> (unique: String, uuid: String) {
        serial += 1
        let digits = String(serial)
        let zeros = String(repeating: "0", count: 12 - digits.count)
        return ("AROA\(digits)", "00000000-0000-4000-8000-\(zeros)\(digits)")
    }

    @discardableResult
    mutating func create(
        _ service: String = service, suffix: String? = nil, description: String? = nil
    ) throws(LifeCycleError) -> RoleRecord {
        let (id, time) = (nextID().unique, now)
        return try perform { lifeCycle throws(LifeCycleError) in
            try lifeCycle.createRole(
                service: service, suffix: suffix, description: description, account: Self.account,
                now: time, makeID: { id })
        }
    }

    @discardableResult
    mutating func setUp(
        _ service: String = service, region: String = "us-east-1", settings: String = "{}"
    ) throws(LifeCycleError) -> ServiceState {
        let (id, time) = (nextID().unique, now)
        return try perform { lifeCycle throws(LifeCycleError) in
            try lifeCycle.setUp(
                service: service, account: Self.account, region: region, settings: settings,
                now: time, makeID: { id })
        }
    }

    static func use(
        _ name: String = "bot/1", region: String = "us-east-1", expires: Int64? = nil,
        service: String = service
    ) -> RoleUseRecord {
        RoleUseRecord(
            service: service, account: account,
            resource: "arn:aws:lex:\(region):\(account):\(name)", region: region, expires: expires)
    }

    @discardableResult
    mutating func register(_ use: RoleUseRecord) throws(LifeCycleError) -> RoleUseRecord {
        let time = now
        return try perform { lifeCycle throws(LifeCycleError) in
            try lifeCycle.register(use, now: time)
        }
    }

    @discardableResult
    mutating func release(_ use: RoleUseRecord) throws(LifeCycleError) -> Bool {
        try perform { lifeCycle throws(LifeCycleError) in
            try lifeCycle.release(
                resource: use.resource, service: use.service, account: use.account)
        }
    }

    @discardableResult
    mutating func delete(
        _ role: String = "AWSServiceRoleForLex"
    ) throws(LifeCycleError) -> DeletionTaskRecord {
        let (uuid, time) = (nextID().uuid, now)
        return try perform { lifeCycle throws(LifeCycleError) in
            try lifeCycle.requestDeletion(
                role: role, account: Self.account, now: time, uuid: uuid)
        }
    }

    @discardableResult
    mutating func step(_ task: DeletionTaskRecord) -> DeletionTaskRecord {
        let outcome = lifeCycle.step(task, now: now)
        for change in outcome.changes { registry.apply(change) }
        return outcome.value
    }

    /// Takes a task to its end.
    @discardableResult
    mutating func finish(_ task: DeletionTaskRecord) -> DeletionTaskRecord {
        step(step(task))
    }
}

/// What an operation was refused for; `nil` if it was not.
func refusal<Value>(_ operation: () throws(LifeCycleError) -> Value) -> LifeCycleError? {
    do throws(LifeCycleError) {
        _ = try operation()
        return nil
    } catch {
        return error
    }
}
