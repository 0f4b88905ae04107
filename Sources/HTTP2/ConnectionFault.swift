import CNghttp2

/// Why a connection was ended against its client's will.
package enum ConnectionFault: UInt8, Sendable, Hashable, CaseIterable {
    // What the protocol forbids, by the code of the GOAWAY frame.
    case protocolError
    case flowControlError
    case frameSizeError
    case compressionError
    case streamClosed

    // What the protocol allows, but nobody needs so often: ENHANCE_YOUR_CALM.
    case resetFlood
    case pingFlood
    case settingsFlood
    case priorityFlood
    case windowUpdateFlood
    case smallDataFlood
    case unknownFrameFlood
    case continuationFlood
    /// Header fields far beyond their limit, or beyond it again and again.
    case headerFlood
    /// A frame, or the rest of a header block, that does not come to its end.
    case slowFrame

    /// Anything else: libnghttp2 has given up.
    case other

    /// The code for the client.
    var code: nghttp2_error_code {
        switch self {
        case .protocolError: NGHTTP2_PROTOCOL_ERROR
        case .flowControlError: NGHTTP2_FLOW_CONTROL_ERROR
        case .frameSizeError: NGHTTP2_FRAME_SIZE_ERROR
        case .compressionError: NGHTTP2_COMPRESSION_ERROR
        case .streamClosed: NGHTTP2_STREAM_CLOSED
        case .other: NGHTTP2_INTERNAL_ERROR
        default: NGHTTP2_ENHANCE_YOUR_CALM
        }
    }

    /// The fault that libnghttp2 has found, by the code it tells the client.
    init(code: UInt32) {
        self = Self.allCases.first { $0.code.rawValue == code && $0 < .resetFlood } ?? .other
    }
}

extension ConnectionFault: Comparable {
    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
