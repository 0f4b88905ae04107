import Files

/// Finds the command that a command line asks for.
enum CommandTable {
    /// The version that `verdict --version` prints.
    static let version = "0.1.0"

    /// All commands, in the order in which the help lists them.
    static let commands: [any Command.Type] = [
        ServeCommand.self, EvalCommand.self, TestCommand.self, ValidateCommand.self,
        BenchCommand.self, RequestsCommand.self, KeyCommand.self, TokenCommand.self,
        ImportCommand.self,
    ]

    /// Runs the command that the arguments after the program's name ask for.
    ///
    /// - Returns: The exit status.
    static func run(_ arguments: [String]) -> Int32 {
        guard let first = arguments.first else {
            StandardError.write(line: "verdict: no command; see `verdict --help`")
            return ExitStatus.usage
        }
        switch first {
        case "--help":
            print(help)
            return ExitStatus.success
        case "--version":
            print("verdict \(version)")
            return ExitStatus.success
        default: break
        }
        guard let command = commands.first(where: { $0.name == first }) else {
            let noun = first.hasPrefix("-") ? "option" : "command"
            StandardError.write(line: "verdict: unknown \(noun) `\(first)`; see `verdict --help`")
            return ExitStatus.usage
        }
        return command.run(commandLine: Array(arguments.dropFirst()))
    }

    /// The text that `verdict --help` prints.
    static var help: String {
        """
        Usage: verdict COMMAND [OPTION]... [OPERAND]...

        Decides whether a principal may do an action on a resource, as AWS IAM would.

        Commands:
        \(text(commands.map { ($0.name, $0.summary) }))

        Options:
        \(text([("--help", "print this help"), ("--version", "print the version")]))

        `verdict COMMAND --help` has more about each command.
        """
    }

    /// Lines of two columns.
    static func text(_ rows: some Sequence<(String, String)>) -> String {
        let rows = Array(rows)
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { row in
            "  \(row.0)\(String(repeating: " ", count: width - row.0.count))  \(row.1)"
        }.joined(separator: "\n")
    }
}
