import CNghttp2
import HTTPMessage

/// The server's side of one HTTP/2 connection, without the connection: bytes in, bytes out.
///
/// It does no I/O and reads no clock. The owner passes on what the client sends; complete requests
/// go to the handler, inside ``receive(_:now:)``, and the answers wait for ``appendOutput(to:)``.
///
///     try session.receive(bytes.span, now: MonotonicClock.now)
///     session.appendOutput(to: &output)
///     // … send `output`; close the connection when `session.isFinished`.
///
/// INVARIANT (session): `session` is a live session of libnghttp2 from `init` to `deinit`, with
/// `self` as user data, and only one thread at a time uses it.
/// INVARIANT (streams): a stream's user data in libnghttp2 is one more than its index in the pool,
/// from the moment it opens until it closes; 0 if the pool had no slot for it. The open streams of
/// this session form a list in the order of their opening.
@safe
package final class HTTP2Session {
    let session: OpaquePointer
    let pool: StreamPool
    let handler: any HTTPHandler
    let limits: HTTP2Limits
    let head: ResponseHead

    /// Who sends the requests, as far as the transport has proof; set before the first of them.
    package var peer: Peer?

    /// The time of the current ``receive(_:now:)``.
    var now: Duration
    var oldest: StreamIndex?
    var newest: StreamIndex?
    /// The stream that was last heard of, and its slot. Nearly always the next one asked for.
    var recentID: Int32 = 0
    var recent: StreamIndex?
    /// The stream whose header fields are arriving. HTTP/2 lets nothing come in between.
    var headerStream: StreamIndex?
    /// Whether these are fields after the body.
    var isTrailer = false

    /// The stream that the client gave up last.
    var cancelledID: Int32 = 0

    var streamCount = 0
    /// How many streams are in the phase `waiting`.
    var waitingCount = 0
    var hasSettings = false
    var drain = DrainPhase.none

    var preface = ConnectionPreface()
    var inspector: FrameInspector
    /// The fault that the inspector has found.
    var found: ConnectionFault?
    /// Why the client loses the connection, once it does.
    package internal(set) var fault: ConnectionFault?
    /// Set when the session ends before it has begun: all there is to say, then nothing.
    var farewell: [UInt8]?

    /// Begins a session with a client that has just connected.
    ///
    /// - Parameters:
    ///   - pool: The streams of the event loop.
    ///   - handler: Who answers.
    ///   - now: The current moment on a clock that only goes forward, as everywhere here.
    package init(
        pool: StreamPool, handler: any HTTPHandler, limits: HTTP2Limits,
        now: Duration
    ) throws(HTTP2Error) {
        self.pool = pool
        self.handler = handler
        self.limits = limits
        self.head = pool.head
        self.now = now
        self.inspector = FrameInspector(limits: limits.floods, now: now)

        let blueprint = SessionBlueprint.shared
        var session: OpaquePointer?
        // SAFETY: the blueprint's pointers are live; the result is checked before it is used. The
        // user data is set right below, once there is a `self`, and before any callback.
        // The functions are copied, and the pool keeps their memory alive.
        var memory = unsafe pool.memory.functions
        let result = unsafe nghttp2_session_server_new3(
            &session, blueprint.callbacks, nil, blueprint.options, &memory)
        guard result == 0, let session = unsafe session else { throw HTTP2Error(code: result) }
        unsafe self.session = session
        unsafe nghttp2_session_set_user_data(
            session, Unmanaged.passUnretained(self).toOpaque())
        try self.submitSettings()
    }

    deinit {
        // SAFETY: (session) this is its end. No callback is called by it.
        unsafe nghttp2_session_del(self.session)
        while let index = self.oldest {
            self.remove(index)
        }
    }

    /// Takes bytes that the client has sent.
    ///
    /// - Throws: If the connection can't go on. There may still be output that tells the client.
    package func receive(
        _ bytes: Span<UInt8>, now: Duration
    ) throws(HTTP2Error) {
        guard self.farewell == nil else { return }
        self.now = now
        if !self.preface.isComplete {
            switch self.preface.receive(bytes) {
            case .matching:
                break
            case .http1:
                self.farewell = Array(ConnectionPreface.http1Answer.utf8)
                return
            case .foreign:
                self.farewell = []
                throw .badPreface
            }
        }
        guard let stop = self.inspector.inspect(bytes, now: now) else {
            try self.pass(bytes)
            return
        }
        try self.receive(bytes, until: stop)
    }

    /// Adds what is to be sent to the end of `output`, up to about the limit of output bytes.
    ///
    /// - Returns: Whether that was all.
    /// - Throws: If the connection can't go on.
    @discardableResult
    package func appendOutput(to output: inout ByteArena) throws(HTTP2Error) -> Bool {
        if let farewell = self.farewell {
            output.append(farewell.span)
            self.farewell = []
            return true
        }
        // A client that turns out to speak HTTP/1 would take our settings for its answer.
        guard self.preface.isComplete else { return true }
        while output.count < self.limits.outputByteCountMax {
            var bytes: UnsafePointer<UInt8>?
            // SAFETY: (session) the bytes stay valid until the next call, and are copied before.
            let count = try check(unsafe nghttp2_session_mem_send(self.session, &bytes))
            if count == 0 { return true }
            guard let bytes = unsafe bytes else { return true }
            let frame = unsafe Span(_unsafeStart: bytes, count: count)
            self.note(frame)
            output.append(frame)
        }
        return false
    }

    /// How many streams are open.
    package var openStreamCount: Int { self.streamCount }

    /// How many streams wait for the handler to have an answer.
    package var waitingStreamCount: Int { self.waitingCount }

    /// Whether the client has sent its settings, and so speaks HTTP/2.
    package var isEstablished: Bool { self.hasSettings }

    /// Whether nothing more is to be read or sent, so that the connection is to be closed.
    package var isFinished: Bool {
        if let farewell = self.farewell { return farewell.isEmpty }
        // SAFETY: (session)
        return unsafe nghttp2_session_want_read(self.session) == 0
            && nghttp2_session_want_write(self.session) == 0
    }

    /// LIMIT: bytes that a client may send on all its streams before it must hear from us. The
    /// default, 64 KiB, would hold a client back that sends many small bodies at once.
    private static let connectionWindowByteCount: Int32 = 1024 * 1024

    private func submitSettings() throws(HTTP2Error) {
        let settings = [
            nghttp2_settings_entry(
                settings_id: Int32(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS.rawValue),
                value: UInt32(self.limits.concurrentStreamCountMax)),
            nghttp2_settings_entry(
                settings_id: Int32(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE.rawValue),
                value: UInt32(self.limits.headerListByteCountMax)),
            // Answers are ready as soon as they are asked for, so there is nothing to put first.
            // Saying so spares libnghttp2 its tree of priorities (RFC 9218 section 2.1).
            nghttp2_settings_entry(
                settings_id: Int32(NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES.rawValue), value: 1),
        ]
        // SAFETY: (session) the settings are copied.
        let result = unsafe settings.withUnsafeBufferPointer { settings in
            unsafe nghttp2_submit_settings(
                self.session, UInt8(NGHTTP2_FLAG_NONE.rawValue), settings.baseAddress,
                settings.count)
        }
        try check(Int(result))
        try check(
            Int(
                unsafe nghttp2_session_set_local_window_size(
                    self.session, UInt8(NGHTTP2_FLAG_NONE.rawValue), 0,
                    Self.connectionWindowByteCount)))
    }
}
