import CNghttp2

/// What all sessions have in common: libnghttp2's options, and the functions it calls.
///
/// INVARIANT (constant): after `init` nobody changes what the pointers lead to; libnghttp2 copies
/// it into every session.
@safe
final class SessionBlueprint: @unchecked Sendable {
    // SAFETY (Sendable): (constant) reading is all that any thread does.
    let callbacks: OpaquePointer
    let options: OpaquePointer

    static let shared = SessionBlueprint()

    // LIMIT: the limits that libnghttp2 guards, as a second line behind ``FrameInspector``, whose
    // limits are tighter. Who exceeds one loses the connection without a word.

    /// LIMIT: acknowledgements that wait to be sent (PING and SETTINGS floods, CVE-2019-9512).
    private static let outboundAckCountMax = 2_000
    /// LIMIT: entries of one SETTINGS frame (CVE-2020-11080).
    private static let settingCountMax = 32
    /// LIMIT: CONTINUATION frames of one header block (CVE-2024-28182). libnghttp2 1.52 counts the
    /// pieces in which their heads come, up to nine each.
    private static let continuationCountMax = 128
    /// LIMIT: streams a client may cancel at once, and per second ever after (CVE-2023-44487).
    private static let resetBurstMax: UInt64 = 2_000
    private static let resetPerSecondMax: UInt64 = 200

    private init() {
        var callbacks: OpaquePointer?
        var options: OpaquePointer?
        // SAFETY: both calls fill in the pointer, or report that there is no memory.
        guard unsafe nghttp2_session_callbacks_new(&callbacks) == 0,
            unsafe nghttp2_option_new(&options) == 0,
            let callbacks = unsafe callbacks, let options = unsafe options
        else { fatalError("no memory for libnghttp2's options") }
        unsafe self.callbacks = callbacks
        unsafe self.options = options
        unsafe SessionCallbacks.install(in: callbacks)

        // Closed streams would be kept for the priority tree, of which we make no use.
        unsafe nghttp2_option_set_no_closed_streams(options, 1)
        unsafe nghttp2_option_set_max_outbound_ack(options, Self.outboundAckCountMax)
        unsafe nghttp2_option_set_max_settings(options, Self.settingCountMax)
        unsafe nghttp2_option_set_max_continuations(options, Self.continuationCountMax)
        unsafe nghttp2_option_set_stream_reset_rate_limit(
            options, Self.resetBurstMax, Self.resetPerSecondMax)
    }

    deinit {
        // SAFETY: `init` has made both, and sessions keep copies.
        unsafe nghttp2_session_callbacks_del(self.callbacks)
        unsafe nghttp2_option_del(self.options)
    }
}
