import Identities
import ServiceLinkedRoles
import Testing

/// One service in one account, as plainly as it can be said.
struct LifeCycleModel {
    enum Task { case notStarted, inProgress }

    var hasRole = false
    /// When each use ends.
    var uses: [String: Int64] = [:]
    var task: Task?

    func isInUse(_ now: Int64) -> Bool { uses.values.contains { now < $0 } }
}

/// What can happen to a service's role.
enum LifeCycleEvent: CaseIterable {
    case setUp, registerBriefly, registerForLong, wait, release, delete, step
}

/// Records and model, side by side.
struct LifeCycleTrial {
    var rig = Rig()
    var models: [String: LifeCycleModel] = [:]
    /// The unique ids of roles that are gone.
    var buried: Set<String> = []
    /// What has happened, for failures.
    var history: [String] = []

    /// Lets something happen to a service, and compares.
    ///
    /// - Parameter isLost: Whether the process dies before the changes are kept.
    mutating func run(
        _ event: LifeCycleEvent, service: String = Rig.service, isLost: Bool = false
    ) {
        history.append(isLost ? "(\(event))" : "\(event)")
        var model = models[service] ?? LifeCycleModel()
        let before = (rig.registry, model)
        let wasInUse = model.isInUse(rig.now)
        let old = role(of: service)
        switch event {
        case .setUp:
            let error = refusal { () throws(LifeCycleError) in try rig.setUp(service) }
            expect((error == nil) == (model.task == nil))
            if error == nil { model.hasRole = true }
        case .registerBriefly: register("session", for: 2, &model, service)
        case .registerForLong: register("bot", for: 1_000_000, &model, service)
        case .wait: rig.now += 1
        case .release:
            let use = Rig.use("bot", service: service)
            let error = refusal { () throws(LifeCycleError) in try rig.release(use) }
            expect(error == nil)
            model.uses["bot"] = nil
        case .delete:
            let error = refusal { () throws(LifeCycleError) in
                try rig.delete(Rig.catalogue.definition(service: service)?.roleName ?? "")
            }
            expect((error == nil) == model.hasRole)
            if error == nil, model.task == nil { model.task = .notStarted }
        case .step: step(&model, service)
        }
        if isLost {
            (rig.registry, model) = before
        }
        models[service] = model
        compare(service, model)
        if let old, role(of: service)?.head.id != old.head.id {
            expect(!wasInUse, "a role in use was removed")
            buried.insert(old.head.id)
        }
        expect(role(of: service).map { buried.contains($0.head.id) } != true, "a role rose again")
    }

    private mutating func register(
        _ name: String, for seconds: Int64, _ model: inout LifeCycleModel, _ service: String
    ) {
        let expires = rig.now + seconds
        let use = Rig.use(name, expires: expires, service: service)
        let error = refusal { () throws(LifeCycleError) in try rig.register(use) }
        expect((error == nil) == (model.hasRole && model.task != .inProgress))
        if error == nil { model.uses[name] = expires }
    }

    private mutating func step(_ model: inout LifeCycleModel, _ service: String) {
        let open = rig.lifeCycle.openTasks(account: Rig.account).filter { $0.service == service }
        expect(open.count == (model.task == nil ? 0 : 1), "one open task a role")
        guard let task = open.first else { return }
        let after = rig.step(task)
        switch model.task {
        case .notStarted:
            expect(after.status == .inProgress)
            model.task = .inProgress
        default:
            let isInUse = model.isInUse(rig.now)
            expect(after.status == (isInUse ? .failed : .succeeded))
            expect(after.usage.isEmpty == !isInUse)
            model.task = nil
            if !isInUse { (model.hasRole, model.uses) = (false, [:]) }
        }
    }

    private func compare(_ service: String, _ model: LifeCycleModel) {
        expect((role(of: service) != nil) == model.hasRole, "role")
        let active = rig.lifeCycle.activeUses(of: service, account: Rig.account, now: rig.now)
        expect(active.count == model.uses.values.count { rig.now < $0 }, "uses")
    }

    /// Whatever has happened, a task that is open ends, and what was deleted can be set up anew.
    mutating func conclude(service: String = Rig.service) {
        for event: LifeCycleEvent in [.step, .step] { run(event, service: service) }
        expect(rig.lifeCycle.openTasks().allSatisfy { $0.service != service }, "an open task ends")
        for event: LifeCycleEvent in [.setUp, .release, .wait, .wait, .delete, .step, .step] {
            run(event, service: service)
        }
        expect(role(of: service) == nil, "what nothing uses can be deleted")
        run(.setUp, service: service)
    }

    private func role(of service: String) -> RoleRecord? {
        rig.roles.first { $0.linkedService == service }
    }

    private func expect(_ isTrue: Bool, _ what: String = "answer") {
        // The test library takes its time for each expectation, and there are millions.
        if !isTrue { Issue.record("\(what): \(history.joined(separator: " "))") }
    }
}
