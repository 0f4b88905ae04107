import EventLoop
import Files
import HTTP1
import LockFree
import Synchronization

/// What the admin plane shows over TLS, and what keeps it up to date.
final class AdminCertificates {
    private let options: AdminTLSOptions
    private let contents: [[UInt8]]
    private let server: HTTP1Server
    private let counters: ReloadCounters
    private var watched: WatchedFiles?

    /// - Parameters:
    ///   - contents: What `server` has been started with, of `options.read()`.
    ///   - counters: Count later readings.
    init(
        _ options: AdminTLSOptions, _ contents: [[UInt8]], _ server: HTTP1Server,
        counting counters: ReloadCounters
    ) {
        self.options = options
        self.contents = contents
        self.server = server
        self.counters = counters
    }

    /// Starts to watch the files. If they are bad later, what was read before stays in force.
    func watch() {
        let (options, server, counters) = (options, server, counters)
        let known = Mutex(contents)
        do throws(SystemError) {
            watched = try WatchedFiles(options.paths) { isAsked in
                do {
                    let contents = try options.read()
                    guard isAsked || known.withLock({ $0 != contents }) else { return }
                    guard let identity = try options.identity(from: contents) else { return }
                    server.replaceIdentity(by: identity)
                    known.withLock { $0 = contents }
                    counters.countSuccess(of: .adminCertificates)
                    StandardError.write(line: "reloaded the admin plane's certificates")
                } catch {
                    counters.countFailure(of: .adminCertificates)
                    StandardError.write(
                        line: "\(error): the admin plane's certificates before stay in force")
                }
            }
        } catch {
            StandardError.write(
                line: "verdict serve: the admin plane's certificates are not reloaded when they "
                    + "change: \(error)")
        }
    }

    /// Reads the files again, whether or not they have changed. Never waits.
    func reload() { watched?.check() }

    /// Ends watching.
    func stopWatching() { watched?.stop() }
}
