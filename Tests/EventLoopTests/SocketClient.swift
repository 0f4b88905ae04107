import CLinux
import Glibc

@testable import EventLoop

/// Connects to a Unix listener of this process.
func connect(to address: ListenAddress) throws -> FileDescriptor {
    guard case .unix(let path, _) = address else {
        throw SystemError(operation: "connect to \(address)", number: EINVAL)
    }
    // SAFETY: the string is lent, zero-terminated, for the call alone.
    let result = unsafe clinux_connect_unix(path)
    return FileDescriptor(owning: try check(result, "connect to \(address)"))
}
