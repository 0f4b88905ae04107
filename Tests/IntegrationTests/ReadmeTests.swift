import Foundation
import TestSupport
import Testing

/// Runs the commands that the README shows, so that they stay true.
@Suite("README")
struct ReadmeTests {
    /// Files that the README's commands name but leave to the reader.
    private static func makeFiles(in folder: URL) throws {
        let example = SharedData.packageRoot.appending(path: "deploy")
        try FileManager.default.createSymbolicLink(
            at: folder.appending(path: "deploy"), withDestinationURL: example)
        let cases = SharedData.packageRoot.appending(
            path: "Tests/ConformanceTests/Cases/dates.jsonl")
        try FileManager.default.copyItem(at: cases, to: folder.appending(path: "cases.jsonl"))
        let request =
            #"{"subject":{"type":"user","id":"arn:aws:iam::111122223333:user/staff/ada"},"#
            + #""action":{"name":"s3:GetObject"},"resource":{"type":"s3","id":"*"}}"#
        for (name, text) in [("p.json", EvalCommandTests.policy), ("requests.jsonl", request)] {
            try text.write(
                to: folder.appending(path: name), atomically: false, encoding: .utf8)
        }
    }

    /// The lines of code blocks that start with a command of ours, continuations joined.
    private static func commands() throws -> [String] {
        let readme = try String(
            contentsOf: SharedData.packageRoot.appending(path: "README.md"), encoding: .utf8)
        return readme.replacingOccurrences(of: "\\\n", with: " ").split(separator: "\n")
            .map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { $0.hasPrefix("verdict ") }
    }

    @Test("its commands run")
    func commands() throws {
        let commands = try Self.commands()
        #expect(commands.count >= 6)
        for command in commands {
            try VerdictBinary.withTemporaryFolder { folder in
                try Self.makeFiles(in: folder)
                let text = command.replacingOccurrences(of: "*.json", with: "p.json")
                let line = text.hasPrefix("verdict bench") ? text + " --count 100" : text
                let shell = Process()
                shell.executableURL = URL(fileURLWithPath: "/bin/sh")
                let path = VerdictBinary.url.deletingLastPathComponent().path
                shell.arguments = [
                    "-c", line.replacingOccurrences(of: "verdict ", with: "'\(path)/verdict' "),
                ]
                shell.currentDirectoryURL = folder
                try shell.run()
                shell.waitUntilExit()
                // A deny is an answer; a bad command line or an unreadable file is not.
                #expect(shell.terminationStatus < 2, "\(command)")
            }
        }
    }
}
