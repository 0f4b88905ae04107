import StrictJSON

/// The metadata by which AuthZEN clients find a decision point's endpoints (AuthZEN 1.0,
/// section "Policy Decision Point Metadata").
///
/// Every address is made from the configured base, never from a request's host: whoever could
/// choose the host could send clients elsewhere for their decisions.
package struct DiscoveryDocument: Sendable {
    static let path: StaticString = "/.well-known/authzen-configuration"
    static let evaluationPath: StaticString = "/access/v1/evaluation"
    static let evaluationsPath: StaticString = "/access/v1/evaluations"

    /// The document as JSON.
    package let json: [UInt8]

    /// Creates the document of a decision point.
    ///
    /// - Parameter baseURL: Its address, without a slash at the end.
    package init(baseURL: String) {
        var writer = JSONWriter()
        writer.object { writer in
            writer.name("policy_decision_point")
            writer.string(baseURL)
            writer.name("access_evaluation_endpoint")
            writer.string(baseURL + Self.evaluationPath.description)
            writer.name("access_evaluations_endpoint")
            writer.string(baseURL + Self.evaluationsPath.description)
        }
        self.json = writer.bytes
    }
}
