import DecisionPoint
import Directory
import Identities
import IdentityAPI
import QueryProtocol
import RequestSigning

/// Calls of the IAM Query API.
extension AdministrationState {
    // LIMIT: how often a call is tried that others come before. Each time the store has moved on,
    // so somebody else has got further.
    private static let attemptCountMax = 5

    /// Answers a call.
    ///
    /// - Parameter requestID: Names the call in its answer.
    /// - Returns: The status, and the body in XML.
    mutating func answer(
        _ request: SignedRequest, body: [UInt8], requestID: String, at now: Int64
    ) -> (status: Int, body: [UInt8]) {
        var service = QueryService.iam
        do throws(QueryError) {
            let proof = try prove(request, services: ["iam", "sts"], at: now)
            let call = try call(body, proof, at: now)
            service = try IdentityAPI.service(of: call)
            guard proof.signature.scope.service == service.rawValue else {
                throw SigningError.wrongService(expected: [service.rawValue])
                    .queryError(isRecent: false)
            }
            let result = try perform(signedBy: proof, at: now) { state throws(QueryError) in
                let outcome = try state.outcome(of: call, proof, at: now)
                return (outcome.changes, outcome.result)
            }
            let body = QueryAnswer.success(
                call.action, of: service, requestID: requestID, result: result)
            return (200, body)
        } catch {
            return (error.status, QueryAnswer.failure(error, of: service, requestID: requestID))
        }
    }

    /// Finds out who calls, after taking over what others have changed.
    mutating func prove(
        _ request: SignedRequest, services: [String], at now: Int64
    ) throws(QueryError) -> CallerProof {
        do throws(AdministrationError) { try refresh() } catch { throw error.queryError }
        let bundle = publisher.snapshot.bundle
        do throws(SigningError) {
            return try CallerProof(request, services: services, at: now, keys: own) { arn in
                (try? bundle.resolve(principal: arn))?.principal.map { $0.uniqueID ?? "" }
            }
        } catch {
            throw error.queryError(isRecent: false)
        }
    }

    /// Sees to it that the caller may do something.
    mutating func require(
        _ permission: Permission, of proof: CallerProof, at now: Int64
    ) throws(QueryError) {
        if let message = permissions.denial(
            of: permission, to: proof.caller.arn, by: publisher.snapshot, at: now)
        {
            throw QueryError(status: 403, code: "AccessDenied", message: message)
        }
    }

    /// Performs a call, whose signature is good for one change.
    ///
    /// - Parameter look: Says what changes, and what is answered. It is asked again if somebody else
    ///   came before the changes were made.
    mutating func perform<Answer, Failure: QueryErrorConvertible>(
        signedBy proof: CallerProof, at now: Int64,
        _ look: (inout AdministrationState) throws(Failure) -> (
            changes: [RecordChange], answer: Answer
        )
    ) throws(Failure) -> Answer {
        var attempt = 0
        while true {
            attempt += 1
            // Whatever was looked at is let go before the records change, so that none is copied.
            let (changes, answer) = try look(&self)
            do throws(QueryError) {
                let isLast = attempt == Self.attemptCountMax
                if try commit(changes, signedBy: proof, isLast: isLast, at: now) { return answer }
            } catch {
                throw Failure(error)
            }
        }
    }

    /// Makes the changes of a call.
    ///
    /// - Returns: Whether they are made; if not, somebody else came before, and the call is to be
    ///   looked at anew.
    private mutating func commit(
        _ changes: [RecordChange], signedBy proof: CallerProof, isLast: Bool, at now: Int64
    ) throws(QueryError) -> Bool {
        guard !changes.isEmpty else { return true }
        do throws(SigningError) { try replays.admit(proof.signature, at: now) } catch {
            throw error.queryError(isRecent: proof.signature.signedAt >= now - 1)
        }
        do throws(AdministrationError) {
            try commit(changes)
            return true
        } catch {
            replays.forget(proof.signature)
            guard case .store(let failure) = error, failure.kind == .conflict, !isLast
            else { throw error.queryError }
        }
        do throws(AdministrationError) { try refresh() } catch { throw error.queryError }
        return false
    }

    private mutating func outcome(
        of call: APICall, _ proof: CallerProof, at now: Int64
    ) throws(QueryError) -> APIOutcome {
        let view: IdentityView
        do throws(AdministrationError) { view = try self.view() } catch { throw error.queryError }
        for permission in try IdentityAPI.permissions(for: call, in: view) {
            try require(permission, of: proof, at: now)
        }
        return try IdentityAPI.perform(call, in: view)
    }

    private func call(
        _ body: [UInt8], _ proof: CallerProof, at now: Int64
    ) throws(QueryError) -> APICall {
        let parameters: QueryParameters
        let action: String
        do throws(QueryParameterError) {
            parameters = try QueryParameters(body: body.span)
            action = try parameters.string("Action") ?? ""
        } catch {
            throw error.queryError
        }
        return APICall(
            action: action, parameters: parameters, caller: proof.caller, now: now,
            makeID: Identifiers.entity, makeUUID: Identifiers.uuid)
    }
}

/// An error that can stand for any of the Query API's.
protocol QueryErrorConvertible: Error {
    init(_ error: QueryError)
}

extension QueryError: QueryErrorConvertible {
    init(_ error: QueryError) { self = error }
}
