/// An Amazon resource name in its six parts: `arn:partition:service:region:account:resource`.
///
/// Everything after the fifth colon is the resource part, further colons included. Parts may be
/// empty; nothing is known here about which service fills which.
package struct ARN: Sendable, Hashable {
    /// `aws`, `aws-cn`, …; `verdict` for ids that a template turned into an ARN.
    package var partition: String
    /// The service's name, such as `s3`.
    package var service: String
    /// The region, empty for global services.
    package var region: String
    /// The account, empty where names are unique without it, `aws` for what AWS owns.
    package var account: String
    /// The resource part.
    package var resource: String

    /// Splits an ARN at its first five colons; `nil` for a text that has fewer or does not begin
    /// with `arn:`.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn" else { return nil }
        self.partition = String(parts[1])
        self.service = String(parts[2])
        self.region = String(parts[3])
        self.account = String(parts[4])
        self.resource = String(parts[5])
    }

    /// What follows `prefix` in the resource part; `nil` if it does not begin so.
    func resource(after prefix: String) -> Substring? {
        resource.hasPrefix(prefix) ? resource.dropFirst(prefix.count) : nil
    }
}

extension String {
    /// Whether this is an account id: twelve ASCII digits.
    var isAccountID: Bool {
        utf8.count == 12 && utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
