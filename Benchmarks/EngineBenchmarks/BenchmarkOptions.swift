/// What the command line asks for.
struct BenchmarkOptions {
    static let usage = """
        Usage: verdict-benchmarks [OPTION]...

        Measures the engine in process and prints one JSON object a line. Every answer is checked
        before anything is measured. Percentiles are those of groups of 8 operations.

          --scale SCALE         full (the default), quick or tiny
          --only PREFIX         only the benchmarks whose name begins so
          --policies FILE       AWS's managed policies, for the realistic account
          --counted KIND        only run decisions, for a tool that counts instructions;
                                `list` prints the kinds
          --count N             how many decisions for --counted
          --help                print this help
        """

    /// What the command line has wrong.
    struct UsageError: Error, CustomStringConvertible {
        let description: String
    }

    var scale = Scale.full
    var only = ""
    var policiesPath: String?
    var counted: CountedRun.Kind?
    var count = 0
    /// Whether the kinds of counted runs are to be listed.
    var listsCounted = false

    /// Reads a command line; `nil` if it asks for help.
    init?(_ arguments: [String]) throws(UsageError) {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            if option == "--help" { return nil }
            guard let value = rest.popFirst() else {
                throw UsageError(description: "option `\(option)` is unknown or needs a value")
            }
            let bad = UsageError(description: "bad value `\(value)` for `\(option)`")
            switch option {
            case "--scale":
                let scales: [String: Scale] = ["full": .full, "quick": .quick, "tiny": .tiny]
                guard let scale = scales[value] else { throw bad }
                self.scale = scale
            case "--only": only = value
            case "--policies": policiesPath = value
            case "--counted" where value == "list": listsCounted = true
            case "--counted":
                guard let kind = CountedRun.Kind(rawValue: value) else { throw bad }
                counted = kind
            case "--count":
                guard let number = Int(value), number >= 0 else { throw bad }
                count = number
            default: throw UsageError(description: "unknown option `\(option)`")
            }
        }
    }

    /// Whether benchmarks whose names begin so are wanted.
    func wants(_ name: String) -> Bool { name.hasPrefix(only) || only.hasPrefix(name) }
}
