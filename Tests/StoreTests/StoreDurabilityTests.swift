import Identities
import Store
import TestSupport
import Testing

@Suite("Durability of a store")
struct StoreDurabilityTests {
    @Test("a process that is killed leaves every commit it has told of, and no half of any")
    func kill() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("store")
        let seed = UInt64.random(in: 0..<1_000_000)
        var random = SplitMix64(seed: seed)
        var last = 0
        for cycle in 0..<20 {
            let told =
                try KilledProcess.lastNumber(
                    of: "TestStore", [path], killedAfter: random.below(30)) ?? last
            let roles = Registry(try SQLiteStore(path: path).load()).all(RoleRecord.self)
            let numbers = Set(roles.map(\.description))
            #expect(roles.count == (numbers.isEmpty ? 0 : 20), "seed \(seed), cycle \(cycle)")
            #expect(numbers.count <= 1, "seed \(seed), cycle \(cycle)")
            // One more may have been committed in the moment before it could be told.
            let number = numbers.first.flatMap { Int($0) } ?? 0
            #expect(number >= max(told, last), "seed \(seed), cycle \(cycle)")
            last = number
        }
        #expect(last > 0, "seed \(seed)")
    }
}
