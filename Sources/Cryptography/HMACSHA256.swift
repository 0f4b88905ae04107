import COpenSSL

/// Authentication codes: HMAC (RFC 2104) with SHA-256.
package enum HMACSHA256 {
    /// The code of a message under a key.
    ///
    /// - Parameter key: At least one byte. Those beyond 64 are hashed first.
    /// - Precondition: The key is not empty, since nobody's secret is; and its count fits into 31
    ///   bits, as OpenSSL takes it.
    /// - Complexity: O(n) in message and key.
    @safe
    package static func code(of message: Span<UInt8>, key: Span<UInt8>) -> SHA256Digest {
        precondition(!key.isEmpty && key.count <= Int32.max, "a key of \(key.count) bytes")
        var code = [UInt8](repeating: 0, count: SHA256Digest.byteCount)
        // SAFETY: each address goes with the count of its own run of bytes, and `code` has the 32
        // bytes that SHA-256 writes. A null address of an empty message is never read; the key has
        // an address, since it is not empty. No pointer leaves its closure.
        let isMade = unsafe code.withUnsafeMutableBufferPointer { code in
            unsafe message.withUnsafeBufferPointer { message in
                unsafe key.withUnsafeBufferPointer { key in
                    unsafe HMAC(
                        EVP_sha256(), key.baseAddress, Int32(key.count), message.baseAddress,
                        message.count, code.baseAddress, nil) != nil
                }
            }
        }
        precondition(isMade, "OpenSSL refuses HMAC with SHA-256")
        return SHA256Digest(code)
    }
}
