import DecisionAPI
import GRPC
import HTTPMessage
import RequestMapping

/// Envoy's external authorization over gRPC, `envoy.service.auth.v3.Authorization/Check`.
///
/// The call succeeds for an allow as for a deny. What can't be read is a failure of the call: Envoy
/// denies then, unless it is told otherwise. An answer is never an empty message, which Envoy would
/// take for an allow.
package final class ExternalAuthorization: MountedProtocol {
    /// The call's path.
    package static let path: StaticString = "/envoy.service.auth.v3.Authorization/Check"
    /// What the path of every call of the service begins with.
    private static let servicePath = "/envoy.service.auth.v3.Authorization/"

    package let countedAs = CountedProtocol.extAuthz
    package let headerNames = GRPCCall.headerNames

    private let decider: MappedDecider
    private let source: any DecisionSource
    private let reader = MessageReader()
    /// Answers that are the same for every request, as long as this configuration is in force.
    private var answers: Answers
    private var version: UInt64

    private struct Answers {
        let settings: ExternalAuthorizationSettings
        let claimPath: [[UInt8]]
        let allow: [UInt8]?
        let deny: [UInt8]?

        init(_ configuration: SidecarConfiguration) {
            settings = configuration.externalAuthorization
            claimPath = configuration.map.settings.claimPath.map { Array($0.utf8) }
            allow = MessageWriter.allow(removed: settings.removedHeaders.map { Array($0.utf8) })
            deny = MessageWriter.deny(status: 403, body: Array("denied\n".utf8))
        }
    }

    /// Creates the protocol for one event loop.
    ///
    /// - Parameter decider: Of the same source.
    package init(source: any DecisionSource, decider: MappedDecider) {
        self.source = source
        self.decider = decider
        answers = Answers(decider.configuration)
        version = decider.version
    }

    package func respond(
        to request: borrowing HTTPRequest, with response: inout HTTPResponse
    ) -> Bool {
        guard request.hasPath(Self.path) else {
            guard request.path.hasPrefix(Self.servicePath) else { return false }
            GRPCCall.answer(GRPCFailure(.unimplemented, "no such call"), with: &response)
            return true
        }
        guard GRPCCall.admit(request, with: &response) else { return true }
        decider.begin()
        if decider.version != version {
            version = decider.version
            answers = Answers(decider.configuration)
        }
        do throws(GRPCFailure) {
            try read(request)
            try answer(decider.decide(), with: &response)
        } catch {
            GRPCCall.answer(error, with: &response)
        }
        return true
    }

    private func read(_ request: borrowing HTTPRequest) throws(GRPCFailure) {
        var failure: GRPCFailure?
        request.content.withSpan { body in
            do throws(GRPCFailure) {
                let message = try GRPCCall.message(in: body)
                guard
                    reader.readCheck(
                        body.extracting(message), into: &decider.facts,
                        claimPath: answers.claimPath)
                else {
                    throw GRPCFailure(.invalidArgument, "malformed CheckRequest")
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    private func answer(
        _ decision: MappedDecision, with response: inout HTTPResponse
    ) throws(GRPCFailure) {
        let message: [UInt8]?
        if decision.isAllowed, let name = answers.settings.principalHeader {
            message = MessageWriter.allow(
                fields: [(Array(name.utf8), Array(decider.principal.utf8))],
                removed: answers.settings.removedHeaders.map { Array($0.utf8) })
        } else {
            message = decision.isAllowed ? answers.allow : answers.deny
        }
        guard let message else { throw GRPCFailure(.internal, "the answer is too long") }
        GRPCCall.answer(framed: message.span, with: &response)
    }
}
