/// The directories that decide where paths lead, each with the names that matter in it.
///
/// A file is replaced by a rename in its directory; but where a symbolic link leads there, it may
/// also be replaced by a rename of the link, as Kubernetes does it (`..data`), or by a rename of
/// any directory above. Whoever watches all directories of a trail hears of every way.
package struct PathTrail: Sendable, Hashable {
    /// What matters in a directory.
    package struct Interest: Sendable, Hashable {
        /// Names of entries; `nil` for all of them.
        package var names: Set<String>? = []
        /// Whether what is in the files matters, and not just which entries there are.
        package var hasContents = false

        /// Creates an interest, in nothing by default.
        package init(names: Set<String>? = [], hasContents: Bool = false) {
            self.names = names
            self.hasContents = hasContents
        }

        /// Whether a change of an entry matters.
        ///
        /// - Parameter name: `nil` for the directory itself.
        package func concerns(_ name: String?) -> Bool {
            guard let name, let names else { return true }
            return names.contains(name)
        }

        /// Adds what matters to another.
        package mutating func formUnion(_ other: Interest) {
            names = names.flatMap { own in other.names.map { own.union($0) } }
            hasContents = hasContents || other.hasContents
        }
    }

    /// The directories by their paths, in which there is no symbolic link.
    package private(set) var directories: [String: Interest] = [:]

    /// Creates an empty trail.
    package init() {}

    // LIMIT: as many links on one path as Linux follows.
    private static let linkCountMax = 40

    /// Adds what decides where a path leads.
    ///
    /// - Parameters:
    ///   - start: The directory that a relative path starts from, without symbolic links;
    ///     `nil` for the working directory.
    ///   - withContents: Whether it leads to a file, and what is in that matters, too.
    /// - Returns: Where it leads, a path without symbolic links; `nil` if that does not exist.
    @discardableResult
    package mutating func follow(
        _ path: String, from start: String? = nil, withContents: Bool
    ) -> String? {
        var directory = path.hasPrefix("/") ? "/" : start ?? WorkingDirectory.path ?? "/"
        var pending = Array(Self.components(of: path).reversed())
        var linkCount = 0
        while let name = pending.popLast() {
            if name == ".." {
                directory = Self.parent(of: directory)
                continue
            }
            let entry = directory == "/" ? "/" + name : directory + "/" + name
            directories[directory, default: Interest()].formUnion(
                Interest(names: [name], hasContents: withContents && pending.isEmpty))
            switch PathStep(at: entry) {
            case .entry: directory = entry
            case .missing: return nil
            case .link(let target):
                linkCount += 1
                guard linkCount <= Self.linkCountMax else { return nil }
                if target.hasPrefix("/") { directory = "/" }
                pending += Self.components(of: target).reversed()
            }
        }
        return directory
    }

    /// Adds a directory in which everything matters.
    ///
    /// - Parameter directory: A path without symbolic links, as ``follow(_:from:withContents:)``
    ///   returns it.
    package mutating func include(_ directory: String) {
        directories[directory, default: Interest()].formUnion(
            Interest(names: nil, hasContents: true))
    }

    private static func components(of path: String) -> [String] {
        path.split(separator: "/").map(String.init).filter { $0 != "." }
    }

    private static func parent(of directory: String) -> String {
        guard let slash = directory.lastIndex(of: "/"), slash != directory.startIndex else {
            return "/"
        }
        return String(directory[..<slash])
    }
}
