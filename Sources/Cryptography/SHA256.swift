import COpenSSL

/// SHA-256 (FIPS 180-4) of bytes that come in pieces, or at once.
///
///     SHA256.digest(of: "abc".utf8.span).hexadecimal  // "ba7816bf…"
///
/// INVARIANT (lifetime): `context` is a digest context of OpenSSL's, set up for SHA-256, which
/// `init` creates and `deinit` frees; nothing else does, and the type cannot be copied.
@safe
package struct SHA256: ~Copyable {
    private let context: OpaquePointer

    /// Starts a digest.
    package init() {
        // SAFETY: (lifetime) a new context, freed by `deinit` alone.
        guard let context = unsafe EVP_MD_CTX_new() else {
            preconditionFailure("OpenSSL has no memory for a digest")
        }
        // SAFETY: the context is the one just made, and SHA-256 is built into every OpenSSL.
        let isReady = unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
        precondition(isReady, "OpenSSL refuses SHA-256")
        // SAFETY: (lifetime) the context just set up, kept for `deinit`.
        unsafe self.context = context
    }

    deinit {
        // SAFETY: (lifetime) this is the only place that frees it.
        unsafe EVP_MD_CTX_free(context)
    }

    /// Takes the next bytes.
    ///
    /// - Complexity: O(n) in their number.
    package mutating func update(_ bytes: Span<UInt8>) {
        // SAFETY: (lifetime) the context lives; address and count are of one run of bytes, which is
        // only read, and only during the call.
        let isTaken = unsafe bytes.withUnsafeBytes { bytes in
            unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1
        }
        precondition(isTaken, "OpenSSL refuses to digest \(bytes.count) bytes")
    }

    /// Ends the digest: that of all bytes taken.
    package consuming func digest() -> SHA256Digest {
        var bytes = [UInt8](repeating: 0, count: SHA256Digest.byteCount)
        // SAFETY: (lifetime) the context lives; SHA-256 writes 32 bytes, which the buffer has.
        let isMade = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, nil) == 1
        }
        precondition(isMade, "OpenSSL refuses to end a digest")
        return SHA256Digest(bytes)
    }

    /// The digest of bytes that are all there.
    ///
    /// - Complexity: O(n).
    package static func digest(of bytes: Span<UInt8>) -> SHA256Digest {
        var hash = SHA256()
        hash.update(bytes)
        return hash.digest()
    }
}
