import Identities
import QueryProtocol

/// The operations of AWS's IAM Query API, and of STS the one that says who calls, as pure
/// functions: nothing here reads a clock, draws a random number or changes anything.
///
///     let service = try IdentityAPI.service(of: call)
///     for permission in try IdentityAPI.permissions(for: call, in: view) { … }
///     let outcome = try IdentityAPI.perform(call, in: view)
///
/// Sources: the IAM API reference and the model of botocore for parameters, limits, answers and
/// codes; the IAM User Guide for what may be done to what; *Service authorization reference* for
/// actions, resources and condition keys.
package enum IdentityAPI {
    /// The API that a call belongs to, which its answer and its errors have to name.
    ///
    /// - Throws: `MissingAction` or `InvalidAction`.
    package static func service(of call: APICall) throws(QueryError) -> QueryService {
        try operation(of: call).service
    }

    /// What the caller has to be allowed to do, all of it. Empty if anybody may call who has
    /// proved who it is.
    ///
    /// Whether anything exists is not told by errors from here, since whoever sees them may be
    /// allowed nothing; a caller without permission can't tell an absent role from a present one.
    ///
    /// - Throws: What is wrong with the parameters.
    package static func permissions(
        for call: APICall, in view: IdentityView
    ) throws(QueryError) -> [Permission] {
        let operation = try operation(of: call)
        let request = try Request(call, operation, in: view)
        return try operation.permissions(for: request)
    }

    /// Does it, whoever calls: ask ``permissions(for:in:)`` first, and of the same view.
    ///
    /// - Throws: Why nothing changes.
    package static func perform(
        _ call: APICall, in view: IdentityView
    ) throws(QueryError) -> APIOutcome {
        let operation = try operation(of: call)
        return try operation.perform(Request(call, operation, in: view))
    }

    private static func operation(of call: APICall) throws(QueryError) -> Operation {
        guard !call.action.isEmpty else { throw .missingAction }
        let version: String?
        do { version = try call.parameters.string("Version") } catch { throw error.queryError }
        guard let operation = Operation.byName[call.action], operation.service.version == version
        else { throw .invalidAction(call.action, version: version) }
        return operation
    }
}
