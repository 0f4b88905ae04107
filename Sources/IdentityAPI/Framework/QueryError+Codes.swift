import QueryProtocol

/// The errors of the API. Codes and statuses are those of AWS's model; messages are worded as AWS
/// words them where that is known, since people and tools look for them.
extension QueryError {
    /// Nothing says what to do.
    static var missingAction: QueryError {
        QueryError(
            status: 400, code: "MissingAction",
            message: "The request must contain the parameter Action.")
    }

    /// There is no such operation.
    static func invalidAction(_ action: String, version: String?) -> QueryError {
        let version = version ?? "NO_VERSION_SPECIFIED"
        return QueryError(
            status: 400, code: "InvalidAction",
            message: "Could not find operation \(action.quotable) for version \(version.quotable)")
    }

    /// A parameter that breaks the rules that hold for it whatever exists.
    ///
    /// The value is not repeated: it may be long, and of any characters.
    static func validation(_ name: String, _ constraint: String) -> QueryError {
        QueryError(
            status: 400, code: "ValidationError",
            message: "1 validation error detected: Value at '\(name.parameterCase)' failed to "
                + "satisfy constraint: \(constraint)")
    }

    /// A parameter that isn't there.
    static func missing(_ name: String) -> QueryError {
        QueryError(
            status: 400, code: "ValidationError",
            message: "1 validation error detected: Value null at '\(name.parameterCase)' failed to "
                + "satisfy constraint: Member must not be null")
    }

    /// A call that breaks a rule which no single parameter breaks.
    static func validation(_ message: String) -> QueryError {
        QueryError(status: 400, code: "ValidationError", message: message)
    }

    /// A value that is well formed and makes no sense.
    static func invalidInput(_ message: String) -> QueryError {
        QueryError(status: 400, code: "InvalidInput", message: message)
    }

    /// A policy document that isn't one.
    static func malformedPolicyDocument(_ message: String) -> QueryError {
        QueryError(status: 400, code: "MalformedPolicyDocument", message: message)
    }

    /// What is spoken of is not there.
    static func noSuchEntity(_ message: String) -> QueryError {
        QueryError(status: 404, code: "NoSuchEntity", message: message)
    }

    /// What is to be made is there.
    static func entityAlreadyExists(_ message: String) -> QueryError {
        QueryError(status: 409, code: "EntityAlreadyExists", message: message)
    }

    /// What is to go has something that must go first.
    static func deleteConflict(_ message: String) -> QueryError {
        QueryError(status: 409, code: "DeleteConflict", message: message)
    }

    /// There would be too much of something.
    static func limitExceeded(_ message: String) -> QueryError {
        QueryError(status: 409, code: "LimitExceeded", message: message)
    }

    /// What is to change is not the caller's to change, whatever it is allowed.
    static func unmodifiableEntity(_ message: String) -> QueryError {
        QueryError(status: 400, code: "UnmodifiableEntity", message: message)
    }

    /// A policy that belongs to a service-linked role and to nothing else.
    static func policyNotAttachable(_ message: String) -> QueryError {
        QueryError(status: 400, code: "PolicyNotAttachable", message: message)
    }

    /// The caller may not.
    static func accessDenied(
        _ caller: String, to action: String, on resource: String? = nil
    ) -> QueryError {
        let place = resource.map { " on resource: \($0)" } ?? ""
        return QueryError(
            status: 403, code: "AccessDenied",
            message: "User: \(caller) is not authorized to perform: iam:\(action)\(place)")
    }
}

extension String {
    /// A parameter's name as AWS's messages have it: `RoleName` is `roleName`.
    fileprivate var parameterCase: String { prefix(1).lowercased() + dropFirst() }

    /// The text cut to a length that fits into a message, without control characters.
    fileprivate var quotable: String {
        // LIMIT: 100 characters hold the name of any operation.
        let kept = unicodeScalars.prefix(100)
            .map { (0x20...0x7E).contains($0.value) ? $0 : "?" as Unicode.Scalar }
        return String(String.UnicodeScalarView(kept))
    }
}
