import CNghttp2
import HTTPMessage

/// What happens to streams, as libnghttp2 reports it. All of it comes from within
/// ``HTTP2Session/receive(_:now:)`` and ``HTTP2Session/appendOutput(to:)``.
extension HTTP2Session {
    func headersDidBegin(streamID: Int32, isRequest: Bool) {
        self.isTrailer = !isRequest
        guard isRequest else {
            self.headerStream = self.index(of: streamID)
            return
        }
        self.pool.counts.count(.opened)
        let mayOpen =
            !self.pool.isStrained || self.streamCount < self.limits.strainedStreamCountMax
        guard mayOpen, let index = self.pool.take(id: streamID, openedAt: self.now) else {
            self.pool.counts.count(.turnedAway)
            self.headerStream = nil
            // SAFETY: (session)
            unsafe nghttp2_submit_rst_stream(
                self.session, UInt8(NGHTTP2_FLAG_NONE.rawValue), streamID,
                NGHTTP2_REFUSED_STREAM.rawValue)
            return
        }
        self.append(index)
        if let peer { self.pool[index].request.peer = peer }
        self.headerStream = index
        self.recentID = streamID
        self.recent = index
        // SAFETY: (session) a number in the guise of a pointer, which is never followed.
        unsafe nghttp2_session_set_stream_user_data(
            self.session, streamID, UnsafeMutableRawPointer(bitPattern: Int(index.value) + 1))
    }

    /// - Returns: Whether the session may go on.
    func didReceiveHeader(name: Span<UInt8>, value: Span<UInt8>) -> Bool {
        guard let index = self.headerStream else { return true }
        self.pool[index].receiveHeader(
            name: name, value: value, isTrailer: self.isTrailer, limits: self.limits)
        if self.pool[index].headerByteCount <= self.limits.headerListByteCountEnd { return true }
        self.end(.headerFlood)
        return false
    }

    func didReceiveInvalidHeader() {
        guard let index = self.headerStream else { return }
        // libnghttp2 would drop the field and go on. But a decision that leans on headers must
        // not be made without one that was sent.
        self.pool[index].refusal = .headerInvalid
    }

    func didReceiveData(_ bytes: Span<UInt8>, streamID: Int32) {
        guard let index = self.index(of: streamID) else { return }
        if self.pool[index].phase != .receiving {
            self.discard(bytes.count, of: index)
        } else if self.pool[index].request.content.count + bytes.count
            > self.limits.bodyByteCountMax
        {
            self.pool[index].refusal = .bodyTooLarge
            self.answer(index)
        } else if self.pool.isFull {
            self.pool[index].refusal = .overloaded
            self.answer(index)
        } else {
            self.pool[index].request.content.append(bytes)
            self.pool.countBuffered(bytes.count, for: index)
        }
    }

    func didReceiveFrame(type: UInt8, flags: UInt8, streamID: Int32) {
        let isLast = flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0
        switch UInt32(type) {
        case NGHTTP2_DATA.rawValue:
            if isLast, let index = self.index(of: streamID) {
                self.requestDidEnd(index)
            }
        case NGHTTP2_HEADERS.rawValue:
            self.headersDidEnd(isLast: isLast)
        case NGHTTP2_RST_STREAM.rawValue:
            self.cancelledID = streamID
        case NGHTTP2_SETTINGS.rawValue:
            self.hasSettings = true
        case NGHTTP2_PING.rawValue:
            if flags & UInt8(NGHTTP2_FLAG_ACK.rawValue) != 0 {
                self.finishDrain()
            }
        default:
            break
        }
    }

    func streamDidClose(streamID: Int32, code: UInt32) {
        if code == NGHTTP2_FLOW_CONTROL_ERROR.rawValue && self.cancelledID != streamID {
            // A window has grown too large. If SETTINGS have done that, it is the connection's
            // error (RFC 9113 section 6.9.2); if not, it may be as well (section 5.4.1).
            self.end(.flowControlError)
        }
        if let index = self.index(of: streamID) {
            self.remove(index)
        }
    }

    /// Copies the next part of a response's body.
    ///
    /// - Returns: How many bytes were copied, whether they are the last, and whether trailers follow.
    func copyBody(
        of index: StreamIndex, to target: UnsafeMutableBufferPointer<UInt8>
    ) -> (count: Int, isLast: Bool, hasTrailers: Bool) {
        // With its last byte, the stream is about to close.
        self.recentID = self.pool[index].id
        self.recent = index
        let count = unsafe self.pool[index].copyBody(to: target)
        let isLast = self.pool[index].isSent && self.pool[index].phase != .open
        let hasTrailers = isLast && self.pool[index].hasTrailers
        if hasTrailers { self.submitTrailers(index) }
        let awaitsRest = self.pool[index].refusal?.awaitsRest ?? false
        if isLast && !self.pool[index].isRequestComplete && !awaitsRest {
            // The answer has overtaken the request, the rest of which is not wanted.
            self.reset(index, NGHTTP2_NO_ERROR)
        }
        return (count, isLast, hasTrailers)
    }

    /// Throws bytes of a refused request away, but not for ever.
    private func discard(_ byteCount: Int, of index: StreamIndex) {
        self.pool[index].discardedByteCount += byteCount
        if self.pool[index].discardedByteCount > self.limits.discardedByteCountMax
            && self.pool[index].phase == .answered
        {
            self.reset(index, NGHTTP2_NO_ERROR)
        }
    }

    private func headersDidEnd(isLast: Bool) {
        guard let index = self.headerStream else { return }
        self.headerStream = nil
        if isLast {
            self.requestDidEnd(index)
        } else if self.pool[index].refusal != nil {
            self.answer(index)
        }
    }

    private func requestDidEnd(_ index: StreamIndex) {
        self.pool[index].isRequestComplete = true
        self.answer(index)
    }
}

extension HTTP2Session {
    /// Answers a stream, unless it has been.
    func answer(_ index: StreamIndex) {
        guard self.pool[index].phase == .receiving else { return }
        if self.pool[index].refusal == nil && self.pool.isFull {
            self.pool[index].refusal = .overloaded
        }
        if self.pool[index].refusal == nil {
            let mayWait = self.drain == .none && self.pool.hasRoomToWait
            self.pool[index].answer(with: self.handler, mayWait: mayWait)
            if self.pool[index].response.isDeferred {
                self.beginWait(index)
                return
            }
            if self.pool[index].response.continuation != nil {
                self.submitPart(index)
                return
            }
        }
        self.submit(index)
    }

    /// Submits the response, or the refusal if there is one.
    func submit(_ index: StreamIndex, as phase: StreamSlot.Phase = .answered) {
        self.pool.counts.count(.answered)
        if let refusal = self.pool[index].refusal {
            self.pool.counts.count(refusal)
            if refusal.isOfHeaders, !self.inspector.mayRefuseHeaders(now: self.now) {
                self.end(.headerFlood)
            }
            self.pool[index].response.setText(
                status: refusal.status, refusal.line(self.limits))
        }
        self.pool[index].phase = phase
        self.pool.countBuffered(self.pool[index].response.content.count, for: index)
        do throws(HTTP2Error) {
            // SAFETY: (session) The source is the number of a slot, for `readBody` to find.
            try unsafe self.head.submit(
                &self.pool[index],
                body: nghttp2_data_provider(
                    source: nghttp2_data_source(fd: index.value),
                    read_callback: SessionCallbacks.readBody),
                to: self.session)
        } catch {
            self.reset(index, NGHTTP2_INTERNAL_ERROR)
        }
    }

    /// Gives a stream up.
    func reset(_ index: StreamIndex, _ code: nghttp2_error_code) {
        self.endWait(index)
        self.pool[index].phase = .reset
        // SAFETY: (session) Lack of memory is the one failure; the stream then stays until its
        // client or the connection goes.
        unsafe nghttp2_submit_rst_stream(
            self.session, UInt8(NGHTTP2_FLAG_NONE.rawValue), self.pool[index].id, code.rawValue)
    }

    /// The slot of an open stream; nil for one that has none.
    func index(of streamID: Int32) -> StreamIndex? {
        if self.recentID == streamID { return self.recent }
        // SAFETY: (session), (streams)
        let userData = unsafe nghttp2_session_get_stream_user_data(self.session, streamID)
        let value = Int(bitPattern: userData)
        return value == 0 ? nil : StreamIndex(value: Int32(value - 1))
    }

    /// Adds a stream to the end of the list.
    private func append(_ index: StreamIndex) {
        self.pool[index].previous = self.newest
        self.pool[index].next = nil
        if let newest = self.newest {
            self.pool[newest].next = index
        } else {
            self.oldest = index
        }
        self.newest = index
        self.streamCount += 1
    }

    /// Takes a stream out of the list and gives its slot back.
    func remove(_ index: StreamIndex) {
        let previous = self.pool[index].previous
        let next = self.pool[index].next
        if let previous { self.pool[previous].next = next } else { self.oldest = next }
        if let next { self.pool[next].previous = previous } else { self.newest = previous }
        self.streamCount -= 1
        self.endWait(index)
        if self.headerStream == index {
            self.headerStream = nil
        }
        if self.recent == index {
            self.recentID = 0
            self.recent = nil
        }
        self.pool.put(index)
    }
}
