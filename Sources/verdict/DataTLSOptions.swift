import EventLoop
import Files
import LockFree
import Synchronization
import TLS

/// What `verdict serve` is told about TLS on the data plane.
struct DataTLSOptions {
    static let options = [
        CommandOption("tls-certificate", "FILE", help: "the certificate and its chain, in PEM"),
        CommandOption("tls-key", "FILE", help: "its private key, in PEM"),
        CommandOption("tls-client-ca", "FILE", help: "authorities of client certificates, in PEM"),
        CommandOption(
            "tls-client", "required|optional|off",
            help: "whether clients need certificates; required with --tls-client-ca"),
    ]

    // LIMIT: bytes of a file: the authorities of the whole web take a quarter of it.
    private static let byteCountMax = 1 << 20

    private let paths: [String]
    private let clients: TLSIdentity.Clients

    init(_ options: CommandOptions, listeningAt addresses: [ListenAddress]) throws(UsageError) {
        let pair = [options.value("tls-certificate"), options.value("tls-key")].compactMap(\.self)
        let authority = options.value("tls-client-ca")
        let clients = try options.choice("tls-client", of: TLSIdentity.Clients.self)
        self.clients = clients ?? (authority == nil ? .off : .required)
        guard pair.count != 1 else {
            throw UsageError("`--tls-certificate` and `--tls-key` need each other")
        }
        guard !pair.isEmpty || (authority == nil && clients == nil) else {
            throw UsageError("`--tls-client-ca` and `--tls-client` need `--tls-certificate`")
        }
        guard authority != nil || self.clients == .off else {
            throw UsageError("`--tls-client \(self.clients.rawValue)` needs `--tls-client-ca`")
        }
        guard addresses.contains(where: \.isSecure) != pair.isEmpty else {
            throw UsageError(
                pair.isEmpty
                    ? "`--listen tls:…` needs `--tls-certificate` and `--tls-key`"
                    : "`--tls-certificate` needs an address to show it at: `--listen tls:HOST:PORT`"
            )
        }
        self.paths = pair + (self.clients == .off ? [] : [authority].compactMap(\.self))
    }

    /// Reads the files.
    ///
    /// - Returns: `nil` after printing what is wrong with them.
    func load(counting counters: ReloadCounters) -> DataCertificates? {
        guard !paths.isEmpty else { return DataCertificates(self, nil, [], counters) }
        do throws(DataTLSError) {
            let contents = try read()
            let store = TLSIdentityStore(try identity(from: contents))
            return DataCertificates(self, store, contents, counters)
        } catch {
            StandardError.write(line: "verdict serve: \(error.description)")
            return nil
        }
    }

    fileprivate func watch(_ onChange: @escaping @Sendable (Bool) -> Void) -> WatchedFiles? {
        guard !paths.isEmpty else { return nil }
        do throws(SystemError) { return try WatchedFiles(paths, onChange: onChange) } catch {
            StandardError.write(
                line: "verdict serve: certificates are not reloaded when they change: \(error)")
            return nil
        }
    }

    fileprivate func read() throws(DataTLSError) -> [[UInt8]] {
        if FilePermissions(of: paths[1])?.isReadableByOthers == true {
            StandardError.write(line: "\(paths[1]): everybody may read this private key")
        }
        var contents: [[UInt8]] = []
        for path in paths {
            do throws(FileError) {
                contents.append(try FileContents.read(path, byteCountMax: Self.byteCountMax))
            } catch {
                throw DataTLSError(description: "\(path): \(error.message)")
            }
        }
        return contents
    }

    fileprivate func identity(from contents: [[UInt8]]) throws(DataTLSError) -> TLSIdentity {
        do throws(TLSIdentityError) {
            return try TLSIdentity(
                certificate: contents[0], key: contents[1],
                authorities: contents.count > 2 ? contents[2] : nil, clients: clients)
        } catch {
            let (path, what) =
                switch error.part {
                case .certificate: (paths[0], "certificate")
                case .key: (paths[1], "private key")
                case .authorities: (paths[2], "authority")
                }
            throw DataTLSError(description: "\(path): no usable \(what): \(error.reason)")
        }
    }
}

/// Why the data plane's certificates can't be used.
private struct DataTLSError: Error {
    let description: String
}

/// What the data plane shows over TLS, and what keeps it up to date.
final class DataCertificates {
    /// What connections begin with; `nil` without TLS.
    let store: TLSIdentityStore?

    private let options: DataTLSOptions
    private let contents: [[UInt8]]
    private let counters: ReloadCounters
    private var watched: WatchedFiles?

    fileprivate init(
        _ options: DataTLSOptions, _ store: TLSIdentityStore?, _ contents: [[UInt8]],
        _ counters: ReloadCounters
    ) {
        self.store = store
        self.options = options
        self.contents = contents
        self.counters = counters
    }

    /// Starts to watch the files. If they are bad later, what was read before stays in force.
    func watch() {
        guard let store else { return }
        let (options, counters) = (options, counters)
        let known = Mutex(contents)
        watched = options.watch { isAsked in
            do throws(DataTLSError) {
                let contents = try options.read()
                guard isAsked || known.withLock({ $0 != contents }) else { return }
                store.identity = try options.identity(from: contents)
                known.withLock { $0 = contents }
                counters.countSuccess(of: .certificates)
                StandardError.write(line: "reloaded the data plane's certificates")
            } catch {
                counters.countFailure(of: .certificates)
                StandardError.write(
                    line: "\(error.description): the data plane's certificates before stay in force"
                )
            }
        }
    }

    /// Reads the files again, whether or not they have changed. Never waits.
    func reload() { watched?.check() }

    /// Ends watching.
    func stopWatching() { watched?.stop() }
}
