import DecisionAPI
import Directory
import EventLoop
import GRPC
import GRPCServices
import HTTPMessage
import RequestMapping

/// Messages of Envoy's external authorization and of health checks. An input's first byte chooses the
/// call and whether gRPC's prefix is put before the rest.
///
/// Where everything is denied, no message is answered with an allow, and none with nothing: a call
/// that succeeds has a status that is not OK, or it is a health check.
final class ProtobufTarget: FuzzTarget {
    private final class Denial: DecisionSource {
        let revision: UInt64 = 1
        func decide(_ query: Query, explain: Bool) -> Answer { Answer(.implicitDeny) }
    }

    private static let configuration = """
        mapping:
          claims: jwt/payload
          context-extensions: true
          principal: "{claim.sub}"
          routes:
            - path: /x/{id}
              action: web:Get
              resource: "arn:a:web:::{path.id}"
              context: {web:Tag: "{header.x-tag?}", web:Groups: "{claim.groups?}"}
            - {path: "/{all...}", principal: "{peer}", action: "web:{method}", resource: "arn:a:w:::{path}"}
        """
    private static let paths = [
        "/envoy.service.auth.v3.Authorization/Check", "/grpc.health.v1.Health/Check",
        "/grpc.health.v1.Health/Watch",
    ]

    private let router: DecisionRouter

    init() {
        let source = Denial()
        let text = Array(Self.configuration.utf8)
        let configuration = try? SidecarConfiguration(text, file: "verdict.yaml")
        precondition(configuration != nil, "the target's own configuration is bad")
        let store = ConfigurationStore(configuration ?? SidecarConfiguration())
        let counters = DecisionCounters()
        let decider = MappedDecider(source: source, store: store, counters: counters)
        router = DecisionRouter(
            source: source,
            protocols: [
                ExternalAuthorization(source: source, decider: decider),
                Health(drain: DrainFlag()),
            ], counters: counters)
    }

    func take(_ input: [UInt8]) -> String? {
        guard let first = input.first else { return nil }
        let path = Self.paths[Int(first >> 1) % Self.paths.count]
        let message = Array(input.dropFirst())
        var response = HTTPResponse()
        router.respond(
            to: HTTPRequest(
                method: .post, target: path,
                headers: [HTTPField("content-type", "application/grpc")],
                body: first & 1 == 0 ? GRPCCall.framed(message) : message),
            with: &response)
        let body = response.body
        guard response.status == 200 else { return "status \(response.status)" }
        if response.headers["grpc-status"] != nil {
            return body.isEmpty ? nil : "a failure with a body"
        }
        guard body.count > GRPCCall.prefixByteCount || path != Self.paths[0] else {
            return "an empty message"
        }
        // The status comes first: 0a, its length, 08, its code, which is 7.
        let isDenied = body.count > 8 && body[5] == 0x0A && body[7] == 0x08 && body[8] == 7
        return path == Self.paths[0] && !isDenied ? "an allow" : nil
    }
}
