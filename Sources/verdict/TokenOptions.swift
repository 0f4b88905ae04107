import BearerTokens
import EventLoop
import Files
import LockFree

/// What `verdict serve` is told about bearer tokens.
struct TokenOptions {
    static let options = [
        CommandOption(
            "tokens", "FILE", help: "bearer tokens of callers; without it anybody may ask")
    ]

    /// Where the file is; `nil` if no tokens are asked for.
    let path: String?

    init(_ options: CommandOptions) { path = options.value("tokens") }

    /// Reads the file.
    ///
    /// - Returns: `nil` after printing everything that is wrong with it.
    func load(counting counters: ReloadCounters) -> ServedTokens? {
        guard let path else { return ServedTokens(nil) }
        do throws(TokenFileError) {
            return ServedTokens(try TokenStore(path: path, counters: counters))
        } catch {
            for mistake in error.mistakes { StandardError.write(line: "\(mistake)") }
            return nil
        }
    }
}

/// The tokens that are good, and what keeps them up to date.
final class ServedTokens {
    /// The tokens; `nil` if none is asked for.
    let store: TokenStore?
    private var watched: WatchedFiles?

    init(_ store: TokenStore?) { self.store = store }

    /// Starts to watch the file.
    func watch() {
        guard let store else { return }
        do throws(SystemError) {
            watched = try WatchedFiles([store.path]) { store.reload(isAsked: $0) }
        } catch {
            StandardError.write(
                line: "verdict serve: tokens are not reloaded when they change: \(error)")
        }
    }

    /// Reads the file again, whether or not it has changed. Never waits.
    func reload() { watched?.check() }

    /// Ends watching.
    func stopWatching() { watched?.stop() }
}
