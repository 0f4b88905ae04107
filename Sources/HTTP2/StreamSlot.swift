import HTTPMessage

/// Where a stream lies in its pool.
struct StreamIndex: Sendable, Hashable {
    let value: Int32
}

/// Everything about one open stream. Slots are reused with the memory they have gathered.
struct StreamSlot: ~Copyable {
    /// How far a stream has come. It never goes back.
    enum Phase: Sendable, Hashable {
        /// The request is arriving.
        case receiving
        /// The request has come, and the handler has no answer to it yet.
        case waiting
        /// A part of the answer has been handed to libnghttp2, and more may follow.
        case open
        /// The answer has been handed to libnghttp2.
        case answered
        /// The stream has been given up; libnghttp2 will close it.
        case reset
    }

    /// The stream's number on its connection.
    var id: Int32 = 0
    var phase = Phase.receiving
    var request: HTTPRequest
    var response = HTTPResponse()

    /// Bytes of header fields so far, counted as RFC 9113 section 6.5.2 does.
    var headerByteCount = 0
    /// Header fields so far, trailers included.
    var headerCount = 0
    /// Bytes of the response's body that have been put into frames.
    var sentByteCount = 0
    /// Bytes of the request's body that came after its refusal.
    var discardedByteCount = 0
    /// Bytes of bodies that the pool has counted for this stream.
    var bufferedByteCount = 0
    /// Whether the client has sent all of its request.
    var isRequestComplete = false
    /// Why the transport answers instead of the handler.
    var refusal: Refusal?

    var openedAt: Duration
    /// When the handler first had no answer; meaningful while the phase is `waiting`.
    var waitsSince: Duration = .zero
    /// The streams of the same connection opened before and after this one.
    var previous: StreamIndex?
    var next: StreamIndex?

    init(openedAt: Duration, headerInterest: HeaderInterest) {
        self.request = HTTPRequest(headerInterest: headerInterest)
        self.openedAt = openedAt
    }

    /// LIMIT: memory a body may keep for the slot's next stream. Most bodies are below it, and a
    /// rare big one must not swell its slot for ever.
    static let keptBodyByteCountMax = 4 * 1024

    /// Prepares a used slot for another stream.
    mutating func reuse(id: Int32, openedAt: Duration) {
        self.id = id
        self.phase = .receiving
        self.headerByteCount = 0
        self.headerCount = 0
        self.sentByteCount = 0
        self.discardedByteCount = 0
        self.isRequestComplete = false
        self.refusal = nil
        self.openedAt = openedAt
    }

    /// Empties the response, for the handler to begin anew.
    mutating func forgetResponse() {
        self.response.removeAll(bodyCapacityMax: Self.keptBodyByteCountMax)
    }

    /// Empties both messages.
    mutating func removeMessages() {
        self.request.removeAll(bodyCapacityMax: Self.keptBodyByteCountMax)
        self.forgetResponse()
    }
}
