import GRPC
import HTTPMessage
import Testing

@Suite("gRPC")
struct GRPCCallTests {
    @Test(
        "timeouts",
        arguments: [
            ("1H", .seconds(3_600)), ("2M", .seconds(120)), ("3S", .seconds(3)),
            ("200m", .milliseconds(200)), ("5u", .microseconds(5)), ("0n", .zero),
            ("99999999n", .nanoseconds(99_999_999)), ("123456789S", nil), ("", nil), ("S", nil),
            ("5", nil), ("5s", nil), ("-1S", nil), ("1.5S", nil), (" 1S", nil),
        ] as [(String, Duration?)])
    func timeouts(text: String, duration: Duration?) {
        #expect(GRPCTimeout.parse(Array(text.utf8).span) == duration)
    }

    @Test("one whole message, not compressed, is read")
    func messages() throws {
        #expect(try GRPCCall.message(in: [0, 0, 0, 0, 2, 7, 8].span) == 5..<7)
        #expect(try GRPCCall.message(in: [0, 0, 0, 0, 0].span) == 5..<5)
        #expect(GRPCCall.framed([7, 8]) == [0, 0, 0, 0, 2, 7, 8])
        let long = GRPCCall.framed([UInt8](repeating: 1, count: 0x1_0203))
        #expect(Array(long.prefix(5)) == [0, 0, 1, 2, 3])
        #expect(try GRPCCall.message(in: long.span) == 5..<long.count)
    }

    @Test(
        "anything else is refused",
        arguments: [
            ([], .invalidArgument), ([0, 0, 0, 0], .invalidArgument),
            ([0, 0, 0, 0, 2, 7], .invalidArgument), ([0, 0, 0, 0, 1, 7, 8], .invalidArgument),
            ([0, 255, 255, 255, 255, 7], .invalidArgument), ([1, 0, 0, 0, 1, 7], .unimplemented),
            ([2, 0, 0, 0, 1, 7], .invalidArgument),
        ] as [([UInt8], GRPCStatus)])
    func badMessages(body: [UInt8], status: GRPCStatus) {
        let error = #expect(throws: GRPCFailure.self) { try GRPCCall.message(in: body.span) }
        #expect(error?.status == status)
    }

    private func admit(
        _ method: HTTPMethod = .post, fields: [HTTPField]
    ) -> (isAdmitted: Bool, HTTPResponse) {
        var response = HTTPResponse()
        let request = HTTPRequest(method: method, target: "/s/C", headers: HTTPFields(fields))
        return (GRPCCall.admit(request, with: &response), response)
    }

    @Test(
        "media types",
        arguments: [
            ("application/grpc", true), ("application/grpc+proto", true),
            ("application/grpc;charset=x", true), ("application/grpc+json", false),
            ("application/grpcx", false), ("application/json", false), ("", false),
        ])
    func mediaTypes(type: String, isGood: Bool) {
        let (isAdmitted, response) = admit(fields: [HTTPField("content-type", type)])
        #expect(isAdmitted == isGood)
        #expect(response.status == (isGood ? 200 : 415))
    }

    @Test("calls that can't be")
    func refused() {
        let grpc = HTTPField("content-type", "application/grpc")
        #expect(admit(fields: []).1.status == 415)
        #expect(admit(.get, fields: [grpc]).1.status == 405)
        let compressed = admit(fields: [grpc, HTTPField("grpc-encoding", "gzip")]).1
        #expect(compressed.headers["grpc-status"] == "12")
        #expect(compressed.headers["grpc-accept-encoding"] == "identity")
        #expect(admit(fields: [grpc, HTTPField("grpc-encoding", "identity")]).isAdmitted)
        #expect(
            admit(fields: [grpc, HTTPField("grpc-timeout", "x")]).1.headers["grpc-status"] == "3")
        #expect(
            admit(fields: [grpc, HTTPField("grpc-timeout", "0m")]).1.headers["grpc-status"] == "4")
        #expect(admit(fields: [grpc, HTTPField("grpc-timeout", "200m")]).isAdmitted)
    }

    @Test("messages of failures are percent-encoded")
    func encoding() {
        #expect(GRPCCall.percentEncoded("a b~%\n\u{E9}") == "a b~%25%0A%C3%A9")
        var response = HTTPResponse()
        GRPCCall.answer(GRPCFailure(.notFound, "x%"), with: &response)
        #expect(response.headers["grpc-status"] == "5")
        #expect(response.headers["grpc-message"] == "x%25")
        #expect(response.trailers.isEmpty && response.body.isEmpty)
    }
}
