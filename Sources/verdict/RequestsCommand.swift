import Files
import Glibc
import SyntheticWorkload

/// `verdict requests`: what to ask a daemon that serves a made-up workload.
enum RequestsCommand: Command {
    static let name = "requests"
    static let summary = "print requests for `verdict serve --synthetic`, with their answers"
    static let operands = ""
    static let discussion = """
        Prints requests about the policies that `verdict serve --synthetic` makes from the same N
        and S, one a line, for any load generator to send and to check. About half are allowed. The
        answers follow from how the policies are made; no engine takes part. The same command line
        prints the same lines, everywhere.

        Formats: `jsonl` (the default) has `{"request":BODY,"decision":true}` in each line, where
        BODY is what to post to /access/v1/evaluation; `bodies` has the bodies alone, and
        `decisions` has `true` or `false` for each of them.
        """
    static let options = [
        SyntheticOption.option("the workload, with N statements"),
        CommandOption("count", "K", help: "how many requests, 1 to 10,000,000; 1,000 if not given"),
        CommandOption("format", "FORMAT", help: "`jsonl`, `bodies` or `decisions`"),
    ]
    static let example = "verdict requests --synthetic 1000,seed=7 --count 5"

    private enum Format: String, CaseIterable {
        case jsonl
        case bodies
        case decisions
    }

    static func run(_ options: CommandOptions) throws(UsageError) -> Int32 {
        guard options.operands.isEmpty else { throw UsageError("takes no operands") }
        guard let workload = try SyntheticOption.workload(options) else {
            throw UsageError("give --synthetic")
        }
        let count = try options.number("count", in: 1...10_000_000) ?? 1_000
        let format = try options.choice("format", of: Format.self) ?? .jsonl
        for index in 0..<count {
            let request = workload.request(index)
            let line =
                switch format {
                case .jsonl: request.line
                case .bodies: request.body
                case .decisions: Array("\(request.isAllowed)".utf8)
                }
            print(String(decoding: line, as: UTF8.self))
        }
        return fflush(nil) == 0 ? ExitStatus.success : ExitStatus.usage
    }
}
