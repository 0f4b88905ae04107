import ServiceLinkedRoles
import TestSupport
import Testing

/// The life cycle against a plain model, whatever happens in whichever order.
///
/// A role in use is never removed, an open task always ends, there is one a role, and after a
/// deletion the set-up makes the role anew, under an id that it never had.
@Suite("Life cycle")
struct LifeCycleModelTests {
    @Test("every sequence of up to four events, concluded, goes as the model says")
    func exhaustive() {
        var count = 0
        func descend(_ trial: LifeCycleTrial, depth: Int) {
            for event in LifeCycleEvent.allCases {
                var next = trial
                next.run(event)
                count += 1
                if depth > 1 {
                    descend(next, depth: depth - 1)
                } else {
                    next.conclude()
                }
            }
        }
        // Without a role nothing else happens than that it is set up.
        var trial = LifeCycleTrial()
        trial.run(.setUp)
        descend(trial, depth: 4)
        #expect(count == 7 + 49 + 343 + 2_401)
    }

    @Test("long stories of two services, with crashes in between, do as well", arguments: 1...8)
    func random(seed: UInt64) {
        print("seed \(seed)")
        var random = SplitMix64(seed: seed)
        var trial = LifeCycleTrial()
        let services = [Rig.service, "polly.amazonaws.com"]
        for _ in 0..<500 {
            trial.run(
                random.pick(LifeCycleEvent.allCases), service: random.pick(services),
                isLost: random.chance(10))
        }
        for service in services { trial.conclude(service: service) }
        #expect(!trial.buried.isEmpty, "nothing was ever deleted")
    }
}
