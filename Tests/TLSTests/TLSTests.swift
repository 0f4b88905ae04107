import Testing

@testable import TLS

/// Checks what needs no client; `certificate_story.py` has real ones.
@Suite("TLS")
struct TLSTests {
    /// A key of P-256 and a certificate for it that is its own authority, made by `openssl req`.
    static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg1+MibL+kaVxAssDj
        LjWCab/pNyNw3AURtbs0Nv0o4gGhRANCAAQOQpiZGmBqvikP0qcnsVUdImvs6shN
        pcjnU4gV05z/m15JHXrGb1e4y/T2hSYjvoV2CtyO+wbnWmuEID6ECMRO
        -----END PRIVATE KEY-----

        """
    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBdjCCARugAwIBAgIUUlMlG1b/EGdl3oFiTKmB/HYGmw0wCgYIKoZIzj0EAwIw
        DzENMAsGA1UEAwwEdGVzdDAgFw0yNjEyMDEwNDA2NTFaGA8yMTI2MTEwNzA0MDY1
        MVowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABA5C
        mJkaYGq+KQ/SpyexVR0ia+zqyE2lyOdTiBXTnP+bXkkdesZvV7jL9PaFJiO+hXYK
        3I77Budaa4QgPoQIxE6jUzBRMB0GA1UdDgQWBBRryLXkUZKm7fMaeT122fikHUrv
        kzAfBgNVHSMEGDAWgBRryLXkUZKm7fMaeT122fikHUrvkzAPBgNVHRMBAf8EBTAD
        AQH/MAoGCCqGSM49BAMCA0kAMEYCIQCqasgzbVyZjI6YOIvspNHwpCR29hwWXbNY
        X+p2YBAJOAIhAJRP/IGdGjZkNSLpilvlTV9HNdtDiNnc480e5qFdp8ub
        -----END CERTIFICATE-----

        """
    static let otherKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgPOwc0hv2WAZMICjf
        ONc5JMBjhqoQVjiDXEGVZ5JffLqhRANCAASlQo9XIes4R8cEdnmZwHxJ4hjxFGXO
        +7CVZbmnNqtrjga4Uu+pi7mTrhu9VyTr25t9ADa4L2Qb85nNhRsscxT7
        -----END PRIVATE KEY-----

        """

    private static func identity() throws -> TLSIdentity {
        try TLSIdentity(certificate: Array(certificate.utf8), key: Array(key.utf8))
    }

    @Test("says which of the files is bad")
    func badFiles() throws {
        func part(_ certificate: String, _ key: String, _ authorities: String) -> TLSIdentityError
            .Part?
        {
            do throws(TLSIdentityError) {
                _ = try TLSIdentity(
                    certificate: Array(certificate.utf8), key: Array(key.utf8),
                    authorities: Array(authorities.utf8), clients: .required)
                return nil
            } catch {
                #expect(!error.reason.isEmpty)
                return error.part
            }
        }
        #expect(part(Self.certificate, Self.key, Self.certificate) == nil)
        #expect(part("", Self.key, Self.certificate) == .certificate)
        #expect(part(Self.key, Self.key, Self.certificate) == .certificate)
        let broken = Self.certificate.replacing("MII", with: "MIJ")
        #expect(part(Self.certificate + broken, Self.key, Self.certificate) == .certificate)
        #expect(part(Self.certificate, Self.otherKey, Self.certificate) == .key)
        #expect(part(Self.certificate, "", Self.certificate) == .key)
        #expect(part(Self.certificate, Self.key, "") == .authorities)
        #expect(part(Self.certificate, Self.key, Self.certificate + broken) == .authorities)
    }

    @Test("what is no TLS is turned away, and nothing is ever said in clear")
    func noTLS() throws {
        for text in ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"] {
            let session = try #require(TLSSession(try Self.identity()))
            var buffer = [UInt8](repeating: 0, count: 100)
            #expect(session.read(into: &buffer) == .needsMore)
            session.receive(Array(text.utf8).span)
            guard case .failed = session.read(into: &buffer) else {
                Issue.record("not turned away")
                return
            }
            let isSaid = session.append(Array("secret".utf8).span)
            #expect(!isSaid)
            session.withOutput { output in
                // An alert, if anything.
                #expect(output.count == 7 && output[0] == 21)
            }
            #expect(session.peerName == nil)
        }
    }
}
