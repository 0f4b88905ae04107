import DecisionAPI
import EventLoop
import GRPC
import HTTPMessage

/// gRPC's health checks, `grpc.health.v1.Health`: every service is well until the daemon stops.
///
/// Who watches hears of the stop before the connection's end is announced.
package final class Health: MountedProtocol {
    private static let prefix = "/grpc.health.v1.Health/"

    /// The services that are known; the empty name stands for all of them.
    package static let services = [
        "", "grpc.health.v1.Health", "envoy.service.auth.v3.Authorization",
    ]

    private static let serving: Int32 = 1
    private static let notServing: Int32 = 2
    private static let serviceUnknown: Int32 = 3

    package let countedAs = CountedProtocol.health
    package let headerNames = GRPCCall.headerNames

    private let drain: DrainFlag
    private let reader = MessageReader()

    /// Creates the protocol for one event loop.
    ///
    /// - Parameter drain: Says when the daemon has begun to stop.
    package init(drain: DrainFlag) { self.drain = drain }

    private var status: Int32 { drain.isSet ? Self.notServing : Self.serving }

    package func respond(
        to request: borrowing HTTPRequest, with response: inout HTTPResponse
    ) -> Bool {
        guard request.path.hasPrefix(Self.prefix) else { return false }
        guard GRPCCall.admit(request, with: &response) else { return true }
        do throws(GRPCFailure) {
            switch request.path.dropFirst(Self.prefix.count) {
            case "Check":
                guard try service(of: request) != nil else {
                    throw GRPCFailure(.notFound, "unknown service")
                }
                GRPCCall.answer(framed: MessageWriter.health(status).span, with: &response)
            case "List":
                let names = Self.services.map { Array($0.utf8) }
                guard let list = MessageWriter.healthList(status, names) else {
                    throw GRPCFailure(.internal, "the answer is too long")
                }
                GRPCCall.answer(framed: list.span, with: &response)
            case "Watch":
                try watch(request, &response)
            default:
                throw GRPCFailure(.unimplemented, "no such call")
            }
        } catch {
            GRPCCall.answer(error, with: &response)
        }
        return true
    }

    /// Tells a status that has not been told yet, and leaves the answer open.
    private func watch(
        _ request: borrowing HTTPRequest, _ response: inout HTTPResponse
    ) throws(GRPCFailure) {
        let latest = try service(of: request) == nil ? Self.serviceUnknown : status
        let isNews = request.continuation != UInt64(latest)
        guard request.mayWait else {
            // The connection ends, or enough watch already.
            let last = isNews ? MessageWriter.health(latest) : []
            GRPCCall.answer(framed: last.span, with: &response)
            response.trailers.removeAll()
            response.trailers.append("grpc-status", "\(GRPCStatus.unavailable.rawValue)")
            return
        }
        guard isNews else {
            response.isDeferred = true
            return
        }
        GRPCCall.answer(framed: MessageWriter.health(latest).span, with: &response)
        response.trailers.removeAll()
        response.continuation = UInt64(latest)
    }

    /// The service that is asked about; `nil` if it is not known.
    private func service(of request: borrowing HTTPRequest) throws(GRPCFailure) -> String? {
        var result: Result<String?, GRPCFailure> = .success(nil)
        request.content.withSpan { body in
            do throws(GRPCFailure) {
                let message = try GRPCCall.message(in: body)
                guard let name = reader.readHealthCheck(body.extracting(message)) else {
                    throw GRPCFailure(.invalidArgument, "malformed HealthCheckRequest")
                }
                result = .success(Self.services.first { name.elementsEqual($0.utf8) })
            } catch {
                result = .failure(error)
            }
        }
        return try result.get()
    }
}
