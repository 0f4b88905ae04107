import Foundation
import TestSupport
import Testing

/// The real daemon, serving a synthetic workload until the value goes away.
final class SyntheticDaemon {
    private let process = Process()
    let address: String

    /// Starts it and waits until it listens.
    init(_ specification: String, listen: String = "127.0.0.1:0") throws {
        let output = Pipe()
        process.executableURL = VerdictBinary.url
        process.arguments = ["serve", "--synthetic", specification, "--listen", listen]
        process.standardOutput = output
        try process.run()
        var line = Data()
        while !line.contains(0x0A) {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { break }
            line += data
        }
        let text = String(decoding: line, as: UTF8.self)
        try #require(text.hasPrefix("listening on "))
        address = String(text.dropFirst("listening on ".count).prefix { $0 != "\n" })
    }

    var pid: Int32 { process.processIdentifier }

    /// Stops the daemon as a service manager would.
    func stop() -> Int32 {
        process.terminate()
        process.waitUntilExit()
        return process.terminationStatus
    }

    deinit {
        if process.isRunning { process.terminate() }
    }
}
