/// An option that a command takes.
struct CommandOption: Sendable {
    /// Its name without dashes.
    let name: String
    /// What its argument is called in the help, such as `TYPE`; `nil` if it takes none.
    let argument: String?
    /// What it does, in one line.
    let help: String

    init(_ name: String, _ argument: String? = nil, help: String) {
        self.name = name
        self.argument = argument
        self.help = help
    }
}

/// What stands on a command's line.
struct CommandOptions: Sendable {
    private var arguments: [String: [String]] = [:]

    /// What is not an option, in order.
    private(set) var operands: [String] = []

    /// Reads a command line.
    ///
    /// - Parameters:
    ///   - elements: What follows the command's name.
    ///   - options: The options that the command takes.
    /// - Throws: The first option that is unknown, lacks its argument or has one too many.
    init(_ elements: [String], accepting options: [CommandOption]) throws(UsageError) {
        var scanner = OptionScanner(elements, options: options)
        while let step = scanner.next() {
            switch step {
            case .option(let index, let argument):
                arguments[options[index].name, default: []].append(argument ?? "")
            case .operand(let text): operands.append(text)
            case .unknownOption(let text):
                let name = text.drop { $0 == "-" }.prefix { $0 != "=" }
                let takesNone = options.contains { $0.name == name && $0.argument == nil }
                throw UsageError(
                    takesNone ? "option `--\(name)` takes no value" : "unknown option `\(text)`")
            case .missingArgument(let text): throw UsageError("option `\(text)` needs a value")
            }
        }
    }

    /// All options that are there, by name, each with its values; that of an option without an
    /// argument is empty.
    var given: [(name: String, values: [String])] {
        arguments.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Whether an option is there.
    func has(_ name: String) -> Bool { arguments[name] != nil }

    /// An option's value, the last if it is given more than once.
    func value(_ name: String) -> String? { arguments[name]?.last }

    /// All values of an option that may be given more than once.
    func values(_ name: String) -> [String] { arguments[name] ?? [] }

    /// An option's value as one of several words.
    ///
    /// - Throws: If it is none of them.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, of type: Choice.Type = Choice.self
    ) throws(UsageError) -> Choice? where Choice.RawValue == String {
        guard let text = value(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let words = Choice.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
            throw UsageError("bad value `\(text)` for `--\(name)`, expected one of \(words)")
        }
        return choice
    }

    /// An option's value as a whole number in a range.
    ///
    /// - Throws: If it is none.
    func number(_ name: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
        guard let text = value(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw UsageError(
                "bad value `\(text)` for `--\(name)`, expected a number from \(range.lowerBound) "
                    + "to \(range.upperBound)")
        }
        return number
    }
}

/// What is wrong with a command line, in one line without the command's name.
struct UsageError: Error {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}
