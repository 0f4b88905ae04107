/// The answer to one request.
package struct HTTPResponse: Sendable {
    /// The status code, 200 to 599.
    package var status: Int

    /// Header fields, names in lower case, without `content-length`, which the transport adds
    /// where its protocol needs it.
    package var headers: HTTPFields

    /// Fields that follow the body, names in lower case, as gRPC has its status there. Where there
    /// are any, the transport sends them even after an empty body; HTTP/1.1 leaves them out.
    package var trailers: HTTPFields = []

    /// The body, whole; it keeps its memory from answer to answer.
    package private(set) var content = ByteArena()

    /// Whether there is no answer yet. The rest of the value then means nothing.
    ///
    /// Allowed only if the request has ``HTTPRequest/mayWait``; otherwise the transport answers in
    /// the handler's place, with status 503.
    package var isDeferred = false

    /// Says that the body is but a part, and more may follow: a number of the handler's choice, which
    /// comes back as ``HTTPRequest/continuation`` each time it is asked for the next part. `nil` ends
    /// the body.
    ///
    /// Allowed only if the request has ``HTTPRequest/mayWait``. Only the body, the trailers and this
    /// count in further parts; one that is deferred adds nothing.
    package var continuation: UInt64?

    /// Creates a response.
    package init(status: Int = 200, headers: HTTPFields = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The body as an array, a copy of ``content``.
    package var body: [UInt8] {
        get { self.content.bytes }
        set { self.setBody(copying: newValue.span) }
    }

    /// Makes this a short message in plain text, such as the reason for a refusal.
    ///
    /// - Parameter line: One line without its line feed, which is added.
    package mutating func setText(status: Int, _ line: String) {
        self.removeAll(bodyCapacityMax: .max)
        self.status = status
        self.headers.append("content-type", "text/plain; charset=utf-8")
        self.content.append(line)
        self.content.append("\n" as StaticString)
    }

    /// Replaces the body by a copy of these bytes, in the memory that earlier bodies have left.
    package mutating func setBody(copying bytes: Span<UInt8>) {
        self.content.removeAll()
        self.content.append(bytes)
    }

    /// Replaces the body by a copy of this text, in the memory that earlier bodies have left.
    package mutating func setBody(copying text: StaticString) {
        self.content.removeAll()
        self.content.append(text)
    }

    /// Empties the value for the next response, which is a 200 unless said otherwise.
    ///
    /// - Parameter bodyCapacityMax: A body whose memory exceeds this many bytes gives it back.
    package mutating func removeAll(bodyCapacityMax: Int) {
        self.status = 200
        self.isDeferred = false
        self.continuation = nil
        self.headers.removeAll()
        self.trailers.removeAll()
        self.content.removeAll(capacityMax: bodyCapacityMax)
    }
}
