import Glibc

/// Why a file or a directory could not be read.
package struct FileError: Error, Sendable, Hashable {
    /// What went wrong.
    package enum Kind: Sendable, Hashable {
        /// There is nothing of that name.
        case notFound
        /// The file is longer than its reader accepts.
        case tooLong(byteCountMax: Int)
        /// The directory has more entries than its reader accepts.
        case tooMany(countMax: Int)
        /// The system refused, with this `errno`.
        case system(Int32)
    }

    /// What went wrong.
    package var kind: Kind
    /// The file's or the directory's path, as given.
    package var path: String

    /// What went wrong in words, lower case, without the path.
    package var message: String {
        switch kind {
        case .notFound: "no such file or directory"
        case .tooLong(let byteCountMax): "file is longer than \(byteCountMax) bytes"
        case .tooMany(let countMax): "directory has more than \(countMax) entries"
        case .system(let number): Self.words(for: number)
        }
    }

    init(_ kind: Kind, _ path: String) {
        self.kind = kind
        self.path = path
    }

    /// The error that the last system call left behind.
    init(errno number: Int32, _ path: String) {
        self.init(number == ENOENT || number == ENOTDIR ? .notFound : .system(number), path)
    }

    private static func words(for number: Int32) -> String {
        switch number {
        case EACCES, EPERM: "permission denied"
        case EISDIR: "is a directory"
        case EIO: "input/output error"
        case EMFILE, ENFILE: "too many open files"
        case ELOOP: "too many symbolic links"
        default: "system error \(number)"
        }
    }
}
