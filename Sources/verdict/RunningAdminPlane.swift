import AdminPlane
import DecisionPoint
import Directory
import EventLoop
import Files
import HTTP1

/// The admin plane while the daemon runs.
final class RunningAdminPlane {
    /// What it works on.
    let administration: Administration
    /// Where it listens.
    let address: ListenAddress

    private let server: HTTP1Server
    private let deletions: DeletionRunner?

    /// Starts it.
    ///
    /// - Returns: `nil` after printing why it can't start.
    init?(
        _ options: AdminOptions, at address: ListenAddress, _ inputs: AdminInputs,
        _ policies: ServedPolicies,
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
            server = try HTTP1Server(addresses: [address], identity: try options.tls.identity()) {
                makeHandler(administration)
            }
            self.address = server.addresses[0]
            deletions =
                inputs.store == nil ? nil : try DeletionRunner(administration, bell: bell)
        } catch {
            StandardError.write(line: "verdict serve: \(error)")
            return nil
        }
    }

    /// Stops it, and waits for what is under way. Call it once.
    func stop() {
        do throws(HTTP1Error) { try server.stop() } catch {
            StandardError.write(line: "verdict serve: \(error)")
        }
        deletions?.stop()
    }
}
