import DecisionAPI
import Directory
import EventLoop
import Foundation
import GRPC
import GRPCServices
import HTTPMessage
import LockFree
import PolicyModel
import RequestMapping
import TestSupport

/// A router with both services over a source that answers from a closure.
final class Rig: DecisionSource {
    let revision: UInt64 = 42
    var queries: [Query] = []
    var allows = true
    let drain = DrainFlag()
    let store: ConfigurationStore
    let counters = DecisionCounters()
    private(set) var router: DecisionRouter?

    init(_ configuration: String) throws {
        let folder = try TemporaryDirectory()
        let path = folder.path("verdict.yaml")
        try configuration.write(toFile: path, atomically: true, encoding: .utf8)
        store = try ConfigurationStore(path: path, counters: ReloadCounters(), log: { _ in })
        let decider = MappedDecider(source: self, store: store, counters: counters)
        router = DecisionRouter(
            source: self,
            protocols: [
                ExternalAuthorization(source: self, decider: decider), Health(drain: drain),
            ], counters: counters)
    }

    func decide(_ query: Query, explain: Bool) -> Answer {
        queries.append(query)
        return Answer(allows ? .allow : .explicitDeny)
    }

    func call(
        _ path: String, _ body: [UInt8], _ fields: [HTTPField] = [], mayWait: Bool = false,
        continuation: UInt64? = nil
    ) -> HTTPResponse {
        var request = HTTPRequest(
            method: .post, target: path,
            headers: HTTPFields([HTTPField("content-type", "application/grpc")] + fields),
            body: body)
        request.mayWait = mayWait
        request.continuation = continuation
        var response = HTTPResponse()
        router?.turnWillBegin()
        router?.respond(to: request, with: &response)
        router?.turnDidEnd()
        return response
    }

    func check(_ message: [UInt8]) -> HTTPResponse {
        call("/envoy.service.auth.v3.Authorization/Check", GRPCCall.framed(message))
    }
}

extension HTTPResponse {
    /// The message behind gRPC's prefix, in hexadecimal digits.
    var message: String {
        body.dropFirst(5).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    var grpcStatus: String? { trailers["grpc-status"] ?? headers["grpc-status"] }
}

/// Protobuf by hand: a second opinion on what is read and written.
enum Wire {
    static func hex(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = text[...]
        while let byte = UInt8(rest.prefix(2), radix: 16), rest.count >= 2 {
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }

    static func varint(_ number: Int) -> [UInt8] {
        var (rest, bytes) = (UInt64(number), [UInt8]())
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    /// A field with bytes: a text, or a message.
    static func field(_ number: Int, _ bytes: [UInt8]) -> [UInt8] {
        varint(number << 3 | 2) + varint(bytes.count) + bytes
    }

    static func field(_ number: Int, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }

    static func entry(_ number: Int, _ key: String, _ value: [UInt8]) -> [UInt8] {
        field(number, field(1, key) + field(2, value))
    }

    static func entry(_ number: Int, _ key: String, _ value: String) -> [UInt8] {
        entry(number, key, Array(value.utf8))
    }

    /// A `CheckRequest`.
    static func check(
        _ method: String, _ path: String, host: String = "", headers: [(String, String)] = [],
        http more: [UInt8] = [], attributes: [UInt8] = []
    ) -> [UInt8] {
        let http =
            field(2, method) + headers.flatMap { entry(3, $0.0, $0.1) } + field(4, path)
            + field(5, host) + more
        return field(1, field(4, field(2, http)) + attributes)
    }
}
