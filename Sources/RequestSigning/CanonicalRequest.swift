import Cryptography

/// The one spelling of a request that is signed.
struct CanonicalRequest {
    /// Method, path, query, fields, their names and the body's digest, a line each.
    let bytes: [UInt8]

    /// LIMIT: bytes of path and query together. The longest path of the API holds an ARN of 2,048
    /// characters, which percent-encoding makes three times as long.
    static let targetByteCountMax = 8_192

    /// Builds the canonical form.
    ///
    /// - Parameter signedNames: The names of the signed fields: lower case, ascending.
    init(
        _ request: SignedRequest, fields: FieldTable, signedNames: [String]
    ) throws(SigningError) {
        guard request.path.utf8.count + request.query.utf8.count <= Self.targetByteCountMax else {
            throw .targetTooLong
        }
        guard let path = CanonicalTarget.path(request.path),
            let query = CanonicalTarget.query(request.query)
        else { throw .malformedTarget }
        let newline = UInt8(ascii: "\n")
        var bytes = Array(request.method.utf8) + [newline] + path + [newline] + query + [newline]
        for name in signedNames {
            let values = fields.values(of: name)
            guard !values.isEmpty else { throw .signedFieldMissing(name) }
            bytes.append(contentsOf: name.utf8)
            bytes.append(UInt8(ascii: ":"))
            bytes.append(contentsOf: values.map(Self.folded).joined(separator: ",".utf8))
            bytes.append(newline)
        }
        bytes.append(newline)
        bytes.append(contentsOf: signedNames.joined(separator: ";").utf8)
        bytes.append(newline)
        bytes.append(contentsOf: request.bodyDigest.hexadecimal.utf8)
        self.bytes = bytes
    }

    var digest: SHA256Digest { SHA256.digest(of: bytes.span) }

    /// A field's value without white space at its ends, any within as a single space.
    private static func folded(_ value: String) -> [UInt8] {
        let words = Array(value.utf8).split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        return Array(words.joined(separator: " ".utf8))
    }
}
