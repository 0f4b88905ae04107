import Foundation
import HTTPMessage

/// Tells what it was asked.
///
/// - `/bytes?N`: N letters x.
/// - `/gate`: holds the plane's thread until the test opens the gate.
/// - `/deferred`: no answer yet.
/// - `/unsendable`: a header field that can't be sent.
/// - anything else: method, path, query, the header fields, and the body, line by line.
final class MirrorHandler: HTTPHandler {
    let gate: Gate
    private var isInTurn = false

    init(gate: Gate = Gate()) { self.gate = gate }

    /// What a test opens, and how it learns that somebody waits there.
    final class Gate: Sendable {
        let reached = DispatchSemaphore(value: 0)
        let opened = DispatchSemaphore(value: 0)
    }

    func turnWillBegin() {
        precondition(!self.isInTurn, "a turn within a turn")
        self.isInTurn = true
    }

    func turnDidEnd() {
        precondition(self.isInTurn, "a turn that ends without having begun")
        self.isInTurn = false
    }

    func respond(to request: borrowing HTTPRequest, with response: inout HTTPResponse) {
        precondition(self.isInTurn, "a request outside of any turn")
        precondition(!request.mayWait && request.waited == .zero)
        switch request.path {
        case "/bytes":
            let count = request.query.flatMap { Int($0) } ?? 0
            response.body = Array(repeating: UInt8(ascii: "x"), count: count)
        case "/gate":
            self.gate.reached.signal()
            self.gate.opened.wait()
            response.setText(status: 200, "opened")
        case "/deferred":
            response.isDeferred = true
        case "/unsendable":
            response.headers.append("x-field", "a\r\nb: c")
        default:
            response.headers.append("content-type", "text/plain")
            response.headers.append("x-count", "1")
            response.headers.append("x-count", "2")
            response.status = request.method == .put ? 201 : 200
            response.body = Array(Self.description(of: request).utf8)
        }
    }

    private static func description(of request: borrowing HTTPRequest) -> String {
        var lines = ["\(request.method)", request.path, request.query ?? "none"]
        lines += request.headers.map { "\($0.name)=\($0.value)" }
        return lines.joined(separator: "\n") + "\n\n"
            + String(decoding: request.body, as: UTF8.self)
    }
}
