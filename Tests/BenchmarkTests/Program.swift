import Foundation
import TestSupport

/// An executable that was built with the tests.
struct Program {
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
    ) throws -> VerdictBinary.Outcome {
        try VerdictBinary.run(executable: url, arguments, environment: environment)
    }

    /// Whether a tool is installed.
    static func exists(_ name: String) -> Bool {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
        }
    }
}

extension VerdictBinary.Outcome {
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
