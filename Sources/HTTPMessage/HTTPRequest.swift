/// One complete HTTP request, free of any transport: what a handler needs to answer.
///
/// A transport owns such values and refills them, so that in the steady state nothing is
/// allocated. A handler only borrows one while it answers: a noncopyable type makes the compiler
/// enforce that, and spares the reference counting that copies would cost.
package struct HTTPRequest: ~Copyable, Sendable {
    /// The method.
    package var method: HTTPMethod

    /// The header fields in order, names in lower case, pseudo-headers left out, and perhaps
    /// those in which the handler has no ``HTTPHandler/headerInterest``.
    package var headers: HTTPFields

    /// The header fields that may be asked for.
    package let headerInterest: HeaderInterest

    /// The body, whole.
    package var content: ByteArena

    /// How long the request has waited since its answer was first deferred; zero at first.
    package var waited: Duration = .zero

    /// Whether the answer may be deferred, see ``HTTPResponse/isDeferred``. A transport says no
    /// when it is about to stop, or when enough requests wait already.
    package var mayWait = false

    /// What the handler has said with the last part of its answer, see
    /// ``HTTPResponse/continuation``; `nil` while there is no answer. The part that is asked for now
    /// has to be the last one unless ``mayWait``.
    package var continuation: UInt64?

    /// Who sent the request; `nil` where the transport does not say.
    package var peer: Peer?

    /// The host that the client wants to speak to, with a port if it names one: `:authority` or
    /// `host`, as sent; empty if it says neither.
    package var authority: ByteArena

    /// The target as sent: path, and query if there is one.
    private var target: ByteArena

    /// How many bytes of `target` are the path.
    private var pathCount: Int

    /// Creates a request, as a test or a transport with strings at hand does.
    ///
    /// - Parameters:
    ///   - target: The path, with `?` and the query if there is one: `/search?limit=5`.
    package init(
        method: HTTPMethod, target: String, headers: HTTPFields = [], body: [UInt8] = []
    ) {
        self.init()
        self.method = method
        self.headers = headers
        self.content.append(body.span)
        self.setTarget(Array(target.utf8).span)
    }

    /// Creates an empty request, to be filled.
    ///
    /// - Parameter headerInterest: The header fields that may be asked for.
    package init(headerInterest: HeaderInterest = .all) {
        self.method = .other
        self.headerInterest = headerInterest
        self.headers = HTTPFields()
        self.content = ByteArena()
        self.authority = ByteArena()
        self.target = ByteArena()
        self.pathCount = 0
    }

    /// The body as an array, a copy of ``content``.
    package var body: [UInt8] { self.content.bytes }

    /// The path without its query.
    package var path: String {
        String(decoding: self.target[0..<self.pathCount], as: UTF8.self)
    }

    /// What follows the first `?` of the target, without it; nil if there is none.
    package var query: String? {
        guard self.pathCount < self.target.count else { return nil }
        return String(
            decoding: self.target[self.pathCount + 1..<self.target.count], as: UTF8.self)
    }

    /// Lends the target as it was sent: path, and query if there is one.
    package func withTarget(_ body: (Span<UInt8>) -> Void) {
        self.target.withSpan(body)
    }

    /// Whether the path is exactly this, without making a `String`.
    package func hasPath(_ path: StaticString) -> Bool {
        self.target.equals(path, in: 0..<self.pathCount)
    }

    /// The value of the first header field with this name, which must be given in lower case.
    ///
    /// - Precondition: The handler has shown interest in it.
    package func header(_ name: String) -> String? {
        self.checkInterest(nameByteCount: name.utf8.count)
        return self.headers[name]
    }

    /// Lends the value of the first header field with this name, which must be in lower case.
    ///
    /// - Precondition: The handler has shown interest in it.
    /// - Returns: Whether there is such a field; otherwise `body` is not called.
    @discardableResult
    package func withHeader(_ name: StaticString, _ body: (Span<UInt8>) -> Void) -> Bool {
        self.checkInterest(nameByteCount: name.utf8CodeUnitCount)
        return self.headers.withValue(of: name, body)
    }

    /// Otherwise a handler would take a field that was dropped for one that was not sent.
    private func checkInterest(nameByteCount: Int) {
        precondition(
            self.headerInterest.includes(nameByteCount: nameByteCount),
            "a handler asks for a header field in which it has shown no interest")
    }

    /// Replaces the target by bytes as they came over the wire.
    package mutating func setTarget(_ bytes: Span<UInt8>) {
        self.target.removeAll()
        self.target.append(bytes)
        self.pathCount = self.target.firstIndex(of: UInt8(ascii: "?")) ?? self.target.count
    }

    /// Empties the value for the next request.
    ///
    /// - Parameter bodyCapacityMax: A body whose memory exceeds this many bytes gives it back.
    package mutating func removeAll(bodyCapacityMax: Int) {
        self.method = .other
        self.waited = .zero
        self.mayWait = false
        self.continuation = nil
        self.headers.removeAll()
        // Nearly always there is none, and to replace it would count a reference.
        if self.peer != nil { self.peer = nil }
        self.authority.removeAll()
        self.target.removeAll()
        self.pathCount = 0
        self.content.removeAll(capacityMax: bodyCapacityMax)
    }
}
