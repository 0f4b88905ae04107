import Cryptography

/// A request as it came over the wire, with all that a signature can cover.
package struct SignedRequest: Sendable {
    /// A header field. Several may have one name.
    package struct Field: Sendable {
        /// The name, in any case.
        package var name: String
        /// The value, which has to be UTF-8: no signature covers anything else reliably.
        package var value: String

        /// Creates a field.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The method, in upper case.
    package var method: String

    /// The path as it stands on the request line, not decoded and not normalized.
    package var path: String

    /// What stands behind the first `?`, not decoded; empty if there is nothing.
    package var query: String

    /// The header fields in the order in which they came.
    package var fields: [Field]

    /// The digest of the body that was received. Without a body that of no bytes.
    package var bodyDigest: SHA256Digest

    /// Creates a request.
    package init(
        method: String, path: String, query: String, fields: [Field], bodyDigest: SHA256Digest
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.fields = fields
        self.bodyDigest = bodyDigest
    }

    /// Creates a request from its target, which is split at the first `?`.
    package init(method: String, target: String, fields: [Field], body: Span<UInt8>) {
        let bytes = Array(target.utf8)
        let mark = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
        self.init(
            method: method,
            path: String(decoding: bytes[..<mark], as: UTF8.self),
            query: String(decoding: bytes[mark...].dropFirst(), as: UTF8.self),
            fields: fields,
            bodyDigest: SHA256.digest(of: body))
    }
}
