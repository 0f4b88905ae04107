import EventLoop
import Files
import Server

/// What `verdict serve` is told about limits of the data plane.
enum LimitOptions {
    /// Files that the process needs beside its connections: listeners, pollers, the store, and the
    /// admin plane's connections.
    private static let otherFileCount = 256

    static let options = [
        CommandOption(
            "max-connections", "N", help: "connections of each worker; 16,384 if not given"),
        CommandOption(
            "max-streams", "N", help: "open streams of a connection, 1 to 1,024; 256 if not given"),
        CommandOption(
            "idle-timeout", "SECONDS", help: "how long a connection may rest; 300 if not given"),
        CommandOption(
            "connection-age", "SECONDS",
            help:
                "when a connection is asked to end, give or take 10 %; 0 for never, 3,600 if not given"
        ),
        CommandOption(
            "drain-timeout", "SECONDS", help: "how long a stop may take; 5 if not given"),
        CommandOption(
            "hand-over",
            help: "let another daemon listen at the same ports, to take over without a lost request"
        ),
    ]

    /// Changes the limits that are asked for.
    static func apply(
        _ options: CommandOptions, to limits: inout ServerLimits
    ) throws(UsageError) {
        if let count = try options.number("max-connections", in: 1...1_000_000) {
            limits.connectionCountMax = count
        }
        if let count = try options.number("max-streams", in: 1...1_024) {
            limits.http2.concurrentStreamCountMax = count
        }
        if let seconds = try options.number("idle-timeout", in: 1...86_400) {
            limits.idleDurationMax = .seconds(seconds)
        }
        if let seconds = try options.number("connection-age", in: 0...604_800) {
            limits.connectionAge = .seconds(seconds)
        }
        if let seconds = try options.number("drain-timeout", in: 1...3_600) {
            limits.drainDurationMax = .seconds(seconds)
        }
        limits.handsPortsOver = options.has("hand-over")
    }

    /// Lets the process open as many files as it may, and says so where they are too few.
    static func raiseFileLimit(for configuration: ServerConfiguration) {
        let connectionCount = configuration.limits.connectionCountMax
        do throws(SystemError) {
            let fileCount = try ProcessResources.raiseFileLimit()
            guard fileCount < connectionCount + otherFileCount else { return }
            StandardError.write(
                line: "verdict serve: the limit of \(fileCount) open files is too low for "
                    + "the \(connectionCount) connections of even one worker; raise it (`ulimit -Hn`, `LimitNOFILE=`), or "
                    + "lower --max-connections")
        } catch {
            StandardError.write(line: "verdict serve: \(error)")
        }
    }
}
