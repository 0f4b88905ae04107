import GRPC
import HTTPMessage
import Testing

@Suite("gRPC health")
struct HealthTests {
    private let rig: Rig
    private static let envoy = "envoy.service.auth.v3.Authorization"

    init() throws { rig = try Rig("mapping: {routes: []}") }

    private func ask(
        _ call: String, _ service: String? = nil, mayWait: Bool = false, continuation: UInt64? = nil
    ) -> HTTPResponse {
        rig.call(
            "/grpc.health.v1.Health/\(call)",
            GRPCCall.framed(service.map { Wire.field(1, $0) } ?? []), mayWait: mayWait,
            continuation: continuation)
    }

    @Test("known services are well, until the daemon stops", arguments: [nil, envoy])
    func check(service: String?) {
        #expect(ask("Check", service).message == "0801")
        #expect(ask("Check", service).grpcStatus == "0")
        rig.drain.set()
        #expect(ask("Check", service).message == "0802")
    }

    @Test("the official bytes of a question are read")
    func goldenBytes() {
        let body = Wire.hex(
            "0a23656e766f792e736572766963652e617574682e76332e417574686f72697a6174696f6e")
        let answer = rig.call("/grpc.health.v1.Health/Check", GRPCCall.framed(body))
        #expect(answer.message == "0801")
    }

    @Test("others are unknown")
    func unknown() {
        #expect(ask("Check", "x").grpcStatus == "5")
        #expect(ask("Watch", "x", mayWait: true).message == "0803")
        #expect(ask("Other").grpcStatus == "12")
        #expect(
            rig.call("/grpc.health.v1.Health/Check", GRPCCall.framed([10, 9])).grpcStatus == "3")
    }

    @Test("a list names all")
    func list() {
        let health = Wire.field(2, [8, 1])
        let entries = ["", "grpc.health.v1.Health", Self.envoy].flatMap { name in
            Wire.field(1, (name.isEmpty ? [] : Wire.field(1, name)) + health)
        }
        #expect(ask("List").body == GRPCCall.framed(entries))
    }

    @Test("who watches hears at once, and of each change")
    func watch() {
        let first = ask("Watch", mayWait: true)
        #expect(first.message == "0801" && first.continuation == 1 && first.trailers.isEmpty)
        #expect(ask("Watch", mayWait: true, continuation: 1).isDeferred)
        rig.drain.set()
        let news = ask("Watch", mayWait: true, continuation: 1)
        #expect(news.message == "0802" && news.continuation == 2)
        let last = ask("Watch", continuation: 1)
        #expect(last.message == "0802" && last.continuation == nil && last.grpcStatus == "14")
        let nothing = ask("Watch", continuation: 2)
        #expect(nothing.body.isEmpty && nothing.grpcStatus == "14")
    }

    @Test("nothing else is served here without a configuration")
    func media() {
        #expect(rig.call("/grpc.health.v1.Healthy/Check", []).status == 404)
    }
}
