import Foundation
import Synchronization

/// Runs `body` on `count` threads of their own, all at once, and waits for them.
///
/// Unlike a concurrent loop, which has as many threads as there are cores, all of them make
/// progress, so that one may wait for another.
package func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let group = DispatchGroup()
    let started = Counter()
    for number in 0..<count {
        group.enter()
        Thread {
            // The starting line: who comes first waits for the others.
            started.value.wrappingAdd(1, ordering: .relaxed)
            while started.value.load(ordering: .relaxed) < count { sched_yield() }
            body(number)
            group.leave()
        }.start()
    }
    group.wait()
}

/// A number that threads count up together.
package final class Counter: Sendable {
    fileprivate let value = Atomic(0)

    package init() {}

    /// Counts up.
    package func add(_ amount: Int) { value.wrappingAdd(amount, ordering: .relaxed) }
    /// The number so far.
    package var sum: Int { value.load(ordering: .relaxed) }
}
