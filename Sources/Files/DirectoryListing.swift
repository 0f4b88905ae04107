import Glibc

/// Lists what is in a directory.
@safe
package enum DirectoryListing {
    /// Whether a path names a directory, through symbolic links.
    package static func isDirectory(_ path: String) -> Bool {
        guard !path.utf8.contains(0) else { return false }
        // SAFETY: the string outlives the call; opening a directory has no effect beyond the
        // descriptor, which is closed.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
        guard descriptor >= 0 else { return false }
        close(descriptor)
        return true
    }

    /// The names in a directory, without those that begin with a dot, sorted by their bytes, so
    /// that what depends on the order does not depend on the file system.
    ///
    /// - Parameter countMax: The greatest number of names that is accepted.
    /// - Throws: When the directory cannot be read, or has more names.
    package static func names(_ path: String, countMax: Int) throws(FileError) -> [String] {
        guard !path.utf8.contains(0) else { throw FileError(.notFound, path) }
        // SAFETY: the string outlives the call, which only reads it.
        guard let directory = unsafe opendir(path) else { throw FileError(errno: errno, path) }
        // SAFETY: closed once, here, after the last use.
        defer { unsafe _ = closedir(directory) }

        var names: [String] = []
        while true {
            errno = 0
            // SAFETY: the stream is open and this thread's alone; the entry stays valid until the
            // next call, and is copied before.
            guard let entry = unsafe readdir(directory) else {
                if errno != 0 { throw FileError(errno: errno, path) }
                break
            }
            // SAFETY: `d_name` ends in a zero byte within the entry.
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe field.withMemoryRebound(to: CChar.self, capacity: 1) {
                    unsafe String(cString: $0)
                }
            }
            if name.hasPrefix(".") { continue }
            guard names.count < countMax else {
                throw FileError(.tooMany(countMax: countMax), path)
            }
            names.append(name)
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
