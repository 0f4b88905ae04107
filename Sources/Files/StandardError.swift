import Glibc

/// The stream for people's eyes, apart from a command's output.
package enum StandardError {
    /// Writes a line. What cannot be written is lost, since there is nowhere left to say so.
    package static func write(line: String) {
        var rest = Array("\(line)\n".utf8)[...]
        while !rest.isEmpty {
            // SAFETY: `write` reads as many bytes as the buffer has, and keeps no pointer.
            let count = unsafe rest.withUnsafeBytes { bytes in
                unsafe Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
