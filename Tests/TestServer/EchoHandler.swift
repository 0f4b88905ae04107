import HTTPMessage

/// Answers a few fixed paths.
///
/// - `POST /fixed`: 42 bytes of JSON, as a decision has them.
/// - `POST /echo`: the request's body and content type.
/// - `POST /wait?N`: the body, once the revision is N or more; 503 after a while.
/// - `POST /release`: raises the revision by one, as SIGHUP does.
/// - `GET /bytes?N`: N bytes, each the letter x.
/// - anything else: 404.
final class EchoHandler: HTTPHandler {
    private let revision: Revision
    private let waitMax: Duration
    private let json: HeaderTemplate = HeaderTemplate([
        HTTPField("content-type", "application/json")
    ])
    private var isInTurn = false

    init(revision: Revision, waitMax: Duration) {
        self.revision = revision
        self.waitMax = waitMax
    }

    var headerInterest: HeaderInterest { HeaderInterest(["content-type"]) }

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
        if request.method == .post && request.hasPath("/fixed") {
            response.headers.begin(with: self.json)
            response.setBody(copying: #"{"decision":true,"context":{"reason":"1"}}"#)
        } else if request.method == .post && request.hasPath("/echo") {
            let type = request.header("content-type") ?? "application/octet-stream"
            response.headers.append("content-type", type)
            request.content.withSpan { response.setBody(copying: $0) }
        } else if request.method == .post && request.hasPath("/wait") {
            self.wait(request, &response)
        } else if request.method == .post && request.hasPath("/release") {
            self.revision.advance()
        } else if request.method == .get && request.hasPath("/bytes") {
            let count = request.query.flatMap { Int($0) } ?? 0
            response.body = Array(repeating: UInt8(ascii: "x"), count: count)
        } else {
            response.setText(status: 404, "nothing is at `\(request.path)`")
        }
    }

    private func wait(_ request: borrowing HTTPRequest, _ response: inout HTTPResponse) {
        let wanted = request.query.flatMap { Int($0) } ?? 0
        if self.revision.number >= wanted {
            request.content.withSpan { response.setBody(copying: $0) }
        } else if request.mayWait && request.waited < self.waitMax {
            // Nothing of what is written here may reach the client.
            response.setText(status: 500, "deferred")
            response.isDeferred = true
        } else {
            response.setText(status: 503, "revision \(wanted) has not come")
            response.headers.append("retry-after", "1")
        }
    }
}
