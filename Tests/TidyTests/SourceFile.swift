import Foundation
import TestSupport

/// A source file of the package, read as text.
struct SourceFile: Sendable {
    /// Its path from the package's root, such as `Sources/Files/FileError.swift`.
    let path: String
    let lines: [Substring]

    /// Creates a file from its text.
    init(path: String, text: String) {
        self.path = path
        self.lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The module it belongs to: the folder right below `Sources`.
    var module: String { String(self.path.split(separator: "/")[1]) }

    /// Every line without its comment. A `//` inside a string cuts the line too, which loses
    /// nothing that the tests look for.
    var code: [Substring] {
        self.lines.map { line in
            line.range(of: "//").map { line[..<$0.lowerBound] } ?? line
        }
    }

    /// The modules it imports, whatever attributes and access levels stand before.
    var imports: [String] {
        self.code.compactMap { line in
            line.wholeMatch(
                of: /\s*(?:@\w+(?:\(\w+\))?\s+)*(?:\w+\s+)?import\s+(?:[a-z]+\s+)?(\w+)[.\w]*\s*/
            ).map { String($0.1) }
        }
    }

    /// Whether it has what strict memory safety asks to mark, or switches a check off.
    var isUnsafe: Bool {
        self.code.contains { $0.contains(/\bunsafe\b|@unchecked\b|@safe\b/) }
    }

    /// All files below `Sources` with one of the extensions, by path.
    static func all(_ extensions: Set<String>) throws -> [SourceFile] {
        let root = SharedData.packageRoot
        let sources = root.appending(path: "Sources").path
        return try FileManager.default.subpathsOfDirectory(atPath: sources)
            .filter { extensions.contains(URL(fileURLWithPath: $0).pathExtension) }
            .sorted()
            .map { name in
                let path = "Sources/" + name
                let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
                return SourceFile(path: path, text: text)
            }
    }
}
