import CLinux

/// Where a server listens, as people write it: `127.0.0.1:8180`, `[::1]:8180`,
/// `unix:/run/v.sock,mode=0660,group=web`, `tls:0.0.0.0:8443`.
package enum ListenAddress: Sendable, Hashable {
    /// A numeric IPv4 or IPv6 address, and a port; 0 lets the system choose one.
    case tcp(host: String, port: UInt16)

    /// The same, for TLS alone.
    case tls(host: String, port: UInt16)

    /// A Unix socket at this path.
    case unix(path: String, access: SocketAccess = SocketAccess())
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
        case .tcp(let host, _), .tls(let host, _): host.hasPrefix("127.") || host == "::1"
        }
    }

    /// Whether what is said there is encrypted.
    package var isSecure: Bool {
        if case .tls = self { true } else { false }
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
        }
    }
}
