import Files
import PolicyLanguage
import PolicyModel
import RequestMapping
import StrictJSON

/// `verdict validate`: says what is wrong with policy documents and configurations.
enum ValidateCommand: Command {
    static let name = "validate"
    static let summary = "check policy documents and configurations for errors and weaknesses"
    static let operands = "FILE..."
    static let discussion = """
        Checks policy documents, one a file; `-` is standard input. Each finding is a line
        `file:line:column: severity: CODE: message`, with the codes of IAM Access Analyzer.
        Without --type, only what is wrong in every type of policy is an error, and what
        depends on the type a warning.

        Files that end in .yaml or .yml, and all with --type configuration, are configurations for
        `verdict serve --config`.

        Exit status: 0 if there is no error, 1 if there is one, 2 if a file cannot be read.
        """
    static let options = [
        CommandOption(
            "type", "TYPE",
            help: "identity, resource, trust, scp, rcp, session, boundary, endpoint, any "
                + "or configuration"),
        CommandOption("format", "FORMAT", help: "text or json; text if not given"),
    ]
    static let example = "verdict validate --type identity policy.json"

    /// LIMIT: far more than a policy may have, so that one which is too long becomes a finding, and
    /// only what cannot be a policy at all is not read.
    private static let byteCountMax = 16 << 20

    private enum Format: String, CaseIterable { case text, json }

    /// The types of policies by their names, `any` for none of them in particular.
    private enum TypeName: String, CaseIterable {
        case identity, resource, trust, scp, rcp, session, boundary, endpoint, any
        case configuration
    }

    static func run(_ options: CommandOptions) throws(UsageError) -> Int32 {
        let format: Format = try options.choice("format") ?? .text
        let typeName: TypeName = try options.choice("type") ?? .any
        let type = PolicyType(rawValue: typeName.rawValue)
        guard !options.operands.isEmpty else { throw UsageError("no file to validate") }

        var findings: [Line] = []
        var hasUnreadable = false
        for path in options.operands {
            do throws(FileError) {
                let bytes =
                    path == "-"
                    ? try FileContents.readStandardInput(byteCountMax: byteCountMax)
                    : try FileContents.read(path, byteCountMax: byteCountMax)
                let isConfiguration =
                    typeName == .configuration || path.hasSuffix(".yaml") || path.hasSuffix(".yml")
                findings +=
                    isConfiguration
                    ? mistakes(ofConfiguration: bytes, path)
                    : PolicyReader.read(bytes, as: type).findings.map { Line(path, $0) }
            } catch {
                hasUnreadable = true
                StandardError.write(line: "verdict validate: `\(path)`: \(error.message)")
            }
        }

        switch format {
        case .text: for finding in findings { print(finding.text) }
        case .json: print(json(findings))
        }
        if hasUnreadable { return ExitStatus.usage }
        let hasErrors = findings.contains { $0.severity == "error" }
        return hasErrors ? ExitStatus.negative : ExitStatus.success
    }

    /// Everything that is wrong with a configuration.
    private static func mistakes(ofConfiguration bytes: [UInt8], _ path: String) -> [Line] {
        do throws(RequestMap.Mistakes) {
            _ = try SidecarConfiguration(bytes, file: path)
            return []
        } catch {
            return error.mistakes.map(Line.init)
        }
    }

    /// One thing that was found.
    private struct Line {
        let path: String
        let position: SourcePosition
        let severity: String
        let code: String
        let message: String

        init(_ path: String, _ finding: PolicyFinding) {
            self.path = path
            position = finding.position
            severity = finding.severity.rawValue
            code = finding.code.issueCode
            message = finding.message
        }

        init(_ mistake: FileMistake) {
            path = mistake.file
            position = mistake.position ?? SourcePosition(line: 1, column: 1)
            severity = "error"
            code = "CONFIGURATION"
            message = mistake.message
        }

        var text: String {
            "\(path):\(position.line):\(position.column): \(severity): \(code): \(message)"
        }
    }

    private static func json(_ findings: [Line]) -> String {
        var writer = JSONWriter()
        writer.array { writer in
            for finding in findings {
                writer.object { writer in
                    writer.name("file")
                    writer.string(finding.path)
                    writer.name("line")
                    writer.integer(finding.position.line)
                    writer.name("column")
                    writer.integer(finding.position.column)
                    writer.name("severity")
                    writer.string(finding.severity)
                    writer.name("code")
                    writer.string(finding.code)
                    writer.name("message")
                    writer.string(finding.message)
                }
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
