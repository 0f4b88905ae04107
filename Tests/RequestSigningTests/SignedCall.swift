import Cryptography
import Foundation
import RequestSigning
import TestSupport
import Testing

/// A request signed by botocore; `Vectors/make-vectors` has made them.
struct SignedCall: Decodable, Sendable, CustomTestStringConvertible {
    var name: String
    var service: String
    var region: String
    var method: String
    var target: String
    /// `Name:value`, as on the wire.
    var fields: [String]
    var body: String

    var testDescription: String { name }

    /// All of them, with the key that has signed them and the time.
    struct File: Decodable, Sendable {
        var accessKeyID: String
        var secret: String
        var signedAt: Int64
        var vectors: [SignedCall]
    }

    static let file: File = {
        let url = SharedData.packageRoot
            .appending(path: "Tests/RequestSigningTests/Vectors/botocore.json")
        do {
            return try JSONDecoder().decode(File.self, from: Data(contentsOf: url))
        } catch {
            fatalError("botocore.json: \(error)")
        }
    }()

    static let secret = SecretAccessKey(file.secret)

    static let services = ["iam", "sts", "verdict"]

    /// The call with this name.
    static func named(_ name: String) -> SignedCall {
        guard let call = file.vectors.first(where: { $0.name == name }) else {
            fatalError("no vector `\(name)`")
        }
        return call
    }

    var request: SignedRequest {
        SignedRequest(
            method: method, target: target,
            fields: fields.map { field in
                let mark = field.firstIndex(of: ":")!
                return SignedRequest.Field(
                    String(field[..<mark]), String(field[field.index(after: mark)...]))
            },
            body: body.utf8.span)
    }
}

extension SignedRequest {
    /// Verifies as a server would that knows the one key of the vectors.
    @discardableResult
    func verify(
        at now: Int64 = SignedCall.file.signedAt, services: [String] = SignedCall.services
    ) throws(SigningError) -> VerifiedSignature {
        let claim = try SignatureClaim(self, at: now, services: services)
        let isKnown = claim.accessKeyID.text == SignedCall.file.accessKeyID
        return try claim.verified(
            by: isKnown ? claim.scope.signingKey(for: SignedCall.secret) : nil)
    }

    /// Why it is refused; `nil` if it isn't.
    func refusal(
        at now: Int64 = SignedCall.file.signedAt, services: [String] = SignedCall.services
    ) -> SigningError? {
        do {
            try verify(at: now, services: services)
            return nil
        } catch {
            return error
        }
    }

    /// The request with a field's value changed, or the field dropped.
    func replacing(_ name: String, _ change: (String) -> String?) -> SignedRequest {
        var request = self
        request.fields = fields.compactMap { field in
            guard field.name.lowercased() == name else { return field }
            return change(field.value).map { SignedRequest.Field(field.name, $0) }
        }
        return request
    }

    /// The request with one more field.
    func adding(_ name: String, _ value: String) -> SignedRequest {
        var request = self
        request.fields.append(SignedRequest.Field(name, value))
        return request
    }

    /// The request with a piece of its Authorization field replaced.
    func authorizing(_ piece: String, with other: String) -> SignedRequest {
        replacing("authorization") { $0.replacingOccurrences(of: piece, with: other) }
    }
}
