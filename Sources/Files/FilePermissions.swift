import Glibc

/// Who may do what with a file, beside its owner.
@safe
package struct FilePermissions: Sendable, Hashable {
    /// Whether everybody may read it.
    package let isReadableByOthers: Bool
    /// Whether everybody may change it.
    package let isWritableByOthers: Bool

    /// Looks at the file that a path leads to; `nil` if there is none.
    package init?(of path: String) {
        var status = stat()
        // SAFETY: the call fills in the structure, and only reads the path.
        guard !path.utf8.contains(0), unsafe stat(path, &status) == 0 else { return nil }
        isReadableByOthers = status.st_mode & S_IROTH != 0
        isWritableByOthers = status.st_mode & S_IWOTH != 0
    }
}
