import CNghttp2

/// The header fields of all requests. Only the length differs between them.
///
/// INVARIANT (extent): `fields` addresses `fieldCount` initialized fields, whose names and values lie
/// in memory that is never freed.
@safe
final class RequestHead {
    static let fieldCount = 7

    private let fields: UnsafeMutablePointer<nghttp2_nv>

    /// - Parameters:
    ///   - authority: What the server is called, such as `127.0.0.1:8180`.
    ///   - path: Where requests are posted.
    init(authority: String, path: String) {
        let texts = [
            (":method", "POST"), (":scheme", "http"), (":authority", authority), (":path", path),
            ("content-type", "application/json"), ("user-agent", "verdict-load"),
            ("content-length", ""),
        ]
        unsafe fields = .allocate(capacity: Self.fieldCount)
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
        // SAFETY: (extent) the last field is the length; the pool that the text lies in outlives
        // all sessions. The provider is copied by the call.
        unsafe fields[Self.fieldCount - 1].value = lengthText.baseAddress
        unsafe fields[Self.fieldCount - 1].valuelen = lengthText.count
        var provider = unsafe nghttp2_data_provider()
        unsafe provider.source.fd = Int32(slot)
        unsafe provider.read_callback = ClientCallbacks.readBody
        let result = unsafe nghttp2_submit_request(
            session, nil, fields, Self.fieldCount, &provider,
            UnsafeMutableRawPointer(bitPattern: slot + 1))
        return result > 0
    }
}
