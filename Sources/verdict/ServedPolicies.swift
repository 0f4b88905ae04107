import AdminPlane
import DecisionPoint
import Directory
import EventLoop
import Files
import FlatMemory
import Store

/// The policies that the daemon serves, and what keeps them up to date.
final class ServedPolicies {
    /// Whoever publishes goes through this.
    let publisher: Publisher

    /// The bundle as its files are, before anything else is served with it; `nil` without one.
    let files: Bundle?
    /// Where the files are.
    var path: String? { source?.path }

    private let source: BundleSource?
    private var reloader: Reloader?

    /// Loads and compiles a bundle, or one without accounts if there is no path.
    ///
    /// - Parameters:
    ///   - madeUp: A bundle to serve if there is no path.
    ///   - inputs: What is served beside it.
    /// - Returns: `nil` after printing every error.
    init?(path: String?, madeUp: Bundle? = nil, inputs: AdminInputs, readerCountMax: Int) {
        var random = SystemRandomBlocks()
        var source = path.map {
            BundleSource(path: $0, key: ContentDigest.Key(random.next(), random.next()))
        }
        do {
            let files = try source?.load(always: true) ?? madeUp
            let bundle = try BundleMerge(inputs.catalogue).merge(files, with: inputs.records)
            publisher = try Publisher(
                bundle, hash: .drawn(), readerCountMax: readerCountMax, epochSeconds: epochSeconds)
            self.files = files
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
    ///
    /// - Parameter administration: Whoever else changes what is served.
    func watch(with administration: Administration?) {
        guard let source else { return }
        do throws(SystemError) {
            let publish = administration.map { administration -> Reloader.Publish in
                { bundle, _ in
                    do throws(AdministrationError) {
                        return try administration.publish(files: bundle)
                    } catch {
                        throw error.cause
                    }
                }
            }
            reloader = try Reloader(source, publisher: publisher, publish: publish)
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
