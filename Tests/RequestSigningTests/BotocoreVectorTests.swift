import Cryptography
import RequestSigning
import TestSupport
import Testing

/// Checks the verifier against another implementation, whose clients people use.
@Suite("Requests signed by botocore")
struct BotocoreVectorTests {
    @Test("verify", arguments: SignedCall.file.vectors)
    func verify(call: SignedCall) throws {
        let verified = try call.request.verify()
        #expect(verified.accessKeyID.text == SignedCall.file.accessKeyID)
        #expect(verified.scope.service == call.service)
        #expect(verified.scope.region == call.region)
        #expect(verified.signedAt == SignedCall.file.signedAt)
    }

    @Test("verify with the example of AWS's documentation")
    func documented() throws {
        let authorization =
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20150830/us-east-1/iam/aws4_request,"
            + " SignedHeaders=content-type;host;x-amz-date, Signature="
            + "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
        let request = SignedRequest(
            method: "GET", target: "/?Action=ListUsers&Version=2010-05-08",
            fields: [
                .init("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
                .init("Host", "iam.amazonaws.com"), .init("X-Amz-Date", "20150830T123600Z"),
                .init("Authorization", authorization),
            ], body: "".utf8.span)
        #expect(try request.verify(at: 1_440_938_160).scope.date == "20150830")
    }

    @Test("fail under another secret", arguments: SignedCall.file.vectors)
    func otherSecret(call: SignedCall) throws {
        let claim = try SignatureClaim(
            call.request, at: SignedCall.file.signedAt, services: SignedCall.services)
        let other = SecretAccessKey(SignedCall.file.secret.replacing("E", with: "F"))
        #expect(throws: SigningError.mismatch) {
            try claim.verified(by: claim.scope.signingKey(for: other))
        }
    }

    /// Paths in which a dot may become a slash, and nothing changes: both are dropped.
    static let normalized = [
        "empty segments", "dots as segments", "more dots than segments",
    ]

    @Test("fail when any signed byte is another", arguments: SignedCall.file.vectors)
    func mutation(call: SignedCall) throws {
        let request = call.request
        let claim = try SignatureClaim(
            request, at: SignedCall.file.signedAt, services: SignedCall.services)
        let key = claim.scope.signingKey(for: SignedCall.secret)
        func expectRefusal(_ mutated: SignedRequest, _ what: String, _ index: Int) {
            let claim = try? SignatureClaim(
                mutated, at: SignedCall.file.signedAt, services: SignedCall.services)
            // A key is found by its identifier, so another identifier has another key or none.
            guard let claim, claim.accessKeyID.text == SignedCall.file.accessKeyID else { return }
            #expect(throws: SigningError.self, "\(what), byte \(index)") {
                try claim.verified(by: key)
            }
        }
        func mutate(_ text: String, _ what: String, _ change: (inout SignedRequest, String) -> Void)
        {
            for (index, mutated) in flips(of: text) {
                var changed = request
                change(&changed, mutated)
                expectRefusal(changed, what, index)
            }
        }
        mutate(request.method, "method") { $0.method = $1 }
        if !Self.normalized.contains(call.name) { mutate(request.path, "path") { $0.path = $1 } }
        mutate(request.query, "query") { $0.query = $1 }
        mutate(call.body, "body") { $0.bodyDigest = SHA256.digest(of: $1.utf8.span) }
        let signed = request.fields.map(\.name).filter {
            !["content-length", "expect", "x-amzn-trace-id"].contains($0.lowercased())
        }
        for (index, field) in request.fields.enumerated() where signed.contains(field.name) {
            mutate(field.name, field.name) { $0.fields[index].name = $1 }
            mutate(field.value, field.name) { $0.fields[index].value = $1 }
        }
    }

    /// The text with one bit of each ASCII byte in turn changed, as long as it stays ASCII.
    private func flips(of text: String) -> [(Int, String)] {
        let bytes = Array(text.utf8)
        return bytes.indices.filter { bytes[$0] < 0x80 }.map { index in
            // Not bit 5, which changes the case: that is the same escape in a query, and the same
            // name of a field.
            var mutated = bytes
            mutated[index] ^= 1 << [0, 1, 2, 3, 4, 6][index % 6]
            return (index, String(decoding: mutated, as: UTF8.self))
        }
    }
}
