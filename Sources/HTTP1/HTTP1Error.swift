import EventLoop

/// Why the admin plane can't start or go on.
package enum HTTP1Error: Error, Sendable, Hashable, CustomStringConvertible {
    /// It can't listen at this address.
    case cannotListen(ListenAddress, SystemError)

    /// The certificate, the key or the authorities can't be used; why not.
    case badIdentity(String)

    /// libmicrohttpd does not start, for which it gives no reason: too little memory or files.
    case cannotStart

    /// Something that it can't do without has failed.
    case system(SystemError)

    package var description: String {
        switch self {
        case .cannotListen(let address, let error):
            "cannot listen on `\(address)`: \(SystemError.text(of: error.number))"
        case .badIdentity(let reason):
            "cannot use certificate and key: \(reason)"
        case .cannotStart:
            "cannot start libmicrohttpd"
        case .system(let error):
            error.description
        }
    }
}
