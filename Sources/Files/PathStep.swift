import Glibc

/// What a path leads to in one step.
@safe
enum PathStep {
    /// A symbolic link, and what it says.
    case link(String)
    /// Something else.
    case entry
    /// Nothing, or nothing that may be looked at.
    case missing

    // LIMIT: the longest target that Linux lets a link have.
    private static let targetByteCountMax = 4_096

    /// Looks at the last component of a path.
    init(at path: String) {
        var bytes = [UInt8](repeating: 0, count: Self.targetByteCountMax)
        // SAFETY: the call writes at most the buffer's length into the buffer; the path's string
        // outlives it.
        let count = unsafe bytes.withUnsafeMutableBytes { buffer in
            guard let first = unsafe buffer.bindMemory(to: CChar.self).baseAddress else {
                return -1
            }
            return unsafe readlink(path, first, buffer.count)
        }
        if count >= 0 {
            self = .link(String(decoding: bytes[..<count], as: UTF8.self))
        } else {
            self = errno == EINVAL ? .entry : .missing
        }
    }
}

/// The directory that relative paths start from.
@safe
enum WorkingDirectory {
    /// Its path; `nil` if it is gone.
    static var path: String? {
        // SAFETY: without a buffer the call allocates one, which is copied and freed here.
        guard let text = unsafe getcwd(nil, 0) else { return nil }
        defer { unsafe free(text) }
        return unsafe String(cString: text)
    }
}
