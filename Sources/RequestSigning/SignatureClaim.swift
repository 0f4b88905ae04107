import ConditionValues
import Cryptography

/// What a request says about who signed it: well-formed and in time, but not yet proved.
///
/// Verifying takes two steps, so that the key can be looked up in between in whatever way the
/// caller has: with errors of its own, or from a cache of signing keys.
///
///     let claim = try SignatureClaim(request, at: now, services: ["iam", "sts", "verdict"])
///     let secret = try store.secret(of: claim.accessKeyID)
///     let verified = try claim.verified(by: secret.map(claim.scope.signingKey(for:)))
///
/// It follows AWS's *Signature Version 4 signing process*, in the form with an Authorization
/// header field. The body that was received is always what is signed, whether or not its digest
/// is sent along.
package struct SignatureClaim: Sendable {
    /// The key that is said to have signed.
    package let accessKeyID: AccessKeyID

    /// What the signing key has to be derived for.
    package let scope: CredentialScope

    /// When it was signed, in seconds since the Unix epoch: within ``skewSecondsMax`` of now.
    package let signedAt: Int64

    private let signature: SHA256Digest
    private let stringToSign: String

    /// LIMIT: seconds by which the clocks of client and daemon may differ, either way. AWS's own
    /// for IAM and STS.
    package static let skewSecondsMax: Int64 = 900

    /// Reads the claim, and refuses what no key could make good.
    ///
    /// - Parameter now: The time in seconds since the Unix epoch.
    /// - Parameter services: The services of whose scopes a signature may be. The region may be
    ///   any.
    /// - Complexity: O(n log n) in the size of the request's head.
    package init(
        _ request: SignedRequest, at now: Int64, services: [String]
    ) throws(SigningError) {
        let fields = FieldTable(request.fields)
        let authorization = try Self.authorization(of: request, fields)
        let timestamp = try Self.timestamp(fields)
        scope = try Self.scope(authorization, timestamp, services)
        signedAt = timestamp.epochSeconds
        try Self.checkTime(timestamp, now)
        try Self.checkCoverage(fields, authorization.signedNames)
        try Self.checkBody(fields, request.bodyDigest)
        guard let accessKeyID = AccessKeyID(authorization.accessKeyID) else {
            throw .unknownAccessKey
        }
        self.accessKeyID = accessKeyID
        guard let signature = SHA256Digest(hexadecimal: String(authorization.signature)) else {
            throw .mismatch
        }
        self.signature = signature
        let canonical = try CanonicalRequest(
            request, fields: fields, signedNames: authorization.signedNames)
        stringToSign = [
            Authorization.algorithm, timestamp.basicISO8601, scope.text,
            canonical.digest.hexadecimal,
        ].joined(separator: "\n")
    }

    /// Proves the claim.
    ///
    /// - Parameter key: The signing key of ``accessKeyID`` for ``scope``; `nil` if there is no such
    ///   access key.
    /// - Complexity: One HMAC of a short text, compared in constant time.
    package func verified(by key: SigningKey?) throws(SigningError) -> VerifiedSignature {
        guard let key else { throw .unknownAccessKey }
        guard key.signature(of: stringToSign) == signature else { throw .mismatch }
        return VerifiedSignature(
            accessKeyID: accessKeyID, scope: scope, signedAt: signedAt, signature: signature)
    }
}

/// A signature that its key has made, as ``SignatureClaim/verified(by:)`` has found.
package struct VerifiedSignature: Sendable, Hashable {
    /// The key that signed.
    package let accessKeyID: AccessKeyID
    /// What the signing key was derived for.
    package let scope: CredentialScope
    /// When it was signed, in seconds since the Unix epoch.
    package let signedAt: Int64
    /// The signature itself, which tells calls apart.
    package let signature: SHA256Digest
}

/// The checks, one by one.
extension SignatureClaim {
    private static let dateField = "x-amz-date"
    private static let digestField = "x-amz-content-sha256"
    private static let tokenField = "x-amz-security-token"

    private static func authorization(
        of request: SignedRequest, _ fields: FieldTable
    ) throws(SigningError) -> Authorization {
        let names = CanonicalTarget.parameterNames(request.query)
        func isInQuery(_ name: String) -> Bool { names.contains { $0.elementsEqual(name.utf8) } }
        if ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature"].contains(where: isInQuery) {
            throw .signatureInQuery
        }
        guard let text = try fields.single("authorization") else { throw .missingAuthorization }
        // There are no temporary credentials, so there is no token that could be valid.
        guard fields.values(of: tokenField).isEmpty, !isInQuery("X-Amz-Security-Token") else {
            throw .sessionToken
        }
        return try Authorization(text)
    }

    private static func timestamp(_ fields: FieldTable) throws(SigningError) -> Timestamp {
        guard let text = try fields.single(dateField) else { throw .missingDate }
        guard let timestamp = Timestamp(basicISO8601: text) else { throw .malformedDate }
        return timestamp
    }

    private static func scope(
        _ authorization: Authorization, _ timestamp: Timestamp, _ services: [String]
    ) throws(SigningError) -> CredentialScope {
        guard isRegion(authorization.scopeRegion) else { throw .malformedRegion }
        guard services.contains(where: { $0 == authorization.scopeService }) else {
            throw .wrongService(expected: services)
        }
        guard authorization.scopeTerminator == CredentialScope.terminator else {
            throw .wrongTerminator
        }
        let date = String(timestamp.basicISO8601.prefix(8))
        guard authorization.scopeDate == date else {
            throw .wrongDate(
                String(authorization.scopeDate), expected: date, signed: timestamp.basicISO8601)
        }
        return CredentialScope(
            date: date, region: String(authorization.scopeRegion),
            service: String(authorization.scopeService))
    }

    /// LIMIT: 63 characters, those of a label in a host name, where AWS's regions stand.
    private static func isRegion(_ text: Substring) -> Bool {
        (1...63).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
            }
    }

    private static func checkTime(_ timestamp: Timestamp, _ now: Int64) throws(SigningError) {
        if timestamp.epochSeconds < now - skewSecondsMax {
            throw .expired(
                signed: timestamp.basicISO8601,
                bound: Timestamp(epochSeconds: now - skewSecondsMax).basicISO8601,
                now: Timestamp(epochSeconds: now).basicISO8601)
        }
        if timestamp.epochSeconds > now + skewSecondsMax {
            throw .notYetCurrent(
                signed: timestamp.basicISO8601,
                bound: Timestamp(epochSeconds: now + skewSecondsMax).basicISO8601,
                now: Timestamp(epochSeconds: now).basicISO8601)
        }
    }

    /// The host and all that AWS gives a meaning to has to be signed.
    private static func checkCoverage(
        _ fields: FieldTable, _ signedNames: [String]
    ) throws(SigningError) {
        guard signedNames.contains("host") else { throw .hostNotSigned }
        _ = try fields.single("host")
        for name in fields.names(beginningWith: "x-amz-") where !signedNames.contains(name) {
            throw .fieldNotSigned(name)
        }
    }

    private static func checkBody(
        _ fields: FieldTable, _ digest: SHA256Digest
    ) throws(SigningError) {
        guard let text = try fields.single(digestField) else { return }
        guard SHA256Digest(hexadecimal: text) == digest else { throw .wrongBodyDigest }
    }
}
