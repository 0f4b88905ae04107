import Glibc

/// Reads whole files into memory.
@safe
package enum FileContents {
    /// The bytes of a file, read to its end; pipes and devices work as well.
    ///
    /// - Parameter byteCountMax: The greatest length that is accepted.
    /// - Throws: When the file cannot be opened or read, or is longer.
    /// - Complexity: O(*n*) in the length of the file. Blocks.
    package static func read(
        _ path: String, byteCountMax: Int
    ) throws(FileError) -> [UInt8] {
        // A path with a zero byte would name another file to the system.
        guard !path.utf8.contains(0) else { throw FileError(.notFound, path) }
        // SAFETY: the string outlives the call, which only reads it.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(errno: errno, path) }
        defer { close(descriptor) }
        return try read(descriptor, named: path, byteCountMax: byteCountMax)
    }

    /// The bytes of standard input, read to its end; errors call it `-`.
    ///
    /// - Parameter byteCountMax: The greatest length that is accepted.
    /// - Throws: When it cannot be read or is longer.
    package static func readStandardInput(byteCountMax: Int) throws(FileError) -> [UInt8] {
        try read(STDIN_FILENO, named: "-", byteCountMax: byteCountMax)
    }

    private static func read(
        _ descriptor: Int32, named path: String, byteCountMax: Int
    ) throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            // SAFETY: `read` writes at most the chunk's length into the chunk.
            let count = unsafe chunk.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw FileError(errno: errno, path)
            }
            if count == 0 { return bytes }
            guard bytes.count + count <= byteCountMax else {
                throw FileError(.tooLong(byteCountMax: byteCountMax), path)
            }
            bytes.append(contentsOf: chunk[..<count])
        }
    }
}
