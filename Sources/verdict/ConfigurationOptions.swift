import EventLoop
import Files
import LockFree
import RequestMapping

/// What `verdict serve` is told about the configuration file.
struct ConfigurationOptions {
    static let options = [
        CommandOption(
            "config", "FILE",
            help: "what HTTP requests mean and how gateways ask, in YAML")
    ]

    /// Where the file is; `nil` if there is none.
    let path: String?

    init(_ options: CommandOptions) { path = options.value("config") }

    /// Reads the file.
    ///
    /// - Returns: `nil` after printing everything that is wrong with it.
    func load(counting counters: ReloadCounters) -> RunningConfiguration? {
        guard let path else { return RunningConfiguration(nil) }
        do throws(RequestMap.Mistakes) {
            return RunningConfiguration(try ConfigurationStore(path: path, counters: counters))
        } catch {
            for mistake in error.mistakes { StandardError.write(line: "\(mistake)") }
            return nil
        }
    }
}

/// The configuration that is in force, and what keeps it up to date.
final class RunningConfiguration {
    /// The configuration; `nil` if there is none.
    let store: ConfigurationStore?
    private var watched: WatchedFiles?

    init(_ store: ConfigurationStore?) { self.store = store }

    /// Starts to watch the file.
    func watch() {
        guard let store else { return }
        do throws(SystemError) {
            watched = try WatchedFiles([store.path]) { store.reload(isAsked: $0) }
        } catch {
            StandardError.write(
                line: "verdict serve: the configuration is not reloaded when it changes: \(error)")
        }
    }

    /// Reads the file again, whether or not it has changed. Never waits.
    func reload() { watched?.check() }

    /// Ends watching.
    func stopWatching() { watched?.stop() }
}
