import CGetopt

/// Takes a command line apart with glibc's `getopt_long`, so that options behave as everywhere on
/// the system: `--name value` or `--name=value`, unambiguous abbreviations, options and operands in
/// any order, and `--` before operands that look like options.
///
/// The C library's state is global: one scan at a time, on the main thread.
///
/// INVARIANT (lifetime): `scan` is made in `init` and freed in `deinit`, and nowhere else.
@safe
struct OptionScanner: ~Copyable {
    /// What one step finds.
    enum Step {
        /// The option at this place of the list, and its argument if it takes one.
        case option(Int, argument: String?)
        case operand(String)
        case unknownOption(String)
        case missingArgument(String)
    }

    private let scan: OpaquePointer

    /// Starts a scan of the elements after the program's and the command's name.
    init(_ elements: [String], options: [CommandOption]) {
        // SAFETY: each call gets the object that the first one made, and copies the texts.
        unsafe self.scan = cgetopt_new()
        for option in options {
            unsafe cgetopt_add_option(scan, option.name, option.argument == nil ? 0 : 1)
        }
        for element in elements { unsafe cgetopt_add_element(scan, element) }
    }

    deinit {
        // SAFETY: (lifetime) this is the only place that frees.
        unsafe cgetopt_free(scan)
    }

    /// The next option, then the next operand; `nil` at the end.
    mutating func next() -> Step? {
        // SAFETY: (lifetime) the object is alive, and so is the text while it is copied.
        let step = unsafe cgetopt_next(scan)
        let text = unsafe step.text.map { unsafe String(cString: $0) }
        switch unsafe step.option {
        case cgetopt_end.rawValue: return nil
        case cgetopt_operand.rawValue: return .operand(text ?? "")
        case cgetopt_unknown.rawValue: return .unknownOption(text ?? "")
        case cgetopt_missing_argument.rawValue: return .missingArgument(text ?? "")
        case let option: return .option(Int(option), argument: text)
        }
    }
}
