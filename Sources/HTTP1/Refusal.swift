/// A request that the transport itself turns down, so that no handler ever sees it.
///
/// What libmicrohttpd can't make out at all, or has no room for, it answers itself, with a short
/// page in HTML.
enum Refusal: Sendable, Hashable {
    case headTooLarge
    case headersTooMany
    case headerInvalid
    case headUnclear
    case targetInvalid
    case lengthAmbiguous
    case encodingUnsupported
    case methodUnsupported
    case versionUnsupported
    case bodyTooLarge

    /// The status code of the answer.
    var status: Int {
        switch self {
        case .headTooLarge, .headersTooMany: 431
        case .headerInvalid, .headUnclear, .targetInvalid, .lengthAmbiguous: 400
        case .encodingUnsupported, .methodUnsupported: 501
        case .versionUnsupported: 505
        case .bodyTooLarge: 413
        }
    }

    /// Whether we can't tell where the request ends, so that nothing after it can be understood.
    var isFatal: Bool {
        switch self {
        case .headerInvalid, .headUnclear, .lengthAmbiguous, .encodingUnsupported,
            .versionUnsupported:
            true
        default: false
        }
    }

    /// One line that says what was wrong, and names the limit.
    func line(_ limits: HTTP1Limits) -> String {
        switch self {
        case .headTooLarge:
            "target and header fields exceed \(limits.headByteCountMax) bytes"
        case .headersTooMany:
            "more than \(limits.headerCountMax) header fields"
        case .headerInvalid:
            "a header field contains a forbidden character"
        case .headUnclear:
            "the head contains zero bytes, folded lines, or unusual white space"
        case .targetInvalid:
            "the target must be a path, with a query or without"
        case .lengthAmbiguous:
            "the length of the body is given more than once"
        case .encodingUnsupported:
            "no transfer encoding but `chunked` is supported"
        case .methodUnsupported:
            "the method is not supported"
        case .versionUnsupported:
            "no version but HTTP/1.1 and HTTP/1.0 is supported"
        case .bodyTooLarge:
            "body exceeds \(limits.bodyByteCountMax) bytes"
        }
    }
}
