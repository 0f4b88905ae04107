import Identities
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
        let isAccount =
            call.caller.account.utf8.count == 12
            && call.caller.account.utf8.allSatisfy { (0x30...0x39).contains($0) }
        if case .nothing = operation.target { return }
        guard isAccount else { throw .accessDenied(call.caller.arn, to: call.action) }
    }

    /// The caller's account, which is the only one that a call can be about.
    var account: String { call.caller.account }

    /// The partition that the caller's account is in.
    var partition: String {
        let parts = call.caller.arn.split(
            separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        return parts.count == 3 && parts[0] == "arn" ? String(parts[1]) : "aws"
    }

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
