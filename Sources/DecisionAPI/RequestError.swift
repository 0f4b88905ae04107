/// Why a request gets no decision: what the client did wrong, in one line.
package struct RequestError: Error, Sendable, Hashable {
    /// What is wrong, by the status code that says so.
    package enum Kind: Int, Sendable, Hashable, CaseIterable {
        /// Malformed JSON, a body that is not declared to be JSON, or a member that is missing,
        /// mistyped or senseless.
        case badRequest = 400
        /// No such path.
        case notFound = 404
        /// The path exists, but not for this method.
        case methodNotAllowed = 405
        /// The body is longer than the API reads.
        case contentTooLarge = 413
        /// The revision that the client wants at least is not served yet.
        case serviceUnavailable = 503
    }

    /// What is wrong.
    package var kind: Kind
    /// What is wrong in words: one line, lower case, naming the member.
    package var message: String

    init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// A member that has to be there and is not.
    static func missing(_ member: String) -> RequestError {
        RequestError(.badRequest, "missing member `\(member)`")
    }

    /// A member that holds something else than it should.
    static func mistyped(_ member: String, expected: String) -> RequestError {
        RequestError(.badRequest, "member `\(member.quotable)` must be \(expected)")
    }

    /// Two members that condition keys, which ignore case, cannot tell apart: one would be lost.
    static func sameKey(_ one: String, _ other: String) -> RequestError {
        RequestError(
            .badRequest, "members `\(one.quotable)` and `\(other.quotable)` are the same key")
    }
}

extension String {
    /// The text cut to a length that fits into a one-line message, without control characters.
    var quotable: String {
        // LIMIT: 200 characters name any sensible member; a message never echoes a whole body.
        let countMax = 200
        let kept = unicodeScalars.lazy.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : $0 }
            .prefix(countMax)
        var text = String(String.UnicodeScalarView(kept))
        if unicodeScalars.count > countMax { text += "…" }
        return text
    }
}
