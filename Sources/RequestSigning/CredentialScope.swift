import Cryptography

/// What a signing key is good for: one day, one region, one service.
package struct CredentialScope: Sendable, Hashable {
    /// The day in UTC, as `20261124`.
    package let date: String

    /// The region, such as `us-east-1`.
    package let region: String

    /// The service, such as `iam`.
    package let service: String

    /// How every scope ends.
    static let terminator = "aws4_request"

    init(date: String, region: String, service: String) {
        self.date = date
        self.region = region
        self.service = service
    }

    /// The scope as it is signed, `20261124/us-east-1/iam/aws4_request`.
    var text: String { "\(date)/\(region)/\(service)/\(Self.terminator)" }

    /// Derives the key that signs within this scope.
    ///
    /// It may be remembered by access key and scope; it is as secret as the secret for that day.
    ///
    /// - Complexity: Four HMACs.
    package func signingKey(for secret: SecretAccessKey) -> SigningKey {
        var key = Array("AWS4".utf8) + Array(secret.text.utf8)
        for part in [date, region, service, Self.terminator] {
            key = HMACSHA256.code(of: part.utf8.span, key: key.span).bytes
        }
        return SigningKey(bytes: key)
    }
}

/// A key that signs requests of one scope. It never shows itself in logs, messages or dumps.
package struct SigningKey: Sendable, CustomStringConvertible, CustomReflectable {
    fileprivate let bytes: [UInt8]

    fileprivate init(bytes: [UInt8]) { self.bytes = bytes }

    /// The signature of a text under this key.
    func signature(of text: String) -> SHA256Digest {
        HMACSHA256.code(of: text.utf8.span, key: bytes.span)
    }

    package var description: String { "(signing key)" }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
