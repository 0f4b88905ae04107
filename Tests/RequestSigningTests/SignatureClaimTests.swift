import Cryptography
import Foundation
import RequestSigning
import TestSupport
import Testing

/// What is refused, and as what.
@Suite("Signature claims")
struct SignatureClaimTests {
    static let call = SignedCall.named("a body").request
    static let query = SignedCall.named("a query").request
    static let digested = SignedCall.named("the body's digest in a field").request
    static let signedAt = SignedCall.file.signedAt

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let request: SignedRequest
        let error: SigningError

        init(_ description: String, _ request: SignedRequest, _ error: SigningError) {
            testDescription = description
            self.request = request
            self.error = error
        }
    }

    static let fieldCases: [Case] = [
        Case(
            "no authorization", call.replacing("authorization") { _ in nil }, .missingAuthorization),
        Case(
            "two authorizations", call.adding("authorization", "AWS4-HMAC-SHA256 x"),
            .repeatedField("authorization")),
        Case("no date", call.replacing("x-amz-date") { _ in nil }, .missingDate),
        Case(
            "two dates", call.adding("X-Amz-Date", "20261124T080123Z"),
            .repeatedField("x-amz-date")),
        Case("another date format", call.replacing("x-amz-date") { "\($0) " }, .malformedDate),
        Case(
            "a date with punctuation",
            call.replacing("x-amz-date") { _ in "2026-11-24T08:01:23Z" }, .malformedDate),
        Case(
            "a day that does not exist",
            call.replacing("x-amz-date") { _ in "20261131T080123Z" }, .malformedDate),
        Case("two hosts", call.adding("host", "127.0.0.1:8180"), .repeatedField("host")),
        Case(
            "a signed field that is missing", call.replacing("content-type") { _ in nil },
            .signedFieldMissing("content-type")),
        Case("a signed field twice", call.adding("Content-Type", "text/plain"), .mismatch),
        Case(
            "a field of Amazon's that is not signed", call.adding("X-AMZ-Target", "x"),
            .fieldNotSigned("x-amz-target")),
        Case(
            "a session token", call.adding("X-Amz-Security-Token", "x"), .sessionToken),
        Case(
            "two digests", digested.adding("x-amz-content-sha256", "x"),
            .repeatedField("x-amz-content-sha256")),
        Case(
            "another digest",
            digested.replacing("x-amz-content-sha256") { _ in
                "aa7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
            }, .wrongBodyDigest),
        Case(
            "a digest in upper case",
            digested.replacing("x-amz-content-sha256") { $0.uppercased() }, .wrongBodyDigest),
        Case(
            "a body that is not signed",
            digested.replacing("x-amz-content-sha256") { _ in "UNSIGNED-PAYLOAD" },
            .wrongBodyDigest),
        Case(
            "a digest that is not signed", call.adding("x-amz-content-sha256", emptyDigest),
            .fieldNotSigned("x-amz-content-sha256")),
    ]

    static let emptyDigest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    static let authorizationCases: [Case] = [
        Case("empty", call.replacing("authorization") { _ in "" }, .unsupportedAlgorithm),
        Case(
            "another scheme", call.replacing("authorization") { _ in "Bearer x" },
            .unsupportedAlgorithm),
        Case(
            "another algorithm", call.authorizing("HMAC-SHA256", with: "ECDSA-P256-SHA256"),
            .unsupportedAlgorithm),
        Case(
            "the scheme alone", call.replacing("authorization") { _ in "AWS4-HMAC-SHA256" },
            .missingParameters(["Credential", "Signature", "SignedHeaders"])),
        Case(
            "no credential", call.authorizing("Credential=AKIA", with: ""),
            .missingParameters(["Credential"])),
        Case(
            "an empty list of names",
            call.authorizing("content-type;host;x-amz-date", with: ""),
            .missingParameters(["SignedHeaders"])),
        Case(
            "a parameter twice", call.authorizing("Signature=", with: "Signature=a, Signature="),
            .malformedAuthorization),
        Case(
            "another parameter", call.authorizing("Signature=", with: "a=b, Signature="),
            .malformedAuthorization),
        Case(
            "a letter beyond ASCII", call.authorizing("Signature=", with: "Signature=é"),
            .malformedAuthorization),
        Case(
            "four parts of the credential", call.authorizing("/us-east-1", with: ""),
            .malformedCredential),
        Case(
            "six parts of the credential", call.authorizing("us-east-1", with: "us/east"),
            .malformedCredential),
        Case("an unknown key", call.authorizing("7EXAMPLE", with: "7EXAMPLF"), .unknownAccessKey),
        Case(
            "no key at all", call.authorizing("AKIAIOSFODNN7EXAMPLE", with: ""), .unknownAccessKey),
        Case("a key of another form", call.authorizing("AKIA", with: "ASIA"), .unknownAccessKey),
        Case(
            "another day", call.authorizing("/20261124/", with: "/20261123/"),
            .wrongDate("20261123", expected: "20261124", signed: "20261124T080123Z")),
        Case("another region", call.authorizing("us-east-1", with: "us-east-2"), .mismatch),
        Case("an empty region", call.authorizing("us-east-1", with: ""), .malformedRegion),
        Case(
            "a region in upper case", call.authorizing("us-east-1", with: "US-EAST-1"),
            .malformedRegion),
        Case(
            "another service", call.authorizing("/verdict/", with: "/s3/"),
            .wrongService(expected: SignedCall.services)),
        Case(
            "a service that differs in case", call.authorizing("/verdict/", with: "/Verdict/"),
            .wrongService(expected: SignedCall.services)),
        Case("the key of another service", call.authorizing("/verdict/", with: "/iam/"), .mismatch),
        Case(
            "another terminator", call.authorizing("aws4_request", with: "aws5_request"),
            .wrongTerminator),
        Case("the host is not signed", call.authorizing(";host", with: ""), .hostNotSigned),
        Case(
            "the date is not signed", call.authorizing(";x-amz-date", with: ""),
            .fieldNotSigned("x-amz-date")),
        Case("a name too few", call.authorizing("content-type;", with: ""), .mismatch),
        Case(
            "names in another order",
            call.authorizing("content-type;host", with: "host;content-type"), .malformedSignedFields
        ),
        Case(
            "a name twice", call.authorizing(";host;", with: ";host;host;"), .malformedSignedFields),
        Case(
            "an empty name", call.authorizing("content-type;", with: ";content-type;"),
            .malformedSignedFields),
        Case(
            "a name in upper case", call.authorizing("content-type", with: "Content-type"),
            .malformedSignedFields),
        Case(
            "a short signature", call.replacing("authorization") { String($0.dropLast()) },
            .mismatch),
        Case(
            "another signature",
            call.authorizing("Signature=", with: "Signature=0").replacing("authorization") {
                String($0.dropLast())
            }, .mismatch),
    ]

    static let targetCases: [Case] = [
        Case(
            "the form with the signature in the query",
            query.withQuery("&X-Amz-Algorithm=AWS4-HMAC-SHA256"), .signatureInQuery),
        Case("that form, in disguise", query.withQuery("&X%2DAmz-Signature=a"), .signatureInQuery),
        Case(
            "that form, without authorization",
            query.withQuery("&X-Amz-Credential=a").replacing("authorization") { _ in nil },
            .signatureInQuery),
        Case(
            "a session token in the query", query.withQuery("&X-Amz-Security-Token=a"),
            .sessionToken),
        Case("a broken escape", query.withQuery("&a=%4"), .malformedTarget),
        Case(
            "a plus for a space",
            SignedCall.named("spaces and other scripts in the query").request.replacingQuery(
                "%20", "+"), .mismatch),
        Case(
            "a plus for an encoded one",
            SignedCall.named("an encoded plus and equals sign").request.replacingQuery("%2B", "+"),
            .mismatch),
        Case("a path without a slash", query.withPath("*"), .malformedTarget),
        Case(
            "a slash that was encoded",
            SignedCall.named("an ARN in the path, encoded").request.withPath(
                "/v1/services/codewhisperer.amazonaws.com/accounts/111122223333/resources/arn%3Aaws%3As3%3A%3A%3Ab/k"
            ), .mismatch),
    ]

    @Test("are refused by field", arguments: fieldCases)
    func fields(testCase: Case) { #expect(testCase.request.refusal() == testCase.error) }

    @Test("are refused by what they say", arguments: authorizationCases)
    func authorization(testCase: Case) { #expect(testCase.request.refusal() == testCase.error) }

    @Test("are refused by target", arguments: targetCases)
    func target(testCase: Case) { #expect(testCase.request.refusal() == testCase.error) }

    @Test("may be fifteen minutes old or early, and not a second more")
    func skew() {
        #expect(Self.call.refusal(at: Self.signedAt + 900) == nil)
        #expect(Self.call.refusal(at: Self.signedAt - 900) == nil)
        let expired = Self.call.refusal(at: Self.signedAt + 901)
        #expect(expired?.code == .signatureDoesNotMatch)
        #expect(
            expired?.message
                == "Signature expired: 20261124T080123Z is now earlier than 20261124T080124Z"
                + " (20261124T081624Z - 15 min.)")
        let early = Self.call.refusal(at: Self.signedAt - 901)
        #expect(early?.code == .signatureDoesNotMatch)
        #expect(
            early?.message
                == "Signature not yet current: 20261124T080123Z is still later than"
                + " 20261124T080122Z (20261124T074622Z + 15 min.)")
    }

    @Test("may have white space around commas, or none, and fields in any case")
    func spelling() {
        #expect(Self.call.authorizing(", ", with: ",").refusal() == nil)
        #expect(Self.call.authorizing(", ", with: " ,   ").refusal() == nil)
        var request = Self.call
        for index in request.fields.indices {
            request.fields[index].name = request.fields[index].name.uppercased()
        }
        #expect(request.refusal() == nil)
    }

    @Test("take no relative of an ASCII letter for it")
    func kelvin() {
        // U+212A, the sign of the unit, is `k` in lower case and canonically equal to `K`.
        let request = Self.call.adding("X-Amz-\u{212A}ey", "x")
        #expect(request.refusal() == .fieldNotSigned("x-amz-\u{212A}ey"))
    }

    @Test("say in AWS's codes and words what is wrong")
    func wording() {
        let missing = SigningError.missingAuthorization
        #expect(missing.code.rawValue == "MissingAuthenticationToken" && missing.status == 403)
        #expect(missing.message == "Request is missing Authentication Token")
        let incomplete = SigningError.missingParameters(["Credential", "Signature"])
        #expect(incomplete.code.rawValue == "IncompleteSignature" && incomplete.status == 400)
        #expect(
            incomplete.message
                == "Authorization header requires 'Credential' parameter."
                + " Authorization header requires 'Signature' parameter.")
        let unknown = SigningError.unknownAccessKey
        #expect(unknown.code.rawValue == "InvalidClientTokenId" && unknown.status == 403)
        #expect(unknown.message == "The security token included in the request is invalid.")
        #expect(SigningError.sessionToken.code == .invalidClientTokenID)
        let mismatch = SigningError.mismatch
        #expect(mismatch.code.rawValue == "SignatureDoesNotMatch" && mismatch.status == 403)
        #expect(mismatch.message.hasPrefix("The request signature we calculated does not match"))
        let date = SigningError.wrongDate(
            "20261123", expected: "20261124", signed: "20261124T080123Z")
        #expect(
            date.message
                == "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date"
                + " from HTTP: '20261123' != '20261124', from '20261124T080123Z'.")
        let full = SigningError.beyondMemory
        #expect(full.code.rawValue == "Throttling" && full.status == 400)
        #expect(
            SigningError.wrongService(expected: ["iam", "sts"]).message
                == "Credential should be scoped to correct service: 'iam', 'sts'.")
    }

    @Test("may fill their limits, and not go beyond")
    func limits() {
        // The longest authorization: padded within, where spaces don't matter.
        let length = Self.call.fields.first { $0.name == "Authorization" }!.value.utf8.count
        func padded(to count: Int) -> SignedRequest {
            Self.call.authorizing(
                ", Signature", with: "," + spaces(count - length + 1) + "Signature")
        }
        #expect(padded(to: 4_096).refusal() == nil)
        #expect(padded(to: 4_097).refusal() == .authorizationTooLong)

        // So many names, none of which is in the request: the first error tells which check saw it.
        func names(_ count: Int) -> SignedRequest {
            let names = (0..<count - 2).map { "n\($0 + 100)" }.joined(separator: ";")
            return Self.call.authorizing(
                "content-type;host;x-amz-date", with: "host;\(names);x-amz-date")
        }
        #expect(names(64).refusal() == .signedFieldMissing("n100"))
        #expect(names(65).refusal() == .tooManySignedFields)

        let path = "/" + String(repeating: "a", count: 8_191 - Self.query.query.utf8.count)
        #expect(Self.query.withPath(path).refusal() == .mismatch)
        #expect(Self.query.withPath(path + "a").refusal() == .targetTooLong)

        let region = String(repeating: "a", count: 63)
        #expect(Self.call.authorizing("us-east-1", with: region).refusal() == .mismatch)
        #expect(
            Self.call.authorizing("us-east-1", with: region + "a").refusal() == .malformedRegion)
    }

    private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

    @Test("are refused when they are scrambled, whatever comes out", arguments: 1...4)
    func scrambled(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let pieces = [
            "AWS4-HMAC-SHA256", " ", ",", "=", "/", ";", "Credential", "SignedHeaders", "Signature",
            "aws4_request", "20261124", "iam", "us-east-1", "AKIAIOSFODNN7EXAMPLE", "host",
            "x-amz-date", "é", "\0", "%", "?", "&", "+", "..", Self.emptyDigest,
        ]
        for _ in 0..<2_000 {
            var text = Array(Self.call.fields.first { $0.name == "Authorization" }!.value)
            for _ in 0..<random.int(in: 1...3) {
                let start = random.below(text.count + 1)
                let end = random.int(in: start...min(text.count, start + 20))
                text.replaceSubrange(start..<end, with: random.pick(pieces))
            }
            var request = Self.call.replacing("authorization") { _ in String(text) }
            request.path = "/" + (0..<random.below(5)).map { _ in random.pick(pieces) }.joined()
            request.query = (0..<random.below(5)).map { _ in random.pick(pieces) }.joined()
            // A path that vanishes, or a change of nothing but spaces, leaves the request as it was.
            let isSame = request.query.isEmpty && ["/", "/.."].contains(request.path)
            #expect(isSame || request.refusal() != nil, "seed \(seed): \(request)")
        }
    }

    @Test("can be verified with a signing key that was derived earlier")
    func cachedKey() throws {
        let first = try SignatureClaim(
            Self.call, at: Self.signedAt, services: SignedCall.services)
        let second = try SignatureClaim(
            Self.query, at: Self.signedAt, services: SignedCall.services)
        #expect(first.scope == second.scope)
        let key = first.scope.signingKey(for: SignedCall.secret)
        #expect(throws: Never.self) { try second.verified(by: key) }
        #expect(throws: SigningError.unknownAccessKey) { try first.verified(by: nil) }
        #expect("\(key) \(SignedCall.secret)" == "(signing key) (secret)")
        var dump = ""
        Swift.dump((key, SignedCall.secret), to: &dump)
        #expect(!dump.contains("wJalr") && !dump.contains("bytes"))
    }
}

extension SignedRequest {
    fileprivate func withQuery(_ more: String) -> SignedRequest {
        var request = self
        request.query += more
        return request
    }

    fileprivate func replacingQuery(_ piece: String, _ other: String) -> SignedRequest {
        var request = self
        request.query = query.replacingOccurrences(of: piece, with: other)
        return request
    }

    fileprivate func withPath(_ path: String) -> SignedRequest {
        var request = self
        request.path = path
        return request
    }
}
