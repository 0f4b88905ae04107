import HTTPMessage

/// Answers a few fixed paths.
///
/// - `POST /fixed`: 42 bytes of JSON, as a decision has them.
/// - `POST /echo`: the request's body and content type.
/// - `GET /bytes?N`: N bytes, each the letter x.
/// - anything else: 404.
final class EchoHandler: HTTPHandler {
    private static let fixed = Array(#"{"decision":true,"context":{"reason":"1"}}"#.utf8)

    func respond(to request: borrowing HTTPRequest, with response: inout HTTPResponse) {
        if request.method == .post && request.hasPath("/fixed") {
            response.headers.append("content-type", "application/json")
            response.body.append(contentsOf: Self.fixed)
        } else if request.method == .post && request.hasPath("/echo") {
            let type = request.header("content-type") ?? "application/octet-stream"
            response.headers.append("content-type", type)
            response.body.append(contentsOf: request.body)
        } else if request.method == .get && request.hasPath("/bytes") {
            let count = request.query.flatMap { Int($0) } ?? 0
            response.body.append(contentsOf: repeatElement(UInt8(ascii: "x"), count: count))
        } else {
            response.setText(status: 404, "nothing is at `\(request.path)`")
        }
    }
}
