import Foundation

/// The project's own test cases: files in the format of the collected ones, written by hand, and
/// whatever once failed.
package enum OwnCases {
    private static let folder =
        SharedData.packageRoot.appendingPathComponent("Tests/ConformanceTests/Cases")

    /// The files, by name.
    package static var files: [URL] {
        let found = try? FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: nil)
        return (found ?? []).filter { $0.pathExtension == "jsonl" }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
    }

    /// The cases of one file.
    package static func cases(in file: String) throws -> [PolicyCase] {
        try CaseFile.cases(at: folder.appendingPathComponent(file))
    }
}
