/// The method of a request, known or not.
///
/// A closed list instead of text: a handler switches over it without comparing strings. No handler
/// can want an unknown method for anything but refusing it, so its name is not kept.
public enum HTTPMethod: Sendable, Hashable {
    case get, head, post, put, delete, connect, options, trace, patch

    /// Any method that is not in RFC 9110 section 9 or RFC 5789.
    case other

    /// Recognizes a method by its name, which is case-sensitive (RFC 9110 section 9.1).
    public init(_ name: Span<UInt8>) {
        // Nearly every request to a decision point is a POST, so that is asked first.
        self =
            if name.equals("POST") {
                .post
            } else if name.equals("GET") {
                .get
            } else {
                Self.rareMethods.first { name.equals($0.name) }?.method ?? .other
            }
    }

    /// The name, in upper case; empty for ``other``.
    package var name: String {
        if self == .post { return "POST" }
        if self == .get { return "GET" }
        return Self.rareMethods.first { $0.method == self }.map { "\($0.name)" } ?? ""
    }

    private static let rareMethods: [(name: StaticString, method: HTTPMethod)] = [
        ("HEAD", .head), ("PUT", .put), ("DELETE", .delete), ("CONNECT", .connect),
        ("OPTIONS", .options), ("TRACE", .trace), ("PATCH", .patch),
    ]
}
