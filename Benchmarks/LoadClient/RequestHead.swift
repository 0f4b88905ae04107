import CNghttp2

/// The header fields of all requests: those that the API needs, and on demand what most clients
/// send besides. Only the length differs between requests.
///
/// INVARIANT (extent): `fields` addresses `fieldCount` initialized fields, whose names and values lie
/// in memory that is never freed.
@safe
final class RequestHead {
    private let fields: UnsafeMutablePointer<nghttp2_nv>
    private let fieldCount: Int
    private let sendsLength: Bool

    /// - Parameters:
    ///   - authority: What the server is called, such as `127.0.0.1:8180`.
    ///   - path: Where requests are posted.
    ///   - isLong: Whether to send `user-agent` and `content-length` as well.
    init(authority: String, path: String, isLong: Bool) {
        var texts = [
            (":method", "POST"), (":scheme", "http"), (":authority", authority), (":path", path),
            ("content-type", "application/json"),
        ]
        if isLong { texts += [("user-agent", "verdict-load"), ("content-length", "")] }
        sendsLength = isLong
        fieldCount = texts.count
        unsafe fields = .allocate(capacity: texts.count)
        // Nothing is copied, since all of it lives as long as the process.
        let flags = UInt8(
            NGHTTP2_NV_FLAG_NO_COPY_NAME.rawValue | NGHTTP2_NV_FLAG_NO_COPY_VALUE.rawValue)
        for (index, (name, value)) in texts.enumerated() {
            let (nameBytes, valueBytes) = unsafe (Self.immortal(name), Self.immortal(value))
            // SAFETY: (extent) there are as many texts as fields.
            unsafe (fields + index).initialize(
                to: nghttp2_nv(
                    name: nameBytes.baseAddress, value: valueBytes.baseAddress,
                    namelen: nameBytes.count, valuelen: valueBytes.count, flags: flags))
        }
    }

    private static func immortal(_ text: String) -> UnsafeMutableBufferPointer<UInt8> {
        let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, text.utf8.count))
        // SAFETY: the buffer was made for the text's bytes.
        let (_, count) = unsafe bytes.initialize(from: text.utf8)
        return unsafe UnsafeMutableBufferPointer(start: bytes.baseAddress, count: count)
    }

    /// Submits a request.
    ///
    /// - Parameter slot: What the session's callbacks get for the stream.
    /// - Returns: Whether libnghttp2 took it.
    func submit(
        to session: OpaquePointer, lengthText: UnsafeMutableBufferPointer<UInt8>, slot: Int
    ) -> Bool {
        if sendsLength {
            // SAFETY: (extent) the last field is the length; the pool that the text lies in
            // outlives all sessions.
            unsafe fields[fieldCount - 1].value = lengthText.baseAddress
            unsafe fields[fieldCount - 1].valuelen = lengthText.count
        }
        // SAFETY: the provider is copied by the call.
        var provider = unsafe nghttp2_data_provider()
        unsafe provider.source.fd = Int32(slot)
        unsafe provider.read_callback = ClientCallbacks.readBody
        let result = unsafe nghttp2_submit_request(
            session, nil, fields, fieldCount, &provider,
            UnsafeMutableRawPointer(bitPattern: slot + 1))
        return result > 0
    }
}
