import COpenSSL

/// Random bytes that nobody can foretell, for keys and identifiers.
package enum SecureRandom {
    /// So many bytes from OpenSSL's generator, which the kernel seeds.
    ///
    /// The process ends if there are none: a secret that can be guessed is worse than no service.
    ///
    /// - Precondition: `count` is from 0 to 2³¹ - 1.
    @safe
    package static func bytes(count: Int) -> [UInt8] {
        precondition(count >= 0 && count <= Int32.max, "\(count) random bytes")
        guard count > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: count)
        // SAFETY: the buffer has `count` bytes, and more than none, so it has an address.
        let isFilled = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            unsafe RAND_bytes(buffer.baseAddress, Int32(count)) == 1
        }
        precondition(isFilled, "OpenSSL has no random bytes")
        return bytes
    }
}
