import SyntheticWorkload

/// The option that names a made-up workload, the same for every command that has it.
enum SyntheticOption {
    static let name = "synthetic"

    static func option(_ help: String) -> CommandOption {
        CommandOption(name, SyntheticWorkload.specificationSyntax, help: help)
    }

    /// The workload; `nil` without the option.
    ///
    /// - Throws: If the value names none.
    static func workload(_ options: CommandOptions) throws(UsageError) -> SyntheticWorkload? {
        guard let text = options.value(name) else { return nil }
        guard let workload = SyntheticWorkload(specification: text) else {
            let counts = SyntheticWorkload.statementCounts
            throw UsageError(
                "bad value `\(text)` for `--\(name)`, expected "
                    + "\(SyntheticWorkload.specificationSyntax) with N from \(counts.lowerBound) to "
                    + "\(counts.upperBound)")
        }
        return workload
    }
}
