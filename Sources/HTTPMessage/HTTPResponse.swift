/// The answer to one request.
public struct HTTPResponse: Sendable {
    /// The status code, 200 to 599.
    public var status: Int

    /// Header fields, names in lower case, without `content-length`, which the transport adds.
    public var headers: [HTTPField]

    /// The body, whole.
    public var body: [UInt8]

    /// Creates a response.
    public init(status: Int, headers: [HTTPField] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Answers requests. Each event loop has a handler of its own, so a handler may keep scratch space
/// without any lock.
///
/// A handler must not block: no files, no locks that are held for long, no network.
public protocol HTTPHandler: AnyObject {
    /// Answers one request.
    func respond(to request: HTTPRequest) -> HTTPResponse
}
