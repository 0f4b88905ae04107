import HTTP2
import HTTPMessage
import TestSupport

/// Bytes of a client of HTTP/2. An input's first byte says how many bytes come at a time, and whether
/// the client has said hello before.
///
/// Every output comes to an end, and is not much more than what has come in.
final class HTTP2Target: FuzzTarget {
    private final class Greeter: HTTPHandler {
        func respond(to request: borrowing HTTPRequest, with response: inout HTTPResponse) {
            response.body = Array("hello".utf8)
        }
    }

    // LIMIT: bytes that go out; the answers to a thousand requests that fit into an input.
    private static let outputByteCountMax = 1 << 20

    private let pool = StreamPool()
    private let handler = Greeter()
    private let hello = HTTP2Frame.preface + HTTP2Frame(kind: .settings).bytes
    private var output = ByteArena()

    func take(_ input: [UInt8]) -> String? {
        guard let first = input.first else { return nil }
        var now: Duration = .seconds(1_000)
        guard
            let session = try? HTTP2Session(
                pool: pool, handler: handler, limits: HTTP2Limits(), now: now)
        else { return "no session" }
        var rest = (first & 1 == 1 ? hello : []) + input.dropFirst()
        let step = max(1, Int(first >> 1) * 8)
        var outputByteCount = 0
        while !rest.isEmpty {
            let piece = Array(rest.prefix(step))
            rest.removeFirst(piece.count)
            now += .milliseconds(1)
            var isOver = false
            do { try session.receive(piece.span, now: now) } catch { isOver = true }
            var isAll = false
            while !isAll {
                output.removeAll()
                do { isAll = try session.appendOutput(to: &output) } catch { isAll = true }
                outputByteCount += output.count
                guard outputByteCount < Self.outputByteCountMax else { return "no end of output" }
            }
            if isOver || session.isFinished { break }
        }
        return nil
    }
}
