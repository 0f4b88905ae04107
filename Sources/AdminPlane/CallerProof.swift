import Cryptography
import HTTPMessage
import Identities
import IdentityAPI
import PolicyModel
import QueryProtocol
import RequestSigning

/// Who has signed a request.
struct CallerProof {
    /// The caller.
    var caller: APICall.Caller
    /// The signature that proves it.
    var signature: VerifiedSignature

    /// Whether the caller is a service, and no principal of an account.
    var isService: Bool { caller.account.isEmpty }
}

extension CallerProof {
    /// Checks a request's signature.
    ///
    /// A key is worth no more than its principal: one whose principal is gone is no key.
    ///
    /// - Parameters:
    ///   - services: What the signature may be for: `iam`, `sts`, `verdict`.
    ///   - registry: Where keys are.
    ///   - userID: The unique id of a principal by its ARN; `nil` if nobody has that ARN.
    init(
        _ request: SignedRequest, services: [String], at now: Int64, keys registry: Registry,
        userID: (_ arn: String) -> String?
    ) throws(SigningError) {
        let claim = try SignatureClaim(request, at: now, services: services)
        let key = registry.find(AccessKeyRecord.self, name: claim.accessKeyID.text)
        signature = try claim.verified(
            by: key.map { claim.scope.signingKey(for: SecretAccessKey($0.secret)) })
        guard let key else { throw .unknownAccessKey }
        if key.account.isEmpty {
            caller = .init(arn: key.principal, account: "", userID: key.principal)
        } else if key.isRoots {
            caller = .init(arn: key.principal, account: key.account, userID: key.account)
        } else {
            guard let userID = userID(key.principal) else { throw .unknownAccessKey }
            caller = .init(arn: key.principal, account: key.account, userID: userID)
        }
    }
}

extension AccessKeyRecord {
    /// Whether the key is that of its account's root.
    fileprivate var isRoots: Bool {
        guard let arn = ARN(principal) else { return false }
        return arn.service == "iam" && arn.region.isEmpty && arn.account == account
            && arn.resource == "root"
    }
}

extension SignedRequest {
    /// A request as a transport has it.
    init(_ request: borrowing HTTPRequest) {
        let body = request.body
        self.init(
            method: request.method.name, path: request.path, query: request.query ?? "",
            fields: request.headers.map { Field($0.name, $0.value) },
            bodyDigest: SHA256.digest(of: body.span))
    }
}

extension SigningError {
    /// How the Query API says it.
    ///
    /// - Parameter isRecent: Whether it was signed within the last second or so. Clients sign with
    ///   a resolution of a second, so who says the same twice within one has signed the same. That
    ///   is told as something to be tried again, which clients do, signing anew.
    func queryError(isRecent: Bool) -> QueryError {
        if self == .usedBefore, isRecent {
            return QueryError(
                status: 400, code: "Throttling",
                message: "The same call was made already with the same signature, which has a "
                    + "resolution of a second. Sign it anew.")
        }
        return QueryError(status: status, code: code.rawValue, message: message)
    }
}
