import PolicyModel

/// Makes a bundle of files, or lists everything that keeps it from being one.
///
/// Nothing is published unless everything is valid: half a bundle could lack the half that denies.
package struct BundleLoader: Sendable {
    /// How large the bundle may be.
    package var limits: BundleLimits

    /// Creates a loader.
    package init(limits: BundleLimits = .standard) {
        self.limits = limits
    }

    /// Loads the bundle at a path: a directory, or a file with one account.
    ///
    /// - Throws: Every error in every file.
    package func load(path: String) throws(BundleErrors) -> Bundle {
        try load(try BundleFiles.read(path, limits: limits))
    }

    /// Loads a bundle from memory.
    ///
    /// - Throws: Every error in every file.
    package func load(_ files: BundleFiles) throws(BundleErrors) -> Bundle {
        var errors: [BundleError] = []
        var organization: Organization?
        if let file = files.organization, let text = open(file, &errors) {
            var reader = OrganizationReader(text)
            organization = reader.read()
            errors += reader.text.errors.sortedByPosition
        }
        if files.accounts.count > limits.accountCountMax {
            errors.append(
                BundleError(
                    file: files.accounts[limits.accountCountMax].details.name, position: nil,
                    message: "bundle has more than \(limits.accountCountMax) accounts"))
            throw BundleErrors(errors: capped(errors))
        }
        var accounts: [Account] = []
        var owners: [String: String] = [:]
        for files in files.accounts {
            if let account = load(files, owners: &owners, &errors) { accounts.append(account) }
        }
        guard errors.isEmpty else { throw BundleErrors(errors: capped(errors)) }
        return Bundle(accounts: accounts, organization: organization)
    }

    private func load(
        _ files: BundleFiles.Account, owners: inout [String: String],
        _ errors: inout [BundleError]
    ) -> Account? {
        var details = AccountDetails()
        var id = files.id ?? ""
        if let text = open(files.details, &errors) {
            var reader = DetailsReader(text, account: files.id)
            details = reader.read()
            id = reader.account
            errors += reader.text.errors.sortedByPosition
        }
        var resources: [Resource] = []
        if let file = files.resourcePolicies, let text = open(file, &errors) {
            var reader = ResourcePoliciesReader(text, account: id)
            resources = reader.read(owners: &owners)
            errors += reader.text.errors.sortedByPosition
        }
        guard errors.isEmpty else { return nil }
        return Account(
            id: id, principals: details.principals, groups: details.groups,
            managedPolicies: details.managedPolicies, resources: resources)
    }

    private func open(_ file: BundleFile, _ errors: inout [BundleError]) -> BundleText? {
        do throws(BundleErrors) {
            return try BundleText(file, limits: limits)
        } catch {
            errors += error.errors
            return nil
        }
    }

    private func capped(_ errors: [BundleError]) -> [BundleError] {
        guard errors.count > limits.errorCountMax else { return errors }
        let last = errors[limits.errorCountMax]
        let note = BundleError(
            file: last.file, position: nil,
            message: "\(errors.count - limits.errorCountMax) more errors are not listed")
        return errors.prefix(limits.errorCountMax) + [note]
    }
}

extension [BundleError] {
    /// The errors of one file by their place; those of one place in the order of finding.
    fileprivate var sortedByPosition: [BundleError] {
        enumerated().sorted { one, other in
            let (a, b) = (one.element.position, other.element.position)
            return (a?.line ?? 0, a?.column ?? 0, one.offset)
                < (b?.line ?? 0, b?.column ?? 0, other.offset)
        }.map(\.element)
    }
}
