import AdminPlane
import DecisionPoint
import Directory
import EventLoop
import Files
import HTTP1
import LockFree

/// The admin plane while the daemon runs.
final class RunningAdminPlane {
    /// What it works on.
    let administration: Administration
    /// Where it listens.
    let address: ListenAddress

    private let server: HTTP1Server
    private let certificates: AdminCertificates?
    private let deletions: DeletionRunner?

    /// Starts it.
    ///
    /// - Returns: `nil` after printing why it can't start.
    init?(
        _ options: AdminOptions, at address: ListenAddress, _ inputs: AdminInputs,
        _ policies: ServedPolicies, counting counters: ReloadCounters,
        makeHandler: @escaping @Sendable (Administration) -> AdminHandler
    ) {
        do {
            let bell = try DeletionBell()
            let path = policies.path
            let administration = Administration(
                .init(
                    store: inputs.store, records: inputs.records, files: policies.files,
                    readFiles: { () throws(BundleErrors) in
                        try path.map { (path) throws(BundleErrors) in try BundleFiles.read(path) }
                    },
                    catalogue: inputs.catalogue, publisher: policies.publisher,
                    deletionDelay: options.deletionDelay, epochSeconds: epochSeconds),
                bell: bell)
            self.administration = administration
            let contents = try options.tls.read()
            server = try HTTP1Server(
                addresses: [address], identity: try options.tls.identity(from: contents)
            ) {
                makeHandler(administration)
            }
            certificates =
                contents.isEmpty
                ? nil : AdminCertificates(options.tls, contents, server, counting: counters)
            self.address = server.addresses[0]
            deletions =
                inputs.store == nil ? nil : try DeletionRunner(administration, bell: bell)
        } catch {
            StandardError.write(line: "verdict serve: \(error)")
            return nil
        }
    }

    /// Starts to watch the files of its certificates.
    func watchCertificates() { certificates?.watch() }

    /// Reads them again, whether or not they have changed. Never waits.
    func reloadCertificates() { certificates?.reload() }

    /// Stops it, and waits for what is under way. Call it once.
    func stop() {
        certificates?.stopWatching()
        do throws(HTTP1Error) { try server.stop() } catch {
            StandardError.write(line: "verdict serve: \(error)")
        }
        deletions?.stop()
    }
}
