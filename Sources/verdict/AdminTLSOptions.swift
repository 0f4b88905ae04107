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

    /// The files.
    var paths: [String] { [certificatePath, keyPath, authorityPath].compactMap(\.self) }

    /// Reads the files.
    ///
    /// - Returns: What is in each of ``paths``; empty if no TLS is spoken.
    /// - Throws: ``AdminTLSError``.
    func read() throws(AdminTLSError) -> [[UInt8]] {
        if let keyPath, FilePermissions(of: keyPath)?.isReadableByOthers == true {
            StandardError.write(line: "\(keyPath): everybody may read this private key")
        }
        var contents: [[UInt8]] = []
        for path in paths { contents.append(try Self.read(path)) }
        return contents
    }

    /// What files show and trust.
    ///
    /// - Parameter contents: Those of ``read()``.
    /// - Returns: `nil` if no TLS is spoken.
    /// - Throws: Why what is in them can't be used.
    func identity(from contents: [[UInt8]]) throws(HTTP1Error) -> HTTP1Identity? {
        guard contents.count >= 2 else { return nil }
        return try HTTP1Identity(
            certificate: contents[0], key: contents[1],
            clientAuthority: contents.count > 2 ? contents[2] : nil)
    }

    private static func read(_ path: String) throws(AdminTLSError) -> [UInt8] {
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
