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
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[1].hasPrefix("aws"), parts[2] == "iam",
            parts[3].isEmpty, parts[5].hasPrefix("policy/"),
            let name = parts[5].split(separator: "/", omittingEmptySubsequences: false).last,
            !name.isEmpty
        else { return nil }
        let isAccount = parts[4].utf8.count == 12 && parts[4].allSatisfy(\.isNumber)
        guard isAccount || parts[4] == "aws" else { return nil }
        self.text = text
        self.account = String(parts[4])
        self.path = String(parts[5].dropFirst("policy".count).dropLast(name.count))
        self.name = String(name)
    }

    /// Whether AWS owns the policy, so that nobody else may change it.
    var isOwnedByAWS: Bool { account == "aws" }

    /// Whether the policy belongs to service-linked roles and to nothing else.
    var isServiceLinked: Bool { isOwnedByAWS && path.lowercased().hasPrefix("/aws-service-role/") }

    /// The name under which an account's records have it.
    var recordName: String { (isOwnedByAWS ? "aws/" : "") + name.lowercased() }
}
