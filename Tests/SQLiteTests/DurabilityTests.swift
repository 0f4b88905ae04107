import Foundation
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
            let told = try Self.runAndKill(path, after: Int.random(in: 0..<30, using: &random))
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

    /// Starts the writer and kills it when it has told of so many transactions.
    ///
    /// - Returns: The last number it told; nil if none.
    private static func runAndKill(_ path: String, after count: Int) throws -> Int? {
        let process = Process()
        let output = Pipe()
        process.executableURL = VerdictBinary.url.deletingLastPathComponent()
            .appendingPathComponent("TestDatabase")
        process.arguments = [path]
        process.standardOutput = output
        try process.run()
        var text = Data()
        while text.count(where: { $0 == UInt8(ascii: "\n") }) < count {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { break }
            text += data
        }
        Glibc.kill(process.processIdentifier, SIGKILL)
        // What it told between our reading and its death counts as well.
        text += output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        let lines = String(decoding: text, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        // The last piece is half a line, or empty.
        return lines.dropLast().last.flatMap { Int($0) }
    }
}
