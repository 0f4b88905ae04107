import Foundation
import TestSupport

/// An executable that was built with the tests.
struct Program {
    /// What a run has left behind.
    struct Outcome {
        var status: Int32
        var output: String
        var errors: String

        /// Each line of the output as a JSON object.
        var records: [[String: Any]] {
            get throws {
                try output.split(separator: "\n").map { line in
                    let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
                    return object as? [String: Any] ?? [:]
                }
            }
        }
    }

    let url: URL

    /// A program at a path.
    init(url: URL) { self.url = url }

    /// The executable of a product, such as `verdict-load`.
    init(product: String) {
        url = VerdictBinary.url.deletingLastPathComponent().appending(path: product)
    }

    /// A script of the package.
    init(script: String) { url = SharedData.packageRoot.appending(path: script) }

    /// Runs it to its end.
    func run(
        _ arguments: [String], environment: [String: String] = [:]
    ) throws -> Outcome {
        try VerdictBinary.withTemporaryFolder { folder in
            let files = try ["output", "errors"].map { name in
                let file = folder.appending(path: name)
                try Data().write(to: file)
                return file
            }
            let process = Process()
            process.executableURL = url
            process.arguments = arguments
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = try FileHandle(forWritingTo: files[0])
            process.standardError = try FileHandle(forWritingTo: files[1])
            try process.run()
            process.waitUntilExit()
            return Outcome(
                status: process.terminationStatus,
                output: try String(contentsOf: files[0], encoding: .utf8),
                errors: try String(contentsOf: files[1], encoding: .utf8))
        }
    }

    /// Whether a tool is installed.
    static func exists(_ name: String) -> Bool {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
        }
    }
}
