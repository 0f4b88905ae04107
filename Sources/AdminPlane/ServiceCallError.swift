import QueryProtocol
import ServiceLinkedRoles
import StrictJSON

/// Why a call of the JSON API was not done. Nothing has changed then.
struct ServiceCallError: QueryErrorConvertible {
    /// What is wrong with calls that can't be read.
    enum Kind {
        case noSuchPath, badMethod, invalidInput, noSuchAccount
    }

    /// The status of the answer.
    let status: Int
    /// The code: IAM's where it has one.
    let code: String
    /// What is wrong, for people.
    let message: String
    /// The regions to choose from, if another was named.
    let supportedRegions: [String]?

    init(_ kind: Kind, _ message: String) {
        switch kind {
        case .noSuchPath: (status, code) = (404, "NoSuchPath")
        case .badMethod: (status, code) = (405, "MethodNotAllowed")
        case .invalidInput: (status, code) = (400, "InvalidInput")
        case .noSuchAccount: (status, code) = (404, "NoSuchEntity")
        }
        self.message = message
        supportedRegions = nil
    }

    /// An error that both APIs know.
    init(_ error: QueryError) {
        status = error.status
        code = error.code
        message = error.message
        supportedRegions = nil
    }

    init(_ error: LifeCycleError) {
        switch error.code {
        case .invalidInput: (status, code) = (400, "InvalidInput")
        case .noSuchEntity: (status, code) = (404, "NoSuchEntity")
        case .limitExceeded: (status, code) = (409, "LimitExceeded")
        case .unmodifiableEntity: (status, code) = (400, "UnmodifiableEntity")
        case .policyNotAttachable: (status, code) = (400, "PolicyNotAttachable")
        case .conflict: (status, code) = (409, "DeletionInProgress")
        }
        message = error.message
        if case .unsupportedRegion(let regions) = error.kind {
            supportedRegions = regions
        } else {
            supportedRegions = nil
        }
    }

    /// The body of the answer.
    var body: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.name("error")
            writer.object { writer in
                writer.name("code")
                writer.string(code)
                writer.name("message")
                writer.string(message)
                if let supportedRegions {
                    writer.name("supportedRegions")
                    writer.array { for region in supportedRegions { $0.string(region) } }
                }
            }
        }
        return writer.bytes
    }
}
