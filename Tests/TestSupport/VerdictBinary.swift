import Foundation

/// The executable under test, as a user runs it.
package enum VerdictBinary {
    /// What a run of the executable has left behind.
    package struct Outcome: Sendable {
        /// The exit status.
        package var status: Int32
        /// What it wrote to standard output.
        package var output: String
        /// What it wrote to standard error.
        package var errors: String
    }

    /// The executable, which is built into the folder of the test bundle.
    package static var url: URL {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appendingPathComponent("verdict")
    }

    /// Runs the executable to its end.
    ///
    /// - Parameters:
    ///   - executable: Another executable, to run in its place.
    ///   - arguments: The arguments after the program's name.
    ///   - environment: Variables beside those of the tests.
    ///   - input: What it finds on standard input.
    ///   - folder: Its working directory; by default that of the tests.
    package static func run(
        executable: URL = VerdictBinary.url, _ arguments: [String],
        environment: [String: String] = [:], input: String = "", in folder: URL? = nil
    ) throws -> Outcome {
        // Files, not pipes: a pipe that nobody empties would stop the process when it is full.
        try withTemporaryFolder { streams in
            func file(_ name: String, _ contents: String = "") throws -> URL {
                let url = streams.appendingPathComponent(name)
                try contents.write(to: url, atomically: false, encoding: .utf8)
                return url
            }
            let (inputFile, outputFile, errorFile) = (
                try file("input", input), try file("output"), try file("errors")
            )
            let process = Process()
            process.executableURL = executable
            process.arguments = arguments
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
            process.currentDirectoryURL = folder
            process.standardInput = try FileHandle(forReadingFrom: inputFile)
            process.standardOutput = try FileHandle(forWritingTo: outputFile)
            process.standardError = try FileHandle(forWritingTo: errorFile)
            try process.run()
            process.waitUntilExit()
            return Outcome(
                status: process.terminationStatus,
                output: try String(contentsOf: outputFile, encoding: .utf8),
                errors: try String(contentsOf: errorFile, encoding: .utf8))
        }
    }

    /// Makes a folder, hands it to `body`, and removes it with everything in it.
    package static func withTemporaryFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("verdict-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }
}
