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
    ///
    /// Bytes are compared, not characters: a colon stays a border even where a combining mark
    /// follows it, or an id could hide the account that it belongs to.
    package init?(_ text: String) {
        guard text.utf8.starts(with: "arn:".utf8) else { return nil }
        var rest = text.utf8.dropFirst(4)
        func next() -> String? {
            guard let colon = rest.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            defer { rest = rest[rest.index(after: colon)...] }
            return String(Substring(rest[..<colon]))
        }
        guard let partition = next(), let service = next(), let region = next(),
            let account = next()
        else { return nil }
        self.partition = partition
        self.service = service
        self.region = region
        self.account = account
        resource = String(Substring(rest))
    }

    /// The ARN in the spelling that AWS uses: in its partitions, names of partitions, services and
    /// regions are in lower case. Another spelling must not lead past the policies that are found
    /// by name, or compared in it.
    package var normalized: ARN {
        guard partition.lowercased().hasPrefix("aws") else { return self }
        var arn = self
        arn.partition = partition.lowercased()
        arn.service = service.lowercased()
        arn.region = region.lowercased()
        return arn
    }

    /// The ARN as text.
    package var text: String { "arn:\(partition):\(service):\(region):\(account):\(resource)" }

    /// What follows `prefix` in the resource part; `nil` if it does not begin so.
    package func resource(after prefix: String) -> Substring? {
        guard resource.utf8.starts(with: prefix.utf8) else { return nil }
        return Substring(resource.utf8.dropFirst(prefix.utf8.count))
    }
}

extension String {
    /// Whether two texts are the same bytes. `==` takes canonically equivalent texts for equal,
    /// which IAM does not.
    package func isIdentical(to other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

extension StringProtocol {
    /// Whether this is an account id: twelve ASCII digits.
    package var isAccountID: Bool {
        utf8.count == 12 && utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
