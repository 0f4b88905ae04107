import Foundation
import Synchronization

/// Makes values for a test and knows which of them are alive.
final class Tally: Sendable {
    // The thread sanitizer sees what this lock orders; it doesn't with `Mutex`.
    private let lock = NSLock()
    nonisolated(unsafe) private var alive: Set<Int> = []

    /// The numbers of the values that are alive, in order.
    var aliveNumbers: [Int] { lock.withLock { unsafe alive.sorted() } }
    var aliveCount: Int { lock.withLock { unsafe alive.count } }

    func make(_ number: Int) -> Value { Value(number, tally: self) }

    /// A value that tells when it is freed, and whether it has been.
    final class Value: Sendable {
        let number: Int
        private let seal: Atomic<Int>
        private let tally: Tally

        init(_ number: Int, tally: Tally) {
            self.number = number
            self.seal = Atomic(~number)
            self.tally = tally
            tally.lock.withLock { _ = unsafe tally.alive.insert(number) }
        }

        deinit {
            seal.store(number, ordering: .relaxed)
            tally.lock.withLock { _ = unsafe tally.alive.remove(number) }
        }

        /// Whether the value has not been freed.
        var isIntact: Bool { seal.load(ordering: .relaxed) == ~number }
    }
}
