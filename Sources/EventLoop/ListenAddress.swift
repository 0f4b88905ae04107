import CLinux
import Glibc

/// Where a server listens, as people write it: `127.0.0.1:8180`, `[::1]:8180`,
/// `unix:/run/v.sock,mode=0660,group=web`, `tls:0.0.0.0:8443`.
package enum ListenAddress: Sendable, Hashable {
    /// A numeric IPv4 or IPv6 address, and a port; 0 lets the system choose one.
    case tcp(host: String, port: UInt16)

    /// The same, for TLS alone.
    case tls(host: String, port: UInt16)

    /// A Unix socket at this path.
    case unix(path: String, access: SocketAccess = SocketAccess())

    /// A socket that listens already, under this number in this process: a service manager has made
    /// it, and it stays when the process ends. Where it listens is one of the others.
    indirect case inherited(number: Int32, at: ListenAddress)
}

/// Why a text is no listen address.
package struct ListenAddressError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The text.
    package let text: String
    /// What is wrong with it.
    package let reason: String

    package var description: String { "listen address `\(self.text)`: \(self.reason)" }
}

extension ListenAddress {
    /// LIMIT: the longest path of a Unix socket in bytes, which is the kernel's own limit.
    package static let unixPathByteCountMax = Int(clinux_unix_path_max)

    /// Reads an address.
    ///
    /// Names are not looked up, since what a name stands for may change; `localhost` alone is known,
    /// as 127.0.0.1.
    package init(parsing text: String) throws(ListenAddressError) {
        if text.hasPrefix("unix:") {
            let parts = text.dropFirst("unix:".count).split(
                separator: ",", omittingEmptySubsequences: false)
            let path = String(parts[0])
            guard !path.isEmpty, !path.utf8.contains(0) else {
                throw ListenAddressError(text: text, reason: "the socket's path is missing")
            }
            guard path.utf8.count <= Self.unixPathByteCountMax else {
                let reason = "the path is longer than \(Self.unixPathByteCountMax) bytes"
                throw ListenAddressError(text: text, reason: reason)
            }
            self = .unix(path: path, access: try SocketAccess(parts.dropFirst(), of: text))
            return
        }

        let isSecure = text.hasPrefix("tls:")
        let place = text.dropFirst(isSecure ? "tls:".count : 0)
        guard let colon = place.lastIndex(of: ":") else {
            throw ListenAddressError(
                text: text, reason: "expected HOST:PORT, tls:HOST:PORT or unix:PATH")
        }
        let digits = place[place.index(after: colon)...]
        guard digits.utf8.allSatisfy({ 48...57 ~= $0 }), let port = UInt16(digits) else {
            throw ListenAddressError(
                text: text, reason: "the port must be a number from 0 to 65535")
        }
        let host = try Self.host(place[..<colon], of: text)
        self = isSecure ? .tls(host: host, port: port) : .tcp(host: host, port: port)
    }

    /// Whether only processes of this machine reach it.
    package var isLocal: Bool {
        switch self {
        case .unix: true
        case .inherited(_, let place): place.isLocal
        case .tcp(let host, _), .tls(let host, _): host.hasPrefix("127.") || host == "::1"
        }
    }

    /// Whether what is said there is encrypted.
    package var isSecure: Bool {
        switch self {
        case .tls: true
        case .inherited(_, let place): place.isSecure
        case .tcp, .unix: false
        }
    }

    /// Whether it is a Unix socket, whose peers are processes of this machine.
    package var isUnix: Bool {
        switch self {
        case .unix: true
        case .inherited(_, let place): place.isUnix
        case .tcp, .tls: false
        }
    }

    /// Finds out where a socket listens that this process has from its parent.
    ///
    /// - Parameter isSecure: Whether TLS is to be spoken there.
    /// - Throws: If it is no stream socket that listens, with an address of a kind that is known.
    package init(inheriting number: Int32, isSecure: Bool) throws(SystemError) {
        // LIMIT: bytes of a Unix socket's path, its prefix and a zero.
        var text = [CChar](repeating: 0, count: Self.unixPathByteCountMax + 16)
        // SAFETY: as many bytes are lent for the call; it ends the text with a zero.
        let result = unsafe text.withUnsafeMutableBufferPointer {
            unsafe clinux_listening_address(number, $0.baseAddress, UInt32($0.count))
        }
        try check(result, "use socket \(number) of the service manager")
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let plain = String(decoding: bytes, as: UTF8.self)
        guard let place = try? ListenAddress(parsing: isSecure ? "tls:" + plain : plain) else {
            throw SystemError(
                operation: "use socket \(number) of the service manager", number: EINVAL)
        }
        self = .inherited(number: number, at: place)
    }

    private static func host(
        _ part: Substring, of text: String
    ) throws(ListenAddressError) -> String {
        if part == "localhost" { return "127.0.0.1" }

        let isBracketed = part.hasPrefix("[") && part.hasSuffix("]")
        let host = String(isBracketed ? part.dropFirst().dropLast() : part)
        // SAFETY: the string is lent, zero-terminated, for the call alone.
        let version = unsafe clinux_address_version(host)
        guard version >= 0, !host.utf8.contains(0) else {
            throw ListenAddressError(
                text: text, reason: "the host must be a numeric IP address or `localhost`")
        }
        // `::1:80` could mean port 80 of `::1` or no port at all, hence the brackets.
        guard isBracketed == (version == 6) else {
            throw ListenAddressError(
                text: text, reason: "an IPv6 address, and no other, goes in brackets: [::1]:8180")
        }
        return host
    }
}

extension ListenAddress: CustomStringConvertible {
    /// The address as ``init(parsing:)`` reads it.
    package var description: String {
        switch self {
        case .tcp(let host, let port):
            host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .tls(let host, let port):
            "tls:\(Self.tcp(host: host, port: port))"
        case .unix(let path, let access):
            "unix:\(path)\(access)"
        case .inherited(_, let place):
            place.description
        }
    }
}
