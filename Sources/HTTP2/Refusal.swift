import HTTPMessage

/// A request that the transport itself turns down, so that no handler ever sees it.
package enum Refusal: UInt8, Sendable, Hashable, CaseIterable {
    case headerListTooLarge
    case headersTooMany
    case headerInvalid
    case authorityInvalid
    case bodyTooLarge
    case methodUnsupported
    case tooSlow
    case overloaded
    case notReady

    /// The status code of the answer.
    var status: Int {
        switch self {
        case .headerListTooLarge, .headersTooMany: 431
        case .headerInvalid, .authorityInvalid: 400
        case .bodyTooLarge: 413
        case .methodUnsupported: 501
        case .tooSlow: 408
        case .overloaded, .notReady: 503
        }
    }

    /// Whether it is the header fields that are to blame.
    var isOfHeaders: Bool {
        switch self {
        case .headerListTooLarge, .headersTooMany, .headerInvalid, .authorityInvalid: true
        default: false
        }
    }

    /// Whether the client may go on sending the request, to be thrown away.
    ///
    /// To stop it would save bytes (RFC 9113 section 8.1). But some clients, curl 7.88 among them,
    /// then report the reset alone, and the user never reads what was wrong.
    var awaitsRest: Bool {
        switch self {
        case .headerListTooLarge, .headersTooMany, .headerInvalid, .authorityInvalid,
            .bodyTooLarge, .overloaded:
            true
        case .methodUnsupported, .tooSlow, .notReady: false
        }
    }

    /// One line that names the limit.
    func line(_ limits: HTTP2Limits) -> String {
        switch self {
        case .headerListTooLarge:
            "header fields exceed \(limits.headerListByteCountMax) bytes"
        case .headersTooMany:
            "more than \(limits.headerCountMax) header fields"
        case .headerInvalid:
            "a header field contains a forbidden character"
        case .authorityInvalid:
            "the authority names a user, or is not the host"
        case .bodyTooLarge:
            "body exceeds \(limits.bodyByteCountMax) bytes"
        case .methodUnsupported:
            "method CONNECT is not supported"
        case .tooSlow:
            "request not complete within \(limits.streamDurationMax.components.seconds) s"
        case .overloaded:
            "too many bytes of unfinished requests"
        case .notReady:
            "there is no answer yet, and the request can wait no longer"
        }
    }
}
