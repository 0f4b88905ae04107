/// One complete HTTP request, free of any transport: what a handler needs to answer.
///
/// A connection's shell owns one value and refills it for each request, so that in the steady
/// state nothing is allocated.
public struct HTTPRequest: Sendable {
    /// The method as sent, in upper case for the known ones: `GET`, `POST`, ….
    public var method: String

    /// The path without its query.
    public var path: String

    /// What follows the first `?` of the target, without it; empty if there is none.
    public var query: String

    /// The header fields in order, names in lower case, pseudo-headers left out.
    public var headers: [HTTPField]

    /// The body, whole.
    public var body: [UInt8]

    /// Creates a request.
    public init(
        method: String, path: String, query: String = "", headers: [HTTPField] = [],
        body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }

    /// The value of the first field with this name, which must be given in lower case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}

/// A header field.
public struct HTTPField: Sendable, Hashable {
    /// The name, in lower case.
    public var name: String
    /// The value, without surrounding white space.
    public var value: String

    /// Creates a field; the name must be in lower case.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
