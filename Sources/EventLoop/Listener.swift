import CLinux
import Glibc

/// A socket that accepts connections.
package final class Listener: Sendable {
    /// LIMIT: connections the kernel holds until they are accepted. A loop accepts in
    /// microseconds, so this is for bursts of reconnecting clients; the kernel's own cap,
    /// `net.core.somaxconn`, is 4,096 as well.
    package static let backlogMax: Int32 = 4_096

    /// The file for a poller, ready to read when a connection waits.
    package let descriptor: FileDescriptor

    /// Where this listens, with the port the system chose if it was asked to.
    package let address: ListenAddress

    /// Starts listening alone: nobody else may listen at this address.
    package convenience init(_ address: ListenAddress) throws(SystemError) {
        try self.init(address, sharesPort: false)
    }

    /// Starts listening for `count` event loops at one address.
    ///
    /// TCP listeners share the port, one for each loop, and the kernel spreads the connections. A
    /// Unix socket, or one that is inherited, cannot be shared so; then the same listener is there
    /// for every loop.
    ///
    /// A shared port is open to any other process of the same user, which would silently take a
    /// part of the connections. A daemon started twice by mistake must fail instead; so the
    /// address is first tried alone.
    ///
    /// - Parameter joins: Whether other processes may listen there already.
    package static func group(
        _ address: ListenAddress, count: Int, joins: Bool = false
    ) throws(SystemError) -> [Listener] {
        precondition(count > 0, "a group of \(count) listeners")
        let port: UInt16
        switch address {
        case .unix, .inherited: return Array(repeating: try Listener(address), count: count)
        case .tcp(_, let number), .tls(_, let number): port = number
        }
        if port != 0 && !joins {
            _ = try Listener(address)
        }
        var group = [try Listener(address, sharesPort: true)]
        while group.count < count {
            group.append(try Listener(group[0].address, sharesPort: true))
        }
        return group
    }

    /// Accepts the next connection; nil if none is waiting.
    ///
    /// - Throws: An error such as `EMFILE`, that leaves the connection waiting. That a client has
    ///   given up while it waited is not an error.
    package func accept() throws(SystemError) -> FileDescriptor? {
        while true {
            let result = clinux_accept(self.descriptor.number)
            switch result {
            case 0...: return FileDescriptor(owning: Int32(result))
            case Int64(-EAGAIN): return nil
            case Int64(-ECONNABORTED), Int64(-EINTR), Int64(-EPROTO): continue
            default: try check(result, "accept a connection")
            }
        }
    }

    /// Lets new connections go to others who listen at the same TCP port: what clients send first is
    /// lost here, and they send it again after a second. Connections that are being made go on.
    package func turnNewAway() {
        guard self.ownsPort else { return }
        // Where there are no filters, what comes before the end is accepted as well.
        _ = clinux_turn_new_away(self.descriptor.number)
    }

    /// Leaves a TCP port to others who listen there. Accept all that waits before.
    package func stop() {
        guard self.ownsPort else { return }
        _ = clinux_stop_listening(self.descriptor.number)
    }

    /// Whether this is a TCP socket of our own: one that is inherited goes on without us.
    private var ownsPort: Bool {
        switch self.address {
        case .tcp, .tls: true
        case .unix, .inherited: false
        }
    }

    private init(_ address: ListenAddress, sharesPort: Bool) throws(SystemError) {
        let place = "listen on \(address)"
        switch address {
        case .tcp(let host, let port), .tls(let host, let port):
            // SAFETY: the string is lent, zero-terminated, for the call alone.
            let result = unsafe clinux_listen_tcp(host, port, sharesPort ? 1 : 0, Self.backlogMax)
            self.descriptor = FileDescriptor(owning: try check(result, place))
            let actual = try check(clinux_local_port(self.descriptor.number), place)
            let number = UInt16(actual)
            self.address =
                address.isSecure ? .tls(host: host, port: number) : .tcp(host: host, port: number)
        case .inherited(let number, _):
            self.descriptor = FileDescriptor(owning: try check(clinux_duplicate(number), place))
            self.address = address
        case .unix(let path, let access):
            try Self.removeStaleSocket(path)
            // SAFETY: as above.
            let result = unsafe clinux_listen_unix(
                path, access.mode.map(Int32.init) ?? -1, access.group ?? "", Self.backlogMax)
            self.descriptor = FileDescriptor(owning: try check(result, place))
            self.address = address
        }
    }
}
