import CNghttp2

/// Why a connection can't go on. No answer to a single request is ever one of these.
package struct HTTP2Error: Error, Sendable, Hashable, CustomStringConvertible {
    /// libnghttp2's number for what happened.
    let code: Int32

    init(code: Int32) {
        self.code = code
    }

    /// The client does not speak HTTP/2.
    package static let badPreface = HTTP2Error(code: NGHTTP2_ERR_BAD_CLIENT_MAGIC.rawValue)

    /// libnghttp2's own words, in lower case.
    package var description: String {
        // SAFETY: the function returns a zero-terminated constant for every number.
        guard let text = unsafe nghttp2_strerror(self.code) else { return "error \(self.code)" }
        return unsafe String(cString: text).lowercased()
    }
}

/// Throws if a call of libnghttp2 has failed.
@discardableResult
func check(_ result: Int) throws(HTTP2Error) -> Int {
    guard result >= 0 else { throw HTTP2Error(code: Int32(result)) }
    return result
}
