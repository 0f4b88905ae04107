import Files
import PolicyLanguage
import PolicyModel
import StrictJSON

/// `verdict validate`: says what is wrong with policy documents.
enum ValidateCommand: Command {
    static let name = "validate"
    static let summary = "check policy documents for errors and weaknesses"
    static let operands = "FILE..."
    static let discussion = """
        Checks policy documents, one a file; `-` is standard input. Each finding is a line
        `file:line:column: severity: CODE: message`, with the codes of IAM Access Analyzer.
        Without --type, only what is wrong in every type of policy is an error, and what
        depends on the type a warning.

        Exit status: 0 if there is no error, 1 if there is one, 2 if a file cannot be read.
        """
    static let options = [
        CommandOption(
            "type", "TYPE",
            help: "identity, resource, trust, scp, rcp, session, boundary, endpoint or any"),
        CommandOption("format", "FORMAT", help: "text or json; text if not given"),
    ]
    static let example = "verdict validate --type identity policy.json"

    /// LIMIT: far more than a policy may have, so that one which is too long becomes a finding, and
    /// only what cannot be a policy at all is not read.
    private static let byteCountMax = 16 << 20

    private enum Format: String, CaseIterable { case text, json }

    /// The types of policies by their names, and `any` for none of them in particular.
    private enum TypeName: String, CaseIterable {
        case identity, resource, trust, scp, rcp, session, boundary, endpoint, any
    }

    static func run(_ options: CommandOptions) throws(UsageError) -> Int32 {
        let format: Format = try options.choice("format") ?? .text
        let typeName: TypeName = try options.choice("type") ?? .any
        let type = PolicyType(rawValue: typeName.rawValue)
        guard !options.operands.isEmpty else { throw UsageError("no file to validate") }

        var findings: [(path: String, finding: PolicyFinding)] = []
        var hasUnreadable = false
        for path in options.operands {
            do throws(FileError) {
                let bytes =
                    path == "-"
                    ? try FileContents.readStandardInput(byteCountMax: byteCountMax)
                    : try FileContents.read(path, byteCountMax: byteCountMax)
                findings += PolicyReader.read(bytes, as: type).findings.map { (path, $0) }
            } catch {
                hasUnreadable = true
                StandardError.write(line: "verdict validate: `\(path)`: \(error.message)")
            }
        }

        switch format {
        case .text: for (path, finding) in findings { print(text(path, finding)) }
        case .json: print(json(findings))
        }
        if hasUnreadable { return ExitStatus.usage }
        let hasErrors = findings.contains { $0.finding.severity == .error }
        return hasErrors ? ExitStatus.negative : ExitStatus.success
    }

    private static func text(_ path: String, _ finding: PolicyFinding) -> String {
        "\(path):\(finding.position.line):\(finding.position.column): "
            + "\(finding.severity.rawValue): \(finding.code.issueCode): \(finding.message)"
    }

    private static func json(_ findings: [(path: String, finding: PolicyFinding)]) -> String {
        var writer = JSONWriter()
        writer.array { writer in
            for (path, finding) in findings {
                writer.object { writer in
                    writer.name("file")
                    writer.string(path)
                    writer.name("line")
                    writer.integer(finding.position.line)
                    writer.name("column")
                    writer.integer(finding.position.column)
                    writer.name("severity")
                    writer.string(finding.severity.rawValue)
                    writer.name("code")
                    writer.string(finding.code.issueCode)
                    writer.name("message")
                    writer.string(finding.message)
                }
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
