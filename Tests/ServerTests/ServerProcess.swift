import Foundation
import Synchronization
import Testing

/// A running TestServer. It is killed when the value goes, if it has not stopped by then.
final class ServerProcess {
    /// Where it listens, as it says itself.
    let addresses: [String]

    private let process = Process()
    private let output = Pipe()
    private var unread = ""

    /// Starts a server and waits until it is ready.
    init(_ arguments: String...) throws {
        self.process.executableURL = Self.executable
        self.process.arguments = arguments
        self.process.standardOutput = self.output
        try self.process.run()

        var addresses: [String] = []
        while let line = Self.nextLine(self.output, &self.unread), line != "ready" {
            addresses.append(line.replacingOccurrences(of: "listening on ", with: ""))
        }
        self.addresses = addresses
    }

    deinit {
        guard self.process.isRunning else { return }
        kill(self.process.processIdentifier, SIGKILL)
        self.process.waitUntilExit()
        // Killed, it can't tidy up itself.
        for address in self.addresses where address.hasPrefix("unix:") {
            try? FileManager.default.removeItem(
                atPath: String(address.dropFirst("unix:".count)))
        }
    }

    /// The first address as the base of a URL.
    var url: String { "http://\(self.addresses[0])" }

    /// Sends a signal.
    func signal(_ number: Int32) {
        kill(self.process.processIdentifier, number)
    }

    /// Waits for the end, and returns the exit status and what was printed meanwhile.
    func waitForExit() -> (status: Int32, lines: [String]) {
        var lines: [String] = []
        while let line = Self.nextLine(self.output, &self.unread) {
            lines.append(line)
        }
        self.process.waitUntilExit()
        return (self.process.terminationStatus, lines)
    }

    /// The server's executable, which is built beside the tests.
    private static var executable: URL {
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let beside = tests.deletingLastPathComponent().appendingPathComponent("TestServer")
        if FileManager.default.isExecutableFile(atPath: beside.path) { return beside }
        // Under the toolchain's own test runner, the argument names the test bundle.
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? "."
        return URL(fileURLWithPath: bundle).deletingLastPathComponent()
            .appendingPathComponent("TestServer")
    }

    private static func nextLine(_ pipe: Pipe, _ unread: inout String) -> String? {
        while true {
            if let end = unread.firstIndex(of: "\n") {
                let line = String(unread[..<end])
                unread.removeSubrange(...end)
                return line
            }
            let data = pipe.fileHandleForReading.availableData
            if data.isEmpty { return nil }
            unread += String(decoding: data, as: UTF8.self)
        }
    }
}

/// Runs a program to its end and returns what it printed.
@discardableResult
func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["timeout", "60", program] + arguments
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
}

/// A path for a socket that nobody else uses.
func temporarySocketPath() -> String {
    let name = "verdict-\(UUID().uuidString.prefix(13)).sock"
    return FileManager.default.temporaryDirectory.appendingPathComponent(name).path
}

/// Writes a file of `count` letters, removed with the value.
final class TemporaryFile {
    let path: String

    init(count: Int) throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        self.path = url.path
        try Data(repeating: UInt8(ascii: "b"), count: count).write(to: url)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: self.path)
    }
}
