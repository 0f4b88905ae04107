import Foundation

/// A process that writes and tells of each write, killed in the middle of it.
package enum KilledProcess {
    /// Starts a program of the tests, which prints a number for whatever it has made durable, and
    /// kills it when it has told of so many.
    ///
    /// - Returns: The last number that it told; `nil` if none.
    package static func lastNumber(
        of program: String, _ arguments: [String], killedAfter count: Int
    ) throws -> Int? {
        let process = Process()
        let output = Pipe()
        process.executableURL = VerdictBinary.url.deletingLastPathComponent()
            .appendingPathComponent(program)
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
        var text = Data()
        while text.count(where: { $0 == UInt8(ascii: "\n") }) < count {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { break }
            text += data
        }
        kill(process.processIdentifier, SIGKILL)
        // What it told between our reading and its death counts as well.
        text += output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationReason == .uncaughtSignal else { throw EndedByItself() }
        let lines = String(decoding: text, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        // The last piece is half a line, or empty.
        return lines.dropLast().last.flatMap { Int($0) }
    }

    /// The program did not live long enough to be killed.
    package struct EndedByItself: Error {}
}
