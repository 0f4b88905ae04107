extension SyntheticWorkload {
    /// Reads `N[,seed=S][,organization]`, with N within ``statementCounts``: a workload of the
    /// shape ``Shape/account``. `nil` if the text is something else.
    package init?(specification text: String) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard let count = Int(parts[0]), Self.statementCounts.contains(count) else { return nil }
        var seed: UInt64?
        var hasOrganization = false
        for part in parts.dropFirst() {
            if part == "organization", !hasOrganization {
                hasOrganization = true
            } else if part.hasPrefix("seed="), seed == nil, let number = UInt64(part.dropFirst(5)) {
                seed = number
            } else {
                return nil
            }
        }
        self.init(statementCount: count, seed: seed ?? 1, hasOrganization: hasOrganization)
    }

    /// What ``init(specification:)`` reads.
    package static let specificationSyntax = "N[,seed=S][,organization]"
}
