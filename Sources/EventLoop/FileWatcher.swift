import CLinux
import Files
import Glibc

/// Tells when something changes in directories (inotify).
///
/// It tells *that* something has changed, not what: by the time anybody looks, more may have. Look
/// at the files anew, after having asked for the watches that these now need.
package struct FileWatcher: ~Copyable {
    /// The file for a poller, ready to read when something may have changed.
    package let descriptor: FileDescriptor

    /// What matters in each watched directory, by the number of its watch.
    private var interests: [Int32: PathTrail.Interest] = [:]
    private var buffer = [UInt8](repeating: 0, count: Self.bufferByteCount)

    // LIMIT: room for some two hundred reports of common length at a time, and for the longest
    // one, of 16 bytes and a name of 256.
    private static let bufferByteCount = 8_192

    /// Creates a watcher of nothing.
    package init() throws(SystemError) {
        descriptor = FileDescriptor(owning: try check(clinux_watcher(), "watch files"))
    }

    /// Watches these directories, and no others. A directory that does not exist is passed over.
    ///
    /// - Throws: When one can't be watched, because the system's limit is reached; the others are.
    package mutating func watch(_ directories: [String: PathTrail.Interest]) throws(SystemError) {
        var wanted: [Int32: PathTrail.Interest] = [:]
        var failure: SystemError?
        for (path, interest) in directories {
            // SAFETY: the string outlives the call, which only reads it.
            let result = unsafe path.withCString { path in
                unsafe clinux_watcher_add(descriptor.number, path, interest.hasContents ? 1 : 0)
            }
            switch result {
            case 0...: wanted[Int32(result), default: PathTrail.Interest()].formUnion(interest)
            // Gone already, or none of our business: its parent is watched.
            case Int64(-ENOENT), Int64(-ENOTDIR), Int64(-EACCES), Int64(-ELOOP): break
            default: failure = SystemError(operation: "watch `\(path)`", number: Int32(-result))
            }
        }
        for watch in interests.keys where wanted[watch] == nil {
            // Fails if the directory is gone, and the watch with it.
            _ = clinux_watcher_remove(descriptor.number, watch)
        }
        interests = wanted
        if let failure { throw failure }
    }

    /// Whether anything that matters may have changed since the last call. Never waits.
    package mutating func takeChanges() -> Bool {
        var isChanged = false
        while true {
            // SAFETY: the call writes at most the buffer's length into the buffer.
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe clinux_read(descriptor.number, bytes.baseAddress, bytes.count)
            }
            guard count > 0 else { return isChanged }
            if concerns(Int(count)) { isChanged = true }
        }
    }

    /// Whether one of the reports in the buffer matters. A report is `struct inotify_event`: the
    /// watch, flags, a cookie and the length of the name, 32 bits each, and the name with zeros.
    private mutating func concerns(_ byteCount: Int) -> Bool {
        var matters = false
        var start = 0
        while start + 16 <= byteCount {
            let watch = Int32(truncatingIfNeeded: word(at: start))
            let flags = word(at: start + 4)
            let length = Int(word(at: start + 12))
            let end = min(start + 16 + length, byteCount)
            let name = buffer[(start + 16)..<end].prefix { $0 != 0 }
            start += 16 + length

            if flags & UInt32(clinux_watch_overflow.rawValue) != 0 { matters = true }
            // Reports of a watch that has ended may still be in the queue.
            guard let interest = interests[watch] else { continue }
            if flags & UInt32(clinux_watch_ended.rawValue) != 0 { interests[watch] = nil }
            if interest.concerns(
                name.isEmpty ? nil : String(decoding: name, as: UTF8.self))
            {
                matters = true
            }
        }
        return matters
    }

    private func word(at offset: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(buffer[offset + $1]) << UInt32(8 * $1) }
    }
}
