import COpenSSL

/// The server's side of TLS on one connection, without the connection: bytes in, bytes out.
///
/// It does no I/O. What the client sends goes to ``receive(_:)`` and comes out of ``read(into:)``;
/// what it is to get goes to ``append(_:)`` and, like all that the handshake has to say, comes out of
/// ``withOutput(_:)``.
///
/// INVARIANT (session): `session` is live from `init` to `deinit`, and used by one thread at a time.
@safe
package final class TLSSession {
    /// What came of decrypting.
    package enum Reading: Sendable, Hashable {
        /// This many bytes are there, at least one.
        case moved(Int)
        /// More of the client's bytes are needed.
        case needsMore
        /// The client has said its last.
        case ended
        /// There is no going on; an alert for the client may be in the output.
        case failed(TLSFailure)
    }

    /// LIMIT: memory for output that a session keeps. It is more than the answers of a usual turn.
    private static let keptByteCountMax = 16 * 1024

    private let session: OpaquePointer

    /// Begins with a client that has just connected.
    ///
    /// - Returns: `nil` without memory.
    package init?(_ identity: TLSIdentity) {
        // SAFETY: the identity is live during the call, and OpenSSL keeps what it needs of it.
        guard let session = unsafe copenssl_tls_session(identity.context) else { return nil }
        unsafe self.session = session
    }

    deinit {
        // SAFETY: (session) this is its end.
        unsafe SSL_free(self.session)
    }

    /// Takes bytes that the client has sent.
    package func receive(_ bytes: Span<UInt8>) {
        // SAFETY: (session) the bytes are copied.
        unsafe bytes.withUnsafeBufferPointer { bytes in
            _ = unsafe BIO_write(SSL_get_rbio(self.session), bytes.baseAddress, Int32(bytes.count))
        }
    }

    /// Goes on with the handshake, or decrypts over the buffer's first bytes.
    ///
    /// Call it until it needs more, so that nothing received stays behind.
    package func read(into buffer: inout [UInt8]) -> Reading {
        ERR_clear_error()
        // SAFETY: (session) the address and count are the array's own during the call.
        let result = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe SSL_read(self.session, bytes.baseAddress, Int32(clamping: bytes.count))
        }
        if result > 0 { return .moved(Int(result)) }
        switch unsafe SSL_get_error(self.session, result) {
        case SSL_ERROR_WANT_READ:
            unsafe copenssl_tls_clear_input(self.session)
            return .needsMore
        case SSL_ERROR_ZERO_RETURN: return .ended
        default: return .failed(TLSFailure(copenssl_tls_failure_reason()))
        }
    }

    /// Encrypts bytes for the client, after the handshake.
    ///
    /// - Returns: Whether that was possible; otherwise the connection can't go on.
    package func append(_ plaintext: Span<UInt8>) -> Bool {
        ERR_clear_error()
        // SAFETY: (session) the bytes are lent for the call alone.
        return unsafe plaintext.withUnsafeBufferPointer { bytes in
            unsafe SSL_write(self.session, bytes.baseAddress, Int32(clamping: bytes.count))
        } == Int32(clamping: plaintext.count)
    }

    /// Says that nothing more will come.
    package func end() {
        ERR_clear_error()
        // SAFETY: (session)
        _ = unsafe SSL_shutdown(self.session)
        ERR_clear_error()
    }

    /// Lends what is to be sent, if there is anything, and forgets it.
    package func withOutput(_ body: (Span<UInt8>) -> Void) {
        var bytes: UnsafePointer<CChar>?
        // SAFETY: (session) the bytes are its own until it is used again, which is after `body`.
        let count = unsafe copenssl_tls_output(self.session, &bytes)
        guard count > 0, let start = unsafe bytes else { return }
        unsafe start.withMemoryRebound(to: UInt8.self, capacity: count) { start in
            body(unsafe Span(_unsafeStart: start, count: count))
        }
        unsafe copenssl_tls_clear_output(self.session, Self.keptByteCountMax)
    }

    /// The name in the client's certificate: the only URI among the alternative names, where a
    /// SPIFFE id stands, else the subject as in RFC 2253; `nil` without a certificate.
    ///
    /// Good after the handshake, which fails if a certificate is not trusted or has no clear name.
    package var peerName: String? {
        var name = [UInt8](repeating: 0, count: Int(copenssl_name_max))
        // SAFETY: (session) the room is what the call asks for, and its own during the call.
        let count = unsafe name.withUnsafeMutableBytes { room in
            unsafe copenssl_peer_name(
                self.session, room.baseAddress?.assumingMemoryBound(to: CChar.self))
        }
        return count > 0 ? String(decoding: name.prefix(Int(count)), as: UTF8.self) : nil
    }
}

/// Why TLS on a connection has come to nothing.
package enum TLSFailure: Sendable, Hashable, CaseIterable {
    /// The client speaks no version that we do.
    case version
    /// The client does not offer `h2`.
    case applicationProtocol
    /// The client's certificate is missing, not trusted, or has no clear name.
    case certificate
    /// Anything else: no TLS at all, broken records, an alert.
    case other

    init(_ reason: copenssl_tls_failure) {
        switch reason {
        case copenssl_tls_version: self = .version
        case copenssl_tls_protocol: self = .applicationProtocol
        case copenssl_tls_certificate: self = .certificate
        default: self = .other
        }
    }
}
