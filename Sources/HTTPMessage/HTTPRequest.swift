/// One complete HTTP request, free of any transport: what a handler needs to answer.
///
/// A transport owns such values and refills them, so that in the steady state nothing is
/// allocated. A handler only borrows one while it answers: a noncopyable type makes the compiler
/// enforce that, and spares the reference counting that copies would cost.
package struct HTTPRequest: ~Copyable, Sendable {
    /// The method.
    package var method: HTTPMethod

    /// The header fields in order, names in lower case, pseudo-headers left out.
    package var headers: HTTPFields

    /// The body, whole.
    package var body: [UInt8]

    /// How long the request has waited since its answer was first deferred; zero at first.
    package var waited: Duration = .zero

    /// Whether the answer may be deferred, see ``HTTPResponse/isDeferred``. A transport says no
    /// when it is about to stop, or when enough requests wait already.
    package var mayWait = false

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
        self.body = body
        self.setTarget(Array(target.utf8).span)
    }

    /// Creates an empty request, to be filled.
    package init() {
        self.method = .other
        self.headers = HTTPFields()
        self.body = []
        self.target = ByteArena()
        self.pathCount = 0
    }

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

    /// Whether the path is exactly this, without making a `String`.
    package func hasPath(_ path: StaticString) -> Bool {
        self.target.equals(path, in: 0..<self.pathCount)
    }

    /// The value of the first header field with this name, which must be given in lower case.
    package func header(_ name: String) -> String? {
        self.headers[name]
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
        self.headers.removeAll()
        self.target.removeAll()
        self.pathCount = 0
        self.body.removeAll(keepingCapacity: self.body.capacity <= bodyCapacityMax)
    }
}
