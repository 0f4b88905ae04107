import DecisionAPI
import DecisionPoint
import Directory
import EventLoop
import Files
import Glibc
import LockFree
import Server

/// `verdict serve`: the daemon.
enum ServeCommand: Command {
    static let name = "serve"
    static let summary = "serve decisions over HTTP/2"
    static let operands = "[BUNDLE]"
    static let discussion = """
        Loads a bundle, a directory or the output of `aws iam get-account-authorization-details`
        (without one everything is denied), and answers AuthZEN requests over HTTP/2 without TLS until SIGTERM or SIGINT. It then
        finishes what is in flight, within 5 seconds; a second signal ends it at once. Without
        --listen it listens on 127.0.0.1:8180. The line `listening on ADDRESS` on standard output
        says that it is ready.

        Exit status: 0 after a clean stop, 2 if it cannot start; every error of a bad bundle is
        then listed and nothing is served.
        """
    static let options =
        [
            CommandOption("listen", "ADDRESS", help: "HOST:PORT or unix:PATH; may be repeated"),
            CommandOption("workers", "N", help: "event loops; one for each processor if not given"),
            CommandOption("base-url", "URL", help: "what the discovery document says clients use"),
        ] + CacheOptions.options
    static let example = "verdict serve deploy/example --listen 127.0.0.1:8180"

    static func run(_ options: CommandOptions) throws(UsageError) -> Int32 {
        guard options.operands.count <= 1 else { throw UsageError("give one bundle") }
        var configuration = ServerConfiguration()
        if options.has("listen") {
            var addresses: [ListenAddress] = []
            for text in options.values("listen") {
                do throws(ListenAddressError) {
                    addresses.append(try ListenAddress(parsing: text))
                } catch {
                    throw UsageError(error.description)
                }
            }
            configuration.addresses = addresses
        }
        if let workers = try options.number("workers", in: 1...256) {
            configuration.workerCount = workers
        }
        let makeAccess = try CacheOptions(options).makeAccesses()
        if options.operands.isEmpty {
            StandardError.write(line: "verdict serve: no bundle given, so everything is denied")
        }
        guard let snapshot = BundleOption.snapshot(options.operands.first, command: name)
        else { return ExitStatus.usage }
        let cell = PublishedCell(
            PublishedSnapshot(snapshot, revision: 1), readerCountMax: configuration.workerCount)
        let baseURL = options.value("base-url") ?? defaultBaseURL(configuration.addresses)
        do throws(ServerError) {
            try Server.run(
                configuration: configuration,
                makeHandler: {
                    DecisionRouter(
                        source: LoopSource(
                            DecisionPoint(cell, cache: makeAccess?()), epochSeconds: epochSeconds),
                        baseURL: baseURL)
                },
                onReady: { addresses in
                    for address in addresses { print("listening on \(address)") }
                    fflush(nil)
                })
            return ExitStatus.success
        } catch {
            StandardError.write(line: "verdict serve: \(error)")
            return ExitStatus.usage
        }
    }
}

/// Where clients reach the API if nobody says so: the first address that is no Unix socket.
private func defaultBaseURL(_ addresses: [ListenAddress]) -> String {
    for address in addresses {
        if case .tcp = address { return "http://\(address)" }
    }
    return "http://127.0.0.1:8180"
}

/// Whole seconds since 1970 in UTC.
func epochSeconds() -> Int64 { Int64(time(nil)) }
