/// How much of what nobody needs one client may send. Who sends more loses the connection, with
/// the code ENHANCE_YOUR_CALM.
package struct FloodLimits: Sendable {
    /// LIMIT: streams a client may cancel at once, and per second ever after (CVE-2023-44487), those
    /// that were refused for their header fields included. A
    /// request costs us microseconds, and most are answered before they could be cancelled; but a
    /// client that cancels all it asks is no client.
    package var resetBurstMax = 1_000
    package var resetPerSecondMax = 100

    /// LIMIT: frames a client may send at once that carry no request, and per second ever after:
    /// PING, SETTINGS, PRIORITY, WINDOW_UPDATE, small DATA, and those of types we don't know
    /// (CVE-2019-9512, 9513, 9515, 9518). Each costs us about a microsecond.
    package var uselessFrameBurstMax = 1_000
    package var uselessFramePerSecondMax = 1_000

    /// LIMIT: such frames that each request allows again, up to the burst. Clients send one or two
    /// WINDOW_UPDATE frames for an answer, and may send a PING to measure the way there.
    package var uselessFramePerRequest = 4

    /// LIMIT: bytes of a DATA frame that is not the last of its stream and still counts as of use.
    package var smallDataByteCount = 64

    /// LIMIT: entries of one SETTINGS frame (CVE-2020-11080).
    package var settingCountMax = 32

    /// LIMIT: CONTINUATION frames of one header block (CVE-2024-28182). With the HEADERS frame
    /// they hold 144 KiB, beyond what requests may have.
    package var continuationCountMax = 8

    /// LIMIT: how long one frame, or header block, may be on its way.
    package var frameDurationMax: Duration = .seconds(10)

    /// The limits that the daemon uses.
    package init() {}
}
