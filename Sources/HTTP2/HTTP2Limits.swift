/// What one HTTP/2 connection may ask of us.
///
/// What it may send that is no request is in ``FloodLimits``.
package struct HTTP2Limits: Sendable {
    /// LIMIT: bytes of one request's header fields, each counted as name, value and 32 bytes, as
    /// RFC 9113 section 6.5.2 has it. A decision needs under 500; a bearer token may need 4,000.
    /// Beyond it the answer is 431.
    package var headerListByteCountMax = 8 * 1024

    /// LIMIT: bytes of one request's header fields, counted in the same way, that are still looked at
    /// for an answer of 431. Beyond it the connection ends: a few bytes can name many large fields
    /// that the client has sent once (RFC 7541 section 7.3), and each of them costs time.
    package var headerListByteCountEnd = 32 * 1024

    /// LIMIT: header fields of one request, trailers included and pseudo-headers not. Proxies that
    /// pass on a browser's fields send about 30. Beyond it the answer is 431.
    package var headerCountMax = 64

    /// LIMIT: bytes of one request's body, what the decision API reads at most. Beyond it the
    /// answer is 413.
    package var bodyByteCountMax = 64 * 1024

    /// LIMIT: bytes of a body that are still read, and thrown away, once the request is refused.
    /// Then the stream is reset.
    package var discardedByteCountMax = 1024 * 1024

    /// LIMIT: streams that one client may have open at a time. Enough to fill the pipe at
    /// microseconds a decision. One more, and a client that has confirmed our settings loses the
    /// connection; one that has not is refused the stream.
    package var concurrentStreamCountMax = 256

    /// LIMIT: streams that one client may have open while the loop falls behind. Further ones are
    /// refused, which tells the client that it may try again. Those who ask for little get their
    /// answers all the same.
    package var strainedStreamCountMax = 16

    /// LIMIT: bytes of output taken from the session at a time. While the socket doesn't accept
    /// them, nothing more is read from the client either, so that one who asks without listening
    /// holds no more of our memory than this and the responses to its open streams.
    package var outputByteCountMax = 64 * 1024

    /// LIMIT: how long a stream may be open. We answer in microseconds, so a stream that lives
    /// longer has a client that does not send its request, or does not read our answer.
    package var streamDurationMax: Duration = .seconds(10)

    /// What a client may send that is no request.
    package var floods = FloodLimits()

    /// The limits that the daemon uses.
    package init() {}
}
