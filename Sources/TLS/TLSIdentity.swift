import COpenSSL
import Synchronization

/// What a server shows to its clients, and whom it trusts to vouch for them.
///
/// It speaks TLS 1.2 and 1.3, with authenticated encryption and ephemeral keys alone, and with
/// clients that offer `h2`. There is no renegotiation, compression or resumption.
///
/// INVARIANT (context): `context` is live from `init` to `deinit`, and not changed after `init`, so
/// that any thread may begin sessions with it.
@safe
package final class TLSIdentity: Sendable {
    /// Whether clients are asked for certificates.
    package enum Clients: String, Sendable, Hashable, CaseIterable {
        /// Who has none is turned away.
        case required
        /// Who has one shows it.
        case optional
        /// Nobody is asked.
        case off
    }

    nonisolated(unsafe) let context: OpaquePointer

    /// Takes what is in PEM files.
    ///
    /// - Parameters:
    ///   - certificate: The server's, and the chain that goes along.
    ///   - key: Its private key, without a password.
    ///   - authorities: Those that vouch for clients; nothing if these are not asked.
    /// - Throws: Which of the three is bad, and why.
    package init(
        certificate: [UInt8], key: [UInt8], authorities: [UInt8]? = nil, clients: Clients = .off
    ) throws(TLSIdentityError) {
        precondition((authorities == nil) == (clients == .off), "authorities without clients")
        guard let context = unsafe copenssl_tls_context() else {
            throw .latest(of: .certificate)
        }
        unsafe self.context = context
        // SAFETY: (context) here and below; the bytes are lent for the call alone.
        guard
            unsafe certificate.withUnsafeBytes({ bytes in
                unsafe copenssl_use_certificate(context, bytes.baseAddress, Int32(bytes.count))
            }) == 1
        else { throw .latest(of: .certificate) }
        guard
            unsafe key.withUnsafeBytes({ bytes in
                unsafe copenssl_use_key(context, bytes.baseAddress, Int32(bytes.count))
            }) == 1
        else { throw .latest(of: .key) }
        guard let authorities else { return }
        guard
            unsafe authorities.withUnsafeBytes({ bytes in
                unsafe copenssl_trust(
                    context, bytes.baseAddress, Int32(bytes.count), clients == .required ? 1 : 0)
            }) == 1
        else { throw .latest(of: .authorities) }
    }

    deinit {
        // SAFETY: (context) this is its end; sessions hold on to what they need.
        unsafe SSL_CTX_free(self.context)
    }
}

/// Why files make no identity.
package struct TLSIdentityError: Error, Sendable, Hashable {
    /// One of the files.
    package enum Part: Sendable, Hashable {
        case certificate, key, authorities
    }

    /// The bad one.
    package let part: Part
    /// What is wrong with it.
    package let reason: String

    static func latest(of part: Part) -> TLSIdentityError {
        // SAFETY: the text is OpenSSL's own for ever, or empty.
        let text = unsafe String(cString: copenssl_error_text())
        ERR_clear_error()
        return TLSIdentityError(part: part, reason: text.isEmpty ? "there is none in it" : text)
    }
}

/// The identity that new connections get, which may be replaced at any time.
package final class TLSIdentityStore: Sendable {
    private let current: Mutex<TLSIdentity>

    /// Begins with an identity.
    package init(_ identity: TLSIdentity) { self.current = Mutex(identity) }

    /// The identity now. Connections that there are keep that they began with.
    package var identity: TLSIdentity {
        get { self.current.withLock { $0 } }
        set { self.current.withLock { $0 = newValue } }
    }
}
