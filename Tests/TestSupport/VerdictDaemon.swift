import Foundation

/// The real daemon, as long as the value lives. Its first line says where it listens.
package final class VerdictDaemon {
    /// The daemon did not listen; what it said instead.
    package struct NotListening: Error {
        /// Its first line of output.
        package let line: String
    }

    private let process = Process()

    /// Where it listens.
    package let address: String

    /// Starts `verdict serve` and waits until it listens.
    ///
    /// - Parameter arguments: What follows `serve`.
    package init(_ arguments: [String]) throws {
        let output = Pipe()
        process.executableURL = VerdictBinary.url
        process.arguments = ["serve"] + arguments
        process.standardOutput = output
        try process.run()
        var line = Data()
        while !line.contains(0x0A) {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { break }
            line += data
        }
        let text = String(decoding: line, as: UTF8.self)
        let prefix = "listening on "
        guard text.hasPrefix(prefix) else {
            if process.isRunning { process.terminate() }
            throw NotListening(line: text)
        }
        address = String(text.dropFirst(prefix.count).prefix { $0 != "\n" })
    }

    /// Its process.
    package var pid: Int32 { process.processIdentifier }

    /// Stops the daemon as a service manager would.
    ///
    /// - Returns: Its exit status.
    package func stop() -> Int32 {
        process.terminate()
        process.waitUntilExit()
        return process.terminationStatus
    }

    deinit {
        if process.isRunning { process.terminate() }
    }
}
