import Files
import HTTP1

/// What `verdict serve` is told about TLS on the admin plane.
struct AdminTLSOptions {
    static let options = [
        CommandOption(
            "admin-tls-cert", "FILE", help: "the admin plane's certificate and its chain, in PEM"),
        CommandOption("admin-tls-key", "FILE", help: "its private key, in PEM"),
        CommandOption(
            "admin-client-ca", "FILE",
            help: "authorities whose client certificates the admin plane takes for a proof"),
    ]

    // LIMIT: bytes of a file: the authorities of the whole web take a quarter of it.
    private static let byteCountMax = 1 << 20

    private let certificatePath: String?
    private let keyPath: String?
    private let authorityPath: String?

    init(_ options: CommandOptions) throws(UsageError) {
        certificatePath = options.value("admin-tls-cert")
        keyPath = options.value("admin-tls-key")
        authorityPath = options.value("admin-client-ca")
        guard (certificatePath == nil) == (keyPath == nil) else {
            throw UsageError("`--admin-tls-cert` and `--admin-tls-key` need each other")
        }
        guard authorityPath == nil || keyPath != nil else {
            throw UsageError("`--admin-client-ca` needs `--admin-tls-cert` and `--admin-tls-key`")
        }
    }

    /// Whether TLS is spoken.
    var isOn: Bool { keyPath != nil }

    /// Whether clients are asked for certificates.
    var asksForCertificates: Bool { authorityPath != nil }

    /// Reads the files.
    ///
    /// - Returns: `nil` if no TLS is spoken.
    /// - Throws: ``AdminTLSError``, or why what is in them can't be used.
    func identity() throws -> HTTP1Identity? {
        guard let certificatePath, let keyPath else { return nil }
        if FilePermissions(of: keyPath)?.isReadableByOthers == true {
            StandardError.write(line: "\(keyPath): everybody may read this private key")
        }
        return try HTTP1Identity(
            certificate: Self.read(certificatePath), key: Self.read(keyPath),
            clientAuthority: authorityPath.map(Self.read))
    }

    private static func read(_ path: String) throws -> [UInt8] {
        do throws(FileError) {
            return try FileContents.read(path, byteCountMax: byteCountMax)
        } catch {
            throw AdminTLSError(description: "\(path): \(error.message)")
        }
    }
}

/// Why a file for TLS can't be read.
struct AdminTLSError: Error, CustomStringConvertible {
    let description: String
}
