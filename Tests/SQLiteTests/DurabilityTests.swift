import SQLite
import TestSupport
import Testing

@Suite("Durability")
struct DurabilityTests {
    @Test("a process that is killed leaves every transaction it has told of, and no half of any")
    func kill() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("store")
        let seed = UInt64.random(in: 0..<1_000_000)
        var random = SplitMix64(seed: seed)
        var last = 0
        for cycle in 0..<20 {
            let told = try KilledProcess.lastNumber(
                of: "TestDatabase", [path], killedAfter: Int.random(in: 0..<30, using: &random))
            let context = "seed \(seed), cycle \(cycle)"
            guard let told = told ?? (last > 0 ? last : nil) else { continue }

            let database = try Database(path: path)
            let number = try #require(
                try database.row("SELECT number FROM last", as: Int.self))
            // One more may have been committed in the moment before it could be told.
            #expect(number >= told, "\(context)")
            #expect(number >= last, "\(context)")
            let incomplete = try database.rows(
                "SELECT number FROM part GROUP BY number HAVING count(DISTINCT part) <> 20",
                as: Int.self)
            #expect(incomplete.isEmpty, "\(context)")
            let extent = try #require(
                try database.row(
                    "SELECT count(*), max(number) FROM part", as: Int.self, Int?.self))
            #expect(extent == (20 * number, number > 0 ? number : nil), "\(context)")
            last = number
        }
        #expect(last > 0, "seed \(seed)")
    }
}
