import Foundation

/// A directory for one test, which goes with it.
package final class TemporaryDirectory: Sendable {
    /// Its path, without symbolic links.
    package let path: String

    /// Makes an empty directory.
    package init() throws {
        let url = FileManager.default.temporaryDirectory
            .resolvingSymlinksInPath().appending(path: "verdict-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of a name in it.
    package func path(_ name: String) -> String { path + "/" + name }

    /// Writes a file in place, and makes the directories that it needs.
    package func write(_ text: String, to name: String) throws {
        let parent = (path(name) as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(
            atPath: parent, withIntermediateDirectories: true)
        try text.write(toFile: path(name), atomically: false, encoding: .utf8)
    }

    /// Puts a file in another one's place at once, so that nobody sees half of it.
    package func replace(_ name: String, with text: String) throws {
        try write(text, to: name + "~")
        try rename(name + "~", to: name)
    }

    /// Makes a symbolic link.
    package func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: path(name), withDestinationPath: target)
    }

    /// Renames an entry, over whatever has the name.
    package func rename(_ name: String, to other: String) throws {
        // SAFETY: both strings outlive the call, which only reads them.
        guard unsafe Glibc.rename(path(name), path(other)) == 0 else {
            throw CocoaError(.fileWriteUnknown)
        }
    }

    /// Removes an entry and everything below.
    package func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: path(name))
    }
}
