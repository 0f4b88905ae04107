import PolicyModel

/// The ARN of a managed policy, `arn:aws:iam::111122223333:policy/path/Name`.
struct PolicyARN: Sendable, Hashable {
    /// All of it.
    let text: String
    /// The owner: twelve digits, or `aws`.
    let account: String
    /// From `/` to `/`.
    let path: String
    /// What stands behind the path.
    let name: String

    /// `nil` for anything else.
    init?(_ text: String) {
        guard let arn = ARN(text), arn.partition.hasPrefix("aws"), arn.service == "iam",
            arn.region.isEmpty, arn.account.isAccountID || arn.account == "aws",
            let full = arn.resource(after: "policy"), full.hasPrefix("/"), !full.contains(":"),
            let name = full.split(separator: "/", omittingEmptySubsequences: false).last,
            !name.isEmpty
        else { return nil }
        self.text = text
        self.account = arn.account
        self.path = String(full.dropLast(name.count))
        self.name = String(name)
    }

    /// Whether AWS owns the policy, so that nobody else may change it.
    var isOwnedByAWS: Bool { account == "aws" }

    /// Whether the policy belongs to service-linked roles and to nothing else.
    var isServiceLinked: Bool { isOwnedByAWS && path.lowercased().hasPrefix("/aws-service-role/") }

    /// The name under which an account's records have it.
    var recordName: String { (isOwnedByAWS ? "aws/" : "") + name.lowercased() }
}
