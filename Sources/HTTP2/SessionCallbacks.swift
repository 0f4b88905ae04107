import CNghttp2

/// The functions that libnghttp2 calls; each finds its session and passes the call on.
///
/// INVARIANT (user data): the pointer that libnghttp2 passes as user data is the ``HTTP2Session``
/// that made the session. It outlives every call, since it makes them all, from its own methods.
/// INVARIANT (frame): `frame` is valid for the call, and its type says which member is in use.
enum SessionCallbacks {
    /// Sets all callbacks that we use.
    static func install(in callbacks: OpaquePointer) {
        // SAFETY: `callbacks` is a live object of libnghttp2; only function pointers are stored.
        unsafe nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, onBeginHeaders)
        unsafe nghttp2_session_callbacks_set_on_header_callback(callbacks, onHeader)
        unsafe nghttp2_session_callbacks_set_on_invalid_header_callback(
            callbacks, onInvalidHeader)
        unsafe nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, onData)
        unsafe nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, onFrame)
        unsafe nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, onStreamClose)
    }

    // SAFETY: (user data) for each of the following; no reference is counted, which the session's
    // outliving the call makes unnecessary.

    private static let onBeginHeaders: nghttp2_on_begin_headers_callback = { _, frame, userData in
        // SAFETY: (frame) a header block begins with a HEADERS frame, since we never see a
        // PUSH_PROMISE: a client can't send one.
        guard let frame = unsafe frame, let userData = unsafe userData else { return fatal }
        let id = unsafe frame.pointee.hd.stream_id
        let isRequest = unsafe frame.pointee.headers.cat == NGHTTP2_HCAT_REQUEST
        unsafe Unmanaged<HTTP2Session>.fromOpaque(userData)._withUnsafeGuaranteedRef {
            $0.headersDidBegin(streamID: id, isRequest: isRequest)
        }
        return 0
    }

    private static let onHeader: nghttp2_on_header_callback = {
        _, _, name, nameCount, value, valueCount, _, userData in
        guard let name = unsafe name, let value = unsafe value, let userData = unsafe userData
        else { return fatal }
        // SAFETY: libnghttp2 lends name and value, with these lengths, for the call.
        let nameSpan = unsafe Span(_unsafeStart: name, count: nameCount)
        let valueSpan = unsafe Span(_unsafeStart: value, count: valueCount)
        return unsafe Unmanaged<HTTP2Session>.fromOpaque(userData)._withUnsafeGuaranteedRef {
            $0.didReceiveHeader(name: nameSpan, value: valueSpan) ? 0 : fatal
        }
    }

    private static let onInvalidHeader: nghttp2_on_invalid_header_callback = {
        _, _, _, _, _, _, _, userData in
        guard let userData = unsafe userData else { return fatal }
        unsafe Unmanaged<HTTP2Session>.fromOpaque(userData)._withUnsafeGuaranteedRef {
            $0.didReceiveInvalidHeader()
        }
        return 0
    }

    private static let onData: nghttp2_on_data_chunk_recv_callback = {
        _, _, streamID, bytes, count, userData in
        guard let bytes = unsafe bytes, let userData = unsafe userData else { return fatal }
        // SAFETY: libnghttp2 lends the bytes, of this count, for the call.
        let span = unsafe Span(_unsafeStart: bytes, count: count)
        unsafe Unmanaged<HTTP2Session>.fromOpaque(userData)._withUnsafeGuaranteedRef {
            $0.didReceiveData(span, streamID: streamID)
        }
        return 0
    }

    private static let onFrame: nghttp2_on_frame_recv_callback = { _, frame, userData in
        guard let frame = unsafe frame, let userData = unsafe userData else { return fatal }
        // SAFETY: (frame) every frame has this head.
        let head = unsafe frame.pointee.hd
        unsafe Unmanaged<HTTP2Session>.fromOpaque(userData)._withUnsafeGuaranteedRef {
            $0.didReceiveFrame(type: head.type, flags: head.flags, streamID: head.stream_id)
        }
        return 0
    }

    private static let onStreamClose: nghttp2_on_stream_close_callback = {
        _, streamID, code, userData in
        guard let userData = unsafe userData else { return fatal }
        unsafe Unmanaged<HTTP2Session>.fromOpaque(userData)._withUnsafeGuaranteedRef {
            $0.streamDidClose(streamID: streamID, code: code)
        }
        return 0
    }

    /// Copies the next part of a response's body into a frame.
    static let readBody: nghttp2_data_source_read_callback = {
        _, _, buffer, capacity, flags, source, userData in
        guard let buffer = unsafe buffer, let flags = unsafe flags, let source = unsafe source,
            let userData = unsafe userData
        else { return Int(fatal) }
        // SAFETY: libnghttp2 lends `capacity` bytes for the call, and the source is what
        // `HTTP2Session.submit` has set: the index of a slot.
        let target = unsafe UnsafeMutableBufferPointer(start: buffer, count: capacity)
        let index = unsafe StreamIndex(value: source.pointee.fd)
        return unsafe Unmanaged<HTTP2Session>.fromOpaque(userData)._withUnsafeGuaranteedRef {
            let (count, isLast, hasTrailers) = unsafe $0.copyBody(of: index, to: target)
            if isLast {
                unsafe flags.pointee |= UInt32(NGHTTP2_DATA_FLAG_EOF.rawValue)
                if hasTrailers {
                    unsafe flags.pointee |= UInt32(NGHTTP2_DATA_FLAG_NO_END_STREAM.rawValue)
                }
            } else if count == 0 {
                return Int(NGHTTP2_ERR_DEFERRED.rawValue)
            }
            return count
        }
    }

    /// Makes libnghttp2 give the session up.
    private static let fatal = NGHTTP2_ERR_CALLBACK_FAILURE.rawValue
}
