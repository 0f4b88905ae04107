import CMicroHTTPD

/// What the plane shows its clients over TLS, and which certificates of theirs it trusts.
///
/// Certificates of clients are asked for and never demanded: whoever has none may have another
/// proof, and the handler decides (`HTTPRequest.peer`).
@safe
package struct HTTP1Identity: Sendable {
    private let certificate: String
    private let key: String
    private let clientAuthority: String?

    /// Takes an identity.
    ///
    /// - Parameters:
    ///   - certificate: The certificate and those between it and its authority, in PEM.
    ///   - key: Its private key in PEM, not encrypted.
    ///   - clientAuthority: The authorities of clients' certificates, in PEM; `nil` to ask for none.
    /// - Throws: ``HTTP1Error/badIdentity(_:)``, why it can't be used.
    package init(
        certificate: [UInt8], key: [UInt8], clientAuthority: [UInt8]? = nil
    ) throws(HTTP1Error) {
        guard !certificate.contains(0), !key.contains(0), clientAuthority?.contains(0) != true
        else { throw .badIdentity("a zero byte is in one of the files") }
        self.certificate = String(decoding: certificate, as: UTF8.self)
        self.key = String(decoding: key, as: UTF8.self)
        self.clientAuthority = clientAuthority.map { String(decoding: $0, as: UTF8.self) }
        // SAFETY: what the function returns is a constant text, or null.
        let mistake = unsafe withTexts { unsafe cmicrohttpd_identity_mistake($0) }
        if let mistake = unsafe mistake {
            let text = unsafe String(cString: mistake).lowercased()
            throw .badIdentity(text.hasSuffix(".") ? String(text.dropLast()) : text)
        }
    }

    /// Lends the texts, zero-terminated.
    func withTexts<Result>(_ body: (cmicrohttpd_identity) -> Result) -> Result {
        // SAFETY: the strings outlive the call, and the pointers are used during it alone.
        unsafe certificate.withCString { certificate in
            unsafe key.withCString { key in
                guard let clientAuthority else {
                    return unsafe body(
                        cmicrohttpd_identity(
                            certificate: certificate, key: key, client_authority: nil))
                }
                return unsafe clientAuthority.withCString { authority in
                    unsafe body(
                        cmicrohttpd_identity(
                            certificate: certificate, key: key, client_authority: authority))
                }
            }
        }
    }
}
