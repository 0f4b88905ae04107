import CNghttp2

/// How far the friendly end of a session has come (RFC 9113 section 6.8).
enum DrainPhase: Sendable, Hashable {
    /// The session goes on.
    case none
    /// The client has been told to open no more streams. Those it has opened before it could know
    /// are still served.
    case announced
    /// The client has been told which stream is the last. When all are done, so is the session.
    case final
}

extension HTTP2Session {
    /// Begins the friendly end: announces it, and asks the client to confirm that it has heard.
    ///
    /// Its confirmation, or a call of ``finishDrain()``, fixes the last stream. In between no
    /// request is lost that was on its way. Requests that wait are asked about for the last time.
    package func beginDrain(now: Duration) {
        guard self.drain == .none else { return }
        self.drain = .announced
        self.retryWaiting(now: now)
        // SAFETY: (session) The failures are lack of memory and, harmless, an end under way.
        unsafe nghttp2_submit_shutdown_notice(self.session)
        unsafe nghttp2_submit_ping(self.session, UInt8(NGHTTP2_FLAG_NONE.rawValue), nil)
    }

    /// Fixes the last stream, without waiting any longer for the client's confirmation.
    package func finishDrain() {
        guard self.drain == .announced else { return }
        self.drain = .final
        // SAFETY: (session)
        unsafe nghttp2_submit_goaway(
            self.session, UInt8(NGHTTP2_FLAG_NONE.rawValue),
            nghttp2_session_get_last_proc_stream_id(self.session), NGHTTP2_NO_ERROR.rawValue,
            nil, 0)
    }

    /// Ends the session: a last word to the client, and then nothing is read or answered any more.
    package func end() {
        self.drain = .final
        guard self.preface.isComplete else {
            self.farewell = []
            return
        }
        // SAFETY: (session)
        unsafe nghttp2_session_terminate_session(self.session, NGHTTP2_NO_ERROR.rawValue)
    }

    /// Gives up streams that have been open too long. Their output then waits to be sent.
    ///
    /// - Complexity: O(streams that are too old).
    package func expireStreams(now: Duration) {
        self.now = now
        var current = self.oldest
        while let index = current,
            now - self.pool[index].openedAt > self.limits.streamDurationMax
        {
            current = self.pool[index].next
            switch self.pool[index].phase {
            case .receiving:
                // If even this is not read, the next call finds the stream answered.
                self.pool[index].refusal = .tooSlow
                self.answer(index)
            case .waiting:
                self.retry(index, mayWait: false)
            case .open:
                // It lives as long as its client wants, or until the session drains.
                break
            case .answered:
                self.reset(index, NGHTTP2_CANCEL)
            case .reset:
                break
            }
        }
    }
}
