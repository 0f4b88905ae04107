/// Who sits at the other end of a connection, as far as its transport has proof.
///
/// One value serves all requests of a connection. What a client merely says of itself, in a header
/// for instance, is not here.
package final class Peer: Sendable {
    /// The process at the other end of a Unix socket, as the kernel names it (`SO_PEERCRED`).
    package struct Process: Sendable, Hashable {
        /// Its number when it connected.
        package let processID: Int32
        /// Its effective user then.
        package let userID: UInt32
        /// Its effective group then.
        package let groupID: UInt32

        /// Creates a value.
        package init(processID: Int32, userID: UInt32, groupID: UInt32) {
            self.processID = processID
            self.userID = userID
            self.groupID = groupID
        }
    }

    /// Its numeric IP address, without port and brackets; `nil` over a Unix socket.
    package let address: String?

    /// The name in its verified certificate: the first URI among the alternative names, which is
    /// where a SPIFFE id stands, else the subject as in RFC 2253; `nil` without a certificate.
    package let certificateName: String?

    /// Its process; `nil` over TCP.
    package let process: Process?

    /// Creates a value.
    package init(
        address: String? = nil, certificateName: String? = nil, process: Process? = nil
    ) {
        self.address = address
        self.certificateName = certificateName
        self.process = process
    }
}
