import Directory
import EventLoop

/// Loads a bundle and publishes it, or says why not.
struct ReloadWork: Sendable {
    private(set) var source: BundleSource
    let publisher: Publisher
    let publish: Reloader.Publish
    let log: @Sendable (String) -> Void
    /// What was wrong at the last attempt.
    private var lastErrors: [BundleError] = []

    init(
        _ source: BundleSource, publisher: Publisher, publish: @escaping Reloader.Publish,
        log: @escaping @Sendable (String) -> Void
    ) {
        self.source = source
        self.publisher = publisher
        self.publish = publish
        self.log = log
    }

    /// Publishes the bundle as its files are now.
    ///
    /// - Parameter isAsked: Whether somebody wants it to be done even if nothing has changed.
    mutating func attempt(isAsked: Bool) {
        let start = MonotonicClock.now
        do {
            guard let (bundle, files) = try source.loadWithFiles(always: isAsked) else { return }
            let revision = try publish(bundle, files)
            let milliseconds = Int64((MonotonicClock.now - start) / .milliseconds(1))
            log(
                "reloaded `\(source.path)`: revision \(revision), \(bundle.statementCount) "
                    + "statements, \(milliseconds) ms")
            lastErrors = []
        } catch let error as BundleErrors {
            // What can't even be read is tried again whenever something changes beside it.
            guard isAsked || error.errors != lastErrors else { return }
            lastErrors = error.errors
            publisher.countFailure()
            for error in error.errors { log("\(error)") }
            reportFailure()
        } catch let error as PublishError {
            // The publisher has counted it.
            log("\(source.path): \(error.message)")
            reportFailure()
        } catch {
            log("\(source.path): \(error)")
        }
    }

    private func reportFailure() {
        log(
            "reloading `\(source.path)` failed: revision \(publisher.revision) stays in place, "
                + "\(publisher.failureCount) failures so far")
    }
}
