import DecisionPoint
import Directory
import Identities
import QueryProtocol

/// Why a change was not made, though the call was good.
package enum AdministrationError: Error, Sendable {
    /// There is no store.
    case readOnly
    /// The store did not keep it.
    case store(RecordStoreError)
    /// What the records would amount to can't be served.
    case bundle(BundleErrors)
    /// It could not be served.
    case publish(PublishError)

    /// The error that it wraps.
    package var cause: any Error {
        switch self {
        case .readOnly: self
        case .store(let error): error
        case .bundle(let error): error
        case .publish(let error): error
        }
    }

    /// One line for people.
    package var message: String {
        switch self {
        case .readOnly: "the daemon has no store, so nothing can be changed"
        case .store(let error): error.message
        case .bundle(let errors): errors.errors.map(\.description).joined(separator: "; ")
        case .publish(let error): error.message
        }
    }

    /// How the Query API says it.
    var queryError: QueryError {
        switch self {
        case .readOnly: QueryError(status: 403, code: "AccessDenied", message: message)
        case .store(let error):
            switch error.kind {
            case .conflict:
                QueryError(status: 409, code: "ConcurrentModification", message: message)
            case .busy, .full:
                QueryError(status: 503, code: "ServiceUnavailable", message: message)
            case .broken: QueryError(status: 500, code: "ServiceFailure", message: message)
            }
        case .bundle, .publish: QueryError(status: 500, code: "ServiceFailure", message: message)
        }
    }
}
