import Foundation
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
            let told = try Self.runAndKill(path, after: random.below(30)) ?? last
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

    /// Starts the writer and kills it when it has told of so many commits.
    ///
    /// - Returns: The last number it told; nil if none.
    private static func runAndKill(_ path: String, after count: Int) throws -> Int? {
        let process = Process()
        let output = Pipe()
        process.executableURL = VerdictBinary.url.deletingLastPathComponent()
            .appendingPathComponent("TestStore")
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
