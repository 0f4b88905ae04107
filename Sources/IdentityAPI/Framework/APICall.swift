import Identities
import QueryProtocol

/// A call of the API by a caller who has proved who it is.
package struct APICall {
    /// Who calls.
    package struct Caller: Sendable, Hashable {
        /// The ARN of a user, a role, a role's session or an account's root.
        package var arn: String
        /// The twelve digits of its account; empty for a service.
        package var account: String
        /// The unique id, `AIDA…` for a user; the account's digits for its root.
        package var userID: String

        /// Describes a caller.
        package init(arn: String, account: String, userID: String) {
            self.arn = arn
            self.account = account
            self.userID = userID
        }
    }

    /// The operation, such as `CreateRole`.
    package var action: String
    /// What is said with it. `Version` has to be there.
    package var parameters: QueryParameters
    /// Who calls.
    package var caller: Caller
    /// The time, in whole seconds since 1970 in UTC.
    package var now: Int64
    /// Draws an id that no entity has had before, from its prefix such as `AROA`.
    package var makeID: (String) -> String
    /// Draws a UUID in the usual form.
    package var makeUUID: () -> String

    /// Describes a call.
    package init(
        action: String, parameters: QueryParameters, caller: Caller, now: Int64,
        makeID: @escaping (String) -> String, makeUUID: @escaping () -> String
    ) {
        self.action = action
        self.parameters = parameters
        self.caller = caller
        self.now = now
        self.makeID = makeID
        self.makeUUID = makeUUID
    }
}

/// Something that a caller must be allowed to do.
package struct Permission: Sendable, Hashable {
    /// The action as policies name it, such as `iam:CreateRole`.
    package var action: String
    /// The ARN that it is done to, or `*`.
    package var resource: String
    /// What conditions see of it, by the names of condition keys. Keys that don't depend on the
    /// operation, such as `aws:PrincipalArn`, are not in here.
    package var context: [String: [String]]

    /// Describes a permission.
    package init(action: String, resource: String, context: [String: [String]] = [:]) {
        self.action = action
        self.resource = resource
        self.context = context
    }
}

/// What a call comes to: what changes, and what is answered.
package struct APIOutcome {
    /// The changes, all or none of which are to be made. Empty for operations that read, and where
    /// everything is as it should be already.
    package var changes: [RecordChange]
    /// Writes what stands inside of the answer's `…Result` element; `nil` if the answer has none.
    package var result: ((inout XMLWriter) -> Void)?

    init(changes: [RecordChange] = [], result: ((inout XMLWriter) -> Void)? = nil) {
        self.changes = changes
        self.result = result
    }

    /// An outcome of an operation that only reads.
    static func answer(_ result: @escaping (inout XMLWriter) -> Void) -> APIOutcome {
        APIOutcome(result: result)
    }

    /// An outcome that has no result to show.
    static func changing(_ changes: RecordChange...) -> APIOutcome {
        APIOutcome(changes: changes)
    }
}
