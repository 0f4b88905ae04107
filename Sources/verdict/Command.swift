import Files

/// A subcommand of `verdict`.
///
/// A type that conforms says what it takes and does its work in ``run(_:)``; the command line, the
/// help text and the report of usage errors are the same for all.
protocol Command: SendableMetatype {
    /// The word that selects the command.
    static var name: String { get }
    /// What it does, in one line for the list of commands.
    static var summary: String { get }
    /// Its operands as the help shows them, such as `FILE...`.
    static var operands: String { get }
    /// What it does, in a few lines, its exit statuses included.
    static var discussion: String { get }
    /// Its options, without `--help`.
    static var options: [CommandOption] { get }
    /// A line to try.
    static var example: String { get }

    /// Does the work.
    ///
    /// - Returns: The exit status.
    /// - Throws: What is wrong with the command line; the exit status is then 2.
    static func run(_ options: CommandOptions) throws(UsageError) -> Int32
}

extension Command {
    /// Reads the command line that follows the command's name, and runs the command.
    ///
    /// - Returns: The exit status, 2 for a bad command line.
    static func run(commandLine: [String]) -> Int32 {
        do {
            let help = CommandOption("help", help: "print this help")
            let options = try CommandOptions(commandLine, accepting: Self.options + [help])
            if options.has("help") {
                print(Self.help)
                return ExitStatus.success
            }
            return try run(options)
        } catch {
            StandardError.write(
                line: "verdict \(name): \(error.message); see `verdict \(name) --help`")
            return ExitStatus.usage
        }
    }

    /// The text that `--help` prints.
    static var help: String {
        let lines = options + [CommandOption("help", help: "print this help")]
        let names = lines.map { "--\($0.name)" + ($0.argument.map { " \($0)" } ?? "") }
        return """
            Usage: verdict \(name) [OPTION]... \(operands)

            \(discussion)

            Options:
            \(CommandTable.text(zip(names, lines.map(\.help))))

            Example:
              \(example)
            """
    }
}

/// The exit statuses that all commands share.
enum ExitStatus {
    static let success: Int32 = 0
    /// The command's own negative answer: findings, a deny, a failed test.
    static let negative: Int32 = 1
    /// A bad command line, or input that cannot be read.
    static let usage: Int32 = 2
}
