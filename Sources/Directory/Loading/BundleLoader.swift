import PolicyLanguage
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
        var parts = LoadedParts()
        return try load(files, reusing: &parts, key: nil)
    }

    /// Loads a bundle from memory, without parsing again what was loaded before.
    ///
    /// - Parameters:
    ///   - parts: What was loaded before; afterwards what is loaded now, if all is well.
    ///   - key: For the digests of files; `nil` to reuse nothing.
    /// - Throws: Every error in every file.
    func load(
        _ files: BundleFiles, reusing parts: inout LoadedParts, key: ContentDigest.Key?
    ) throws(BundleErrors) -> Bundle {
        if files.accounts.count > limits.accountCountMax {
            throw BundleErrors(errors: [
                BundleError(
                    file: files.accounts[limits.accountCountMax].details.name, position: nil,
                    message: "bundle has more than \(limits.accountCountMax) accounts")
            ])
        }
        var errors: [BundleError] = []
        var next = LoadedParts()
        next.organization = load(files.organization, &errors, parts, key)
        var accounts: [Account] = []
        var owners: [String: String] = [:]
        for files in files.accounts {
            let digest = key.map { files.digest($0) }
            let account =
                reused(files, digest, owners: &owners, parts)
                ?? load(files, owners: &owners, &errors)
            guard let account else { continue }
            accounts.append(account)
            if let digest {
                next.accounts[files.details.name] = .init(digest: digest, account: account)
            }
        }
        guard errors.isEmpty else {
            throw BundleErrors(errors: errors.capped(at: limits.errorCountMax))
        }
        parts = next
        return Bundle(accounts: accounts, organization: next.organization?.organization)
    }

    /// Loads an `organization.json` by itself.
    ///
    /// - Throws: Every error in it.
    package func organization(_ file: BundleFile) throws(BundleErrors) -> Organization {
        var errors: [BundleError] = []
        let loaded = load(file, &errors, LoadedParts(), nil)
        guard errors.isEmpty, let loaded else {
            throw BundleErrors(errors: errors.capped(at: limits.errorCountMax))
        }
        return loaded.organization
    }

    /// Loads a `resource-policies.json` by itself.
    ///
    /// - Throws: Every error in it.
    package func resources(
        _ file: BundleFile, account: String
    ) throws(BundleErrors) -> [Resource] {
        var errors: [BundleError] = []
        var owners: [String: String] = [:]
        let resources = load(file, account: account, owners: &owners, &errors)
        guard errors.isEmpty else {
            throw BundleErrors(errors: errors.capped(at: limits.errorCountMax))
        }
        return resources
    }

    private func load(
        _ file: BundleFile?, _ errors: inout [BundleError], _ parts: LoadedParts,
        _ key: ContentDigest.Key?
    ) -> (digest: ContentDigest, organization: Organization)? {
        guard let file else { return nil }
        let digest = key.map { $0.digest(file) }
        if let known = parts.organization, known.digest == digest { return known }
        guard let text = open(file, &errors) else { return nil }
        var reader = OrganizationReader(text)
        let organization = reader.read()
        errors += reader.text.errors.sortedByPosition
        return organization.map { (digest ?? .empty, $0) }
    }

    /// The account that came of these very files.
    ///
    /// - Returns: `nil` if they are others, or if a resource in them is now listed by another
    ///   account, too, so that they have to be read again to say where.
    private func reused(
        _ files: BundleFiles.Account, _ digest: ContentDigest?, owners: inout [String: String],
        _ parts: LoadedParts
    ) -> Account? {
        guard let digest, let known = parts.accounts[files.details.name], known.digest == digest
        else { return nil }
        let arns = known.account.resources.keys
        guard arns.allSatisfy({ owners[$0] == nil }) else { return nil }
        for arn in arns { owners[arn] = known.account.id }
        return known.account
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
        let resources = load(files.resourcePolicies, account: id, owners: &owners, &errors)
        guard errors.isEmpty else { return nil }
        return Account(
            id: id, principals: details.principals, groups: details.groups,
            managedPolicies: details.managedPolicies, resources: resources)
    }

    private func load(
        _ file: BundleFile?, account: String, owners: inout [String: String],
        _ errors: inout [BundleError]
    ) -> [Resource] {
        guard let file, let text = open(file, &errors) else { return [] }
        var reader = ResourcePoliciesReader(text, account: account)
        let resources = reader.read(owners: &owners)
        errors += reader.text.errors.sortedByPosition
        return resources
    }

    private func open(_ file: BundleFile, _ errors: inout [BundleError]) -> FileText? {
        do throws(BundleError) {
            return try FileText(
                name: file.name, bytes: file.bytes, byteCountMax: limits.fileByteCountMax)
        } catch {
            errors.append(error)
            return nil
        }
    }
}
