import HTTPMessage

/// The wire format of calls over gRPC with one message each way (grpc/grpc
/// `doc/PROTOCOL-HTTP2.md`).
///
/// A message has five bytes before it: whether it is compressed, which none may be here, and its
/// length in four bytes, the highest first.
package enum GRPCCall {
    /// The header fields that calls are read from.
    package static let headerNames = ["content-type", "grpc-encoding", "grpc-timeout"]

    /// Bytes before a message.
    package static let prefixByteCount = 5

    /// Sees whether a request is a call, and answers it if it can't be.
    ///
    /// - Returns: Whether it may be: `false` if it has been answered.
    package static func admit(
        _ request: borrowing HTTPRequest, with response: inout HTTPResponse
    ) -> Bool {
        guard request.method == .post else {
            response.setText(status: 405, "calls over gRPC are POST")
            response.headers.append("allow", fixed: "POST")
            return false
        }
        var isGRPC = false
        request.withHeader("content-type") { isGRPC = $0.isGRPCMediaType }
        guard isGRPC else {
            response.setText(status: 415, "calls over gRPC are application/grpc")
            return false
        }
        var failure: GRPCFailure?
        request.withHeader("grpc-encoding") { encoding in
            if !encoding.equals("identity") {
                failure = GRPCFailure(.unimplemented, "messages can't be compressed")
            }
        }
        request.withHeader("grpc-timeout") { text in
            switch GRPCTimeout.parse(text) {
            case nil: failure = GRPCFailure(.invalidArgument, "malformed grpc-timeout")
            case .zero?: failure = GRPCFailure(.deadlineExceeded, "the deadline has passed")
            default: break
            }
        }
        guard let failure else { return true }
        answer(failure, with: &response)
        if failure.status == .unimplemented {
            response.headers.append("grpc-accept-encoding", fixed: "identity")
        }
        return false
    }

    /// The only message of a body, without what stands before it.
    ///
    /// - Throws: If there is none, more than one, a part of one, or a compressed one.
    package static func message(in body: Span<UInt8>) throws(GRPCFailure) -> Range<Int> {
        guard body.count >= prefixByteCount else {
            throw GRPCFailure(.invalidArgument, "the message is missing")
        }
        guard body[0] == 0 else {
            throw GRPCFailure(
                body[0] == 1 ? .unimplemented : .invalidArgument, "messages can't be compressed")
        }
        var count = 0
        for index in 1..<prefixByteCount { count = count << 8 | Int(body[index]) }
        guard count == body.count - prefixByteCount else {
            throw GRPCFailure(.invalidArgument, "one message is expected, whole")
        }
        return prefixByteCount..<body.count
    }

    /// Puts the prefix before a message.
    package static func framed(_ message: [UInt8]) -> [UInt8] {
        let count = UInt32(message.count)
        return [0] + (0..<4).map { UInt8(truncatingIfNeeded: count >> (24 - 8 * $0)) } + message
    }

    /// Answers with a message that has its prefix.
    package static func answer(framed message: Span<UInt8>, with response: inout HTTPResponse) {
        response.headers.append("content-type", fixed: "application/grpc")
        response.setBody(copying: message)
        response.trailers.append("grpc-status", fixed: "0")
    }

    /// Answers that a call has failed: with a head alone, which has the status.
    package static func answer(_ failure: GRPCFailure, with response: inout HTTPResponse) {
        response.removeAll(bodyCapacityMax: .max)
        response.headers.append("content-type", fixed: "application/grpc")
        response.headers.append("grpc-status", String(failure.status.rawValue))
        response.headers.append("grpc-message", percentEncoded(failure.message))
    }

    /// A status's message in the field `grpc-message`: printable ASCII but `%` stands for itself.
    package static func percentEncoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            if 0x20...0x7E ~= byte, byte != UInt8(ascii: "%") {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
            }
        }
        return encoded
    }
}

extension Span<UInt8> {
    /// Whether a media type is gRPC's, with a format that is protobuf's, or none.
    fileprivate var isGRPCMediaType: Bool {
        let prefix: StaticString = "application/grpc"
        guard count >= prefix.utf8CodeUnitCount,
            extracting(first: prefix.utf8CodeUnitCount).equals(prefix)
        else { return false }
        let rest = extracting(droppingFirst: prefix.utf8CodeUnitCount)
        return rest.isEmpty || rest.equals("+proto") || rest[0] == UInt8(ascii: ";")
    }
}
