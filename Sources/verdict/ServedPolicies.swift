import DecisionPoint
import Directory
import EventLoop
import Files
import FlatMemory

/// The policies that the daemon serves, and what keeps them up to date.
final class ServedPolicies {
    /// Whoever publishes goes through this.
    let publisher: Publisher

    private let source: BundleSource?
    private var reloader: Reloader?

    /// Loads and compiles a bundle, or one without accounts if there is no path.
    ///
    /// - Parameter madeUp: A bundle to serve if there is no path.
    /// - Returns: `nil` after printing every error.
    init?(path: String?, madeUp: Bundle? = nil, readerCountMax: Int) {
        var random = SystemRandomBlocks()
        var source = path.map {
            BundleSource(path: $0, key: ContentDigest.Key(random.next(), random.next()))
        }
        do {
            let bundle = try source?.load(always: true) ?? madeUp ?? Bundle(accounts: [])
            publisher = try Publisher(
                bundle, hash: .drawn(), readerCountMax: readerCountMax, epochSeconds: epochSeconds)
            self.source = source
        } catch let error as BundleErrors {
            for one in error.errors { StandardError.write(line: "\(one)") }
            return nil
        } catch {
            StandardError.write(line: "verdict serve: \(error)")
            return nil
        }
    }

    /// Starts to watch the bundle's files. Without a bundle there is nothing to watch.
    func watch() {
        guard let source else { return }
        do throws(SystemError) {
            reloader = try Reloader(source, publisher: publisher)
        } catch {
            StandardError.write(
                line: "verdict serve: the bundle is not reloaded when it changes: \(error)")
        }
    }

    /// Loads the bundle again, whether or not its files have changed. Never waits.
    func reload() { reloader?.reload() }

    /// Ends watching, and waits for a reload that is under way.
    func stopWatching() { reloader?.stop() }
}
