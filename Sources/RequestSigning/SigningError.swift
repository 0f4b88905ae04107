/// Why a request's signature is refused.
package enum SigningError: Error, Sendable, Hashable {
    /// There is no Authorization header field.
    case missingAuthorization
    /// A header field that may stand once stands several times.
    case repeatedField(String)
    /// The signature stands in the query, a form that is not offered.
    case signatureInQuery
    /// The Authorization field is longer than 4,096 bytes.
    case authorizationTooLong
    /// The Authorization field is of another scheme.
    case unsupportedAlgorithm
    /// The Authorization field doesn't consist of the three parameters, each once.
    case malformedAuthorization
    /// These parameters of the Authorization field are missing or empty.
    case missingParameters([String])
    /// The credential doesn't have five parts.
    case malformedCredential
    /// More than 64 header fields are signed.
    case tooManySignedFields
    /// The names of the signed fields are not in lower case, ascending, each once.
    case malformedSignedFields
    /// There is no X-Amz-Date header field.
    case missingDate
    /// The X-Amz-Date header field is not a time such as `20261124T080123Z`.
    case malformedDate
    /// Path and query are longer than 8,192 bytes.
    case targetTooLong
    /// The path doesn't begin with a slash, or a `%` in the query has no two digits.
    case malformedTarget
    /// The region of the scope can't be one.
    case malformedRegion
    /// The scope is for a service that is not served here.
    case wrongService(expected: [String])
    /// The scope doesn't end as it has to.
    case wrongTerminator
    /// The scope is for another day than the one on which the request was signed.
    case wrongDate(String, expected: String, signed: String)
    /// Signed more than 15 minutes ago.
    case expired(signed: String, bound: String, now: String)
    /// Signed for more than 15 minutes from now.
    case notYetCurrent(signed: String, bound: String, now: String)
    /// The Host header field is not signed.
    case hostNotSigned
    /// A header field that begins with `x-amz-` is not signed.
    case fieldNotSigned(String)
    /// A signed header field is not in the request.
    case signedFieldMissing(String)
    /// The X-Amz-Content-Sha256 header field doesn't say the digest of the body.
    case wrongBodyDigest
    /// There is a session token, and here are no sessions.
    case sessionToken
    /// Nobody has this access key.
    case unknownAccessKey
    /// The signature is not that of this request under this key.
    case mismatch
    /// The signature has been used before, for a call that changes something.
    case usedBefore
    /// The signature may have been used before: the guard can't tell any more.
    case beyondMemory
}

/// How AWS's protocols say it.
extension SigningError {
    /// The code in an answer's `Code` element. The names are AWS's common errors.
    package enum Code: String, Sendable {
        case missingAuthenticationToken = "MissingAuthenticationToken"
        case incompleteSignature = "IncompleteSignature"
        case invalidClientTokenID = "InvalidClientTokenId"
        case signatureDoesNotMatch = "SignatureDoesNotMatch"
        case throttling = "Throttling"
    }

    /// The code that clients know.
    package var code: Code {
        switch self {
        case .missingAuthorization: .missingAuthenticationToken
        case .repeatedField, .signatureInQuery, .authorizationTooLong, .unsupportedAlgorithm,
            .malformedAuthorization, .missingParameters, .malformedCredential,
            .tooManySignedFields, .malformedSignedFields, .missingDate, .malformedDate,
            .targetTooLong, .malformedTarget:
            .incompleteSignature
        case .malformedRegion, .wrongService, .wrongTerminator, .wrongDate, .expired,
            .notYetCurrent, .hostNotSigned, .fieldNotSigned, .signedFieldMissing,
            .wrongBodyDigest, .mismatch, .usedBefore:
            .signatureDoesNotMatch
        case .sessionToken, .unknownAccessKey: .invalidClientTokenID
        // Clients wait and sign anew, which is what helps.
        case .beyondMemory: .throttling
        }
    }

    /// The status of an answer: 400 for what can't be read or has to wait, else 403.
    package var status: Int {
        switch code {
        case .incompleteSignature, .throttling: 400
        case .missingAuthenticationToken, .invalidClientTokenID, .signatureDoesNotMatch: 403
        }
    }

    /// What is wrong, for the one who signed. Where AWS's own wording is known, it is that: people
    /// look for it, and clients compare with it.
    package var message: String {
        switch self {
        case .missingAuthorization: "Request is missing Authentication Token"
        case .repeatedField(let name): "Header `\(name)` must not be repeated."
        case .signatureInQuery:
            "Signatures in the query string are not supported; sign with an Authorization header."
        case .authorizationTooLong:
            "Authorization header is longer than \(Authorization.byteCountMax) bytes."
        case .unsupportedAlgorithm: "Authorization header requires '\(Authorization.algorithm)'."
        case .malformedAuthorization:
            "Authorization header requires 'Credential', 'SignedHeaders' and 'Signature' once each,"
                + " and nothing else."
        case .missingParameters(let names):
            names.map { "Authorization header requires '\($0)' parameter." }
                .joined(separator: " ")
        case .malformedCredential:
            "Credential must have exactly 5 slash-delimited elements,"
                + " e.g. keyid/date/region/service/term."
        case .tooManySignedFields:
            "SignedHeaders has more than \(Authorization.signedNameCountMax) names."
        case .malformedSignedFields:
            "SignedHeaders must be lower case, in ascending order, each name once."
        case .missingDate: "Authorization header requires existence of a 'X-Amz-Date' header."
        case .malformedDate: "Date must be in ISO-8601 'basic format', such as 20261124T080123Z."
        case .targetTooLong:
            "Path and query are longer than \(CanonicalRequest.targetByteCountMax) bytes."
        case .malformedTarget: "Path or query is malformed."
        default: mismatchMessage
        }
    }

    /// The same for signatures that can be read.
    private var mismatchMessage: String {
        switch self {
        case .malformedRegion: "Credential should be scoped to a valid region."
        case .wrongService(let expected):
            "Credential should be scoped to correct service: "
                + expected.map { "'\($0)'" }.joined(separator: ", ") + "."
        case .wrongTerminator:
            "Credential should be scoped with a valid terminator: "
                + "'\(CredentialScope.terminator)'."
        case .wrongDate(let date, let expected, let signed):
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from"
                + " HTTP: '\(date)' != '\(expected)', from '\(signed)'."
        case .expired(let signed, let bound, let now):
            "Signature expired: \(signed) is now earlier than \(bound) (\(now) - 15 min.)"
        case .notYetCurrent(let signed, let bound, let now):
            "Signature not yet current: \(signed) is still later than \(bound) (\(now) + 15 min.)"
        case .hostNotSigned:
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
        case .fieldNotSigned(let name):
            "'\(name)' must be a 'SignedHeader' in the AWS Authorization."
        case .signedFieldMissing(let name): "Signed header `\(name)` is not in the request."
        case .wrongBodyDigest:
            "X-Amz-Content-Sha256 must be the SHA-256 of the body, in lower case."
        case .sessionToken, .unknownAccessKey:
            "The security token included in the request is invalid."
        case .usedBefore: "Signature already used: sign the request anew."
        case .beyondMemory: "Rate exceeded: sign the request anew."
        default:
            "The request signature we calculated does not match the signature you provided."
                + " Check your AWS Secret Access Key and signing method."
                + " Consult the service documentation for details."
        }
    }
}
