import CNghttp2

/// The functions that libnghttp2 calls; each finds its session and passes the call on.
///
/// INVARIANT (user data): the pointer that libnghttp2 passes as user data is the ``ClientSession``
/// that made the session and outlives every call.
enum ClientCallbacks {
    /// Makes the callbacks, once for all sessions; never freed.
    static func make() -> OpaquePointer {
        var callbacks: OpaquePointer?
        // SAFETY: the call fills in the pointer; only function pointers are stored after it.
        guard unsafe nghttp2_session_callbacks_new(&callbacks) == 0,
            let callbacks = unsafe callbacks
        else { fatalError("no memory for libnghttp2's callbacks") }
        unsafe nghttp2_session_callbacks_set_on_header_callback(callbacks, onHeader)
        unsafe nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, onData)
        unsafe nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, onStreamClose)
        return unsafe callbacks
    }

    // SAFETY: (user data) for each of the following.

    private static let onHeader: nghttp2_on_header_callback = {
        session, frame, name, nameCount, value, valueCount, _, userData in
        guard let frame = unsafe frame, let name = unsafe name, let value = unsafe value,
            let userData = unsafe userData
        else { return fatal }
        // SAFETY: libnghttp2 lends name and value, with these lengths, for the call.
        guard nameCount == 7, unsafe name[0] == UInt8(ascii: ":") else { return 0 }
        let is200 =
            unsafe valueCount == 3 && value[0] == 0x32 && value[1] == 0x30
            && value[2] == 0x30
        let slot = unsafe slot(session, frame.pointee.hd.stream_id)
        unsafe Unmanaged<ClientSession>.fromOpaque(userData)._withUnsafeGuaranteedRef {
            $0.didReceiveStatus(is200: is200, slot: slot)
        }
        return 0
    }

    private static let onData: nghttp2_on_data_chunk_recv_callback = {
        session, _, streamID, bytes, count, userData in
        guard let bytes = unsafe bytes, let userData = unsafe userData else { return fatal }
        // SAFETY: libnghttp2 lends the bytes, of this count, for the call.
        let span = unsafe Span(_unsafeStart: bytes, count: count)
        let slot = unsafe slot(session, streamID)
        unsafe Unmanaged<ClientSession>.fromOpaque(userData)._withUnsafeGuaranteedRef {
            $0.didReceiveBody(span, slot: slot)
        }
        return 0
    }

    private static let onStreamClose: nghttp2_on_stream_close_callback = {
        session, streamID, errorCode, userData in
        guard let userData = unsafe userData else { return fatal }
        let slot = unsafe slot(session, streamID)
        unsafe Unmanaged<ClientSession>.fromOpaque(userData)._withUnsafeGuaranteedRef {
            $0.didClose(slot: slot, isClean: errorCode == 0)
        }
        return 0
    }

    /// Copies a request's body into a frame. Bodies are far smaller than a frame.
    static let readBody: nghttp2_data_source_read_callback = {
        _, _, buffer, capacity, flags, source, userData in
        guard let buffer = unsafe buffer, let flags = unsafe flags, let source = unsafe source,
            let userData = unsafe userData
        else { return Int(fatal) }
        // SAFETY: libnghttp2 lends `capacity` bytes for the call; the source is what
        // `RequestHead.submit` has set.
        let target = unsafe UnsafeMutableBufferPointer(start: buffer, count: capacity)
        let slot = unsafe Int(source.pointee.fd)
        return unsafe Unmanaged<ClientSession>.fromOpaque(userData)._withUnsafeGuaranteedRef {
            let (count, isLast) = unsafe $0.copyBody(slot: slot, to: target)
            if isLast { unsafe flags.pointee |= UInt32(NGHTTP2_DATA_FLAG_EOF.rawValue) }
            return count
        }
    }

    /// The slot of a stream, which is its user data less one.
    private static func slot(_ session: OpaquePointer?, _ streamID: Int32) -> Int {
        // SAFETY: the session is the one that calls; an unknown stream has no user data.
        let data = unsafe nghttp2_session_get_stream_user_data(session, streamID)
        return Int(bitPattern: data) - 1
    }

    private static let fatal = NGHTTP2_ERR_CALLBACK_FAILURE.rawValue
}
