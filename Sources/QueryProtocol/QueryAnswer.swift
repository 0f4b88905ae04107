/// A service that speaks the AWS Query protocol.
package enum QueryService: String, Sendable, CaseIterable {
    case iam, sts

    /// The one version of its API, which every call names.
    package var version: String {
        switch self {
        case .iam: "2010-05-08"
        case .sts: "2011-06-15"
        }
    }

    /// The namespace of its answers.
    package var namespace: String { "https://\(rawValue).amazonaws.com/doc/\(version)/" }
}

/// An error, as an answer says it.
package struct QueryError: Error, Sendable, Hashable {
    /// The status of the answer: 400 to 599.
    package let status: Int

    /// The short code of the API's model, such as `NoSuchEntity`.
    package let code: String

    /// What is wrong, for people.
    package let message: String

    /// Creates an error.
    ///
    /// - Precondition: The status is that of an error.
    package init(status: Int, code: String, message: String) {
        precondition((400...599).contains(status), "\(status) is not the status of an error")
        self.status = status
        self.code = code
        self.message = message
    }

    /// Whose fault it is: `Sender`, or `Receiver` if the status is 500 or more.
    package var type: String { status < 500 ? "Sender" : "Receiver" }
}

/// The answer to a call: what every body of the AWS Query protocol is wrapped in.
package enum QueryAnswer {
    /// The content type of every answer.
    package static let contentType = "text/xml"

    /// The body of an answer to a call that succeeded.
    ///
    /// - Parameter action: The action's name from the API's model; never what a request says.
    /// - Parameter requestID: Names the call; also to be sent as `x-amzn-RequestId`.
    /// - Parameter result: Writes the members of the result; `nil` for an action that has none,
    ///   such as `DeleteRole`.
    package static func success(
        _ action: String, of service: QueryService, requestID: String,
        result: ((inout XMLWriter) -> Void)? = nil
    ) -> [UInt8] {
        var writer = XMLWriter()
        writer.element(action + "Response", namespace: service.namespace) { response in
            if let result { response.element(action + "Result", result) }
            response.element("ResponseMetadata") { $0.element("RequestId", requestID) }
        }
        return writer.bytes
    }

    /// The body of an answer to a call that failed.
    package static func failure(
        _ error: QueryError, of service: QueryService, requestID: String
    ) -> [UInt8] {
        var writer = XMLWriter()
        writer.element("ErrorResponse", namespace: service.namespace) { response in
            response.element("Error") {
                $0.element("Type", error.type)
                $0.element("Code", error.code)
                $0.element("Message", error.message)
            }
            response.element("RequestId", requestID)
        }
        return writer.bytes
    }
}
