import EventLoop

/// Why a server can't start or go on.
package enum ServerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// It can't listen at this address.
    case cannotListen(ListenAddress, SystemError)

    /// Something that it can't do without has failed.
    case system(SystemError)

    package var description: String {
        switch self {
        case .cannotListen(let address, let error):
            "cannot listen on `\(address)`: \(SystemError.text(of: error.number))"
        case .system(let error):
            error.description
        }
    }
}
