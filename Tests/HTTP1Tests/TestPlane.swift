import EventLoop
import Foundation
import HTTP1
import TestSupport

/// A running server at a Unix socket of its own, stopped with the value.
final class TestPlane {
    let server: HTTP1Server
    let gate: MirrorHandler.Gate
    private let directory: TemporaryDirectory
    private var isStopped = false

    /// Starts a server.
    ///
    /// - Parameter change: Makes the limits what the test needs.
    init(_ change: (inout HTTP1Limits) -> Void = { _ in }) throws {
        let directory = try TemporaryDirectory()
        var limits = HTTP1Limits()
        change(&limits)
        let gate = MirrorHandler.Gate()
        self.directory = directory
        self.gate = gate
        self.server = try HTTP1Server(
            addresses: [.unix(path: directory.path("socket"))], limits: limits
        ) { MirrorHandler(gate: gate) }
    }

    /// A new connection.
    func connect() throws -> RawClient { try RawClient(self.server.addresses[0]) }

    /// Stops the server; once.
    func stop() throws {
        self.isStopped = true
        try self.server.stop()
    }

    deinit {
        if !self.isStopped { try? self.server.stop() }
    }
}

/// Runs curl and returns what it printed.
func curl(_ arguments: String...) throws -> String {
    let outcome = try VerdictBinary.run(
        executable: URL(fileURLWithPath: "/usr/bin/env"),
        ["curl", "--silent", "--show-error", "--max-time", "20"] + arguments)
    return outcome.output + outcome.errors
}
