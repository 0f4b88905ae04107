import CLinux
import Glibc

extension Listener {
    /// Removes the socket that a killed predecessor has left behind at this path.
    ///
    /// - Throws: `EADDRINUSE` if somebody still listens there, and `EEXIST` if it is no socket:
    ///   that file is not ours to remove.
    static func removeStaleSocket(_ path: String) throws(SystemError) {
        let place = "listen on unix:\(path)"
        // SAFETY: the string is lent, zero-terminated, for the call alone; here and below.
        let isSocket = unsafe clinux_is_socket(path)
        if isSocket == Int64(-ENOENT) { return }
        guard try check(isSocket, place) == 1 else {
            throw SystemError(operation: place, number: EEXIST)
        }

        let probe = unsafe clinux_connect_unix(path)
        if probe >= 0 {
            clinux_close(Int32(probe))
        }
        // Only a refusal proves that nobody listens. A full backlog, say, is a living listener.
        guard probe == Int64(-ECONNREFUSED) else {
            throw SystemError(operation: place, number: EADDRINUSE)
        }
        try check(unsafe clinux_unlink(path), place)
    }

    /// Removes the file of a Unix socket, so that clients fail at once when nobody listens any more.
    package func removeSocketFile() {
        if case .unix(let path, _) = self.address {
            _ = unsafe clinux_unlink(path)
        }
    }
}
