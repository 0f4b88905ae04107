import Foundation

/// Finds the third-party test data, which lies beside the package and is no part of it.
package enum SharedData {
    /// The folder of a data file, or `nil` where the data is absent; tests then skip.
    ///
    /// It is looked for in `$VERDICT_SHARED_DATA`, else in `../shared/data` beside the package.
    package static func url(_ name: String) -> URL? {
        let folder: URL
        if let path = ProcessInfo.processInfo.environment["VERDICT_SHARED_DATA"] {
            folder = URL(fileURLWithPath: path)
        } else {
            folder = packageRoot.deletingLastPathComponent().appendingPathComponent("shared/data")
        }
        let file = folder.appendingPathComponent(name)
        return FileManager.default.fileExists(atPath: file.path) ? file : nil
    }

    /// The folder that holds `Package.swift`.
    package static var packageRoot: URL {
        URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }
}
