import Identities
import PolicyModel
import QueryProtocol

/// A call together with what it is about: what the operations are written on.
struct Request {
    let call: APICall
    let view: IdentityView

    /// - Throws: `AccessDenied` for a caller without an account, who has nothing that could be
    ///   read or changed; `ValidationError` for parameters that the operation doesn't have, which
    ///   AWS passes over: a misspelt `PermissionsBoundary` would make a role that may do more
    ///   than its maker meant.
    init(_ call: APICall, _ operation: Operation, in view: IdentityView) throws(QueryError) {
        self.call = call
        self.view = view
        let known = operation.parameters.union(["Action", "Version"])
        if let unknown = call.parameters.unknownNames(besides: known).first {
            throw .validation(
                "The parameter \(unknown) is not known to the operation \(operation.name).")
        }
        if case .nothing = operation.target { return }
        guard call.caller.account.isAccountID else {
            throw .accessDenied(call.caller.arn, to: call.action)
        }
    }

    /// The caller's account, which is the only one that a call can be about.
    var account: String { call.caller.account }

    /// The partition that the caller's account is in.
    var partition: String { ARN(call.caller.arn)?.partition ?? "aws" }

    /// The ARN that something of the account has.
    func arn(_ word: String, path: String, _ name: String) -> String {
        "arn:\(partition):iam::\(account):\(word)\(path)\(name)"
    }

    /// What a new entity has of its own.
    func newHead(_ name: String, path: String, idPrefix: String, tags: [Tag]) -> EntityHead {
        EntityHead(
            partition: partition, account: account, path: path, name: name,
            id: call.makeID(idPrefix), created: call.now, tags: tags)
    }
}
