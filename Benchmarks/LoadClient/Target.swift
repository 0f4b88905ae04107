import CLinux
import EventLoop
import Glibc

/// The server that load is aimed at.
struct Target {
    let address: ListenAddress

    /// A connection that does not wait.
    func connect() -> FileDescriptor? {
        switch address {
        case .unix(let path, _):
            // SAFETY: the text is lent, zero-terminated, for the call alone.
            let number = unsafe clinux_connect_unix(path)
            return number >= 0 ? FileDescriptor(owning: Int32(number)) : nil
        case .tcp(let host, let port), .tls(let host, let port): return Self.connect(host, port)
        // Nobody has passed a socket to a client.
        case .inherited: return nil
        }
    }

    private static func connect(_ host: String, _ port: UInt16) -> FileDescriptor? {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        // SAFETY: the call reads the text and fills in the structure.
        guard unsafe inet_pton(AF_INET, host, &address.sin_addr) == 1 else { return nil }
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { return nil }
        let descriptor = FileDescriptor(owning: number)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        // SAFETY: a `sockaddr_in` may be read as the `sockaddr` that it begins with, and its size
        // is given.
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(number, $0, size)
            }
        }
        guard result == 0, fcntl(number, F_SETFL, O_NONBLOCK) == 0 else { return nil }
        var on: Int32 = 1
        // SAFETY: the option's value is this integer, of this size.
        unsafe setsockopt(
            number, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        return descriptor
    }
}
