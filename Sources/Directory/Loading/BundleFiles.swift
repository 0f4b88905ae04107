import Files

/// A file of a bundle, in memory.
package struct BundleFile: Sendable {
    /// Its path, for errors.
    package var name: String
    /// Its contents.
    package var bytes: [UInt8]

    /// Names contents.
    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// The files of a bundle, in memory: what the loader works on, so that it does no I/O.
package struct BundleFiles: Sendable {
    /// The files of one account.
    package struct Account: Sendable {
        /// The account's id as its folder says; `nil` for a bundle of a single file.
        package var id: String?
        /// The output of `aws iam get-account-authorization-details`.
        package var details: BundleFile
        /// The policies of its resources, if there are any.
        package var resourcePolicies: BundleFile?

        /// Puts an account's files together.
        package init(id: String?, details: BundleFile, resourcePolicies: BundleFile? = nil) {
            self.id = id
            self.details = details
            self.resourcePolicies = resourcePolicies
        }
    }

    /// `organization.json`, if there is one.
    package var organization: BundleFile?
    /// The accounts, in the order in which their errors are to be listed.
    package var accounts: [Account]

    /// Puts a bundle's files together.
    package init(organization: BundleFile? = nil, accounts: [Account]) {
        self.organization = organization
        self.accounts = accounts
    }
}

extension BundleFiles {
    /// Reads the files of a bundle from a directory, or from a single file that holds one account.
    ///
    /// Names that begin with a dot, folders beside `accounts`, and files that are not JSON are left
    /// alone. A JSON file of another name than the known ones is an error: it may well be one of
    /// them, misspelt, and a policy that is silently left out may be the one that denies.
    ///
    /// - Throws: Everything that is missing, unknown or unreadable.
    package static func read(
        _ path: String, limits: BundleLimits = .standard
    ) throws(BundleErrors) -> BundleFiles {
        var reader = BundleFilesReader(limits: limits)
        let files = reader.read(path)
        guard let files, reader.errors.isEmpty else { throw BundleErrors(errors: reader.errors) }
        return files
    }
}

/// Reads a bundle's files and collects what is wrong with them.
private struct BundleFilesReader {
    let limits: BundleLimits
    var errors: [BundleError] = []

    mutating func read(_ path: String) -> BundleFiles? {
        guard DirectoryListing.isDirectory(path) else {
            return contents(path).map {
                BundleFiles(accounts: [.init(id: nil, details: $0)])
            }
        }
        let root = path.hasSuffix("/") ? String(path.dropLast()) : path
        let names = self.names(root)
        reportStrangers(names, in: root, known: ["organization.json"])
        var files = BundleFiles(accounts: [])
        if names.contains("organization.json") {
            files.organization = contents(root + "/organization.json")
        }
        guard names.contains("accounts") else {
            report(root, "bundle has no folder `accounts`")
            return nil
        }
        let accounts = self.names(root + "/accounts")
        if accounts.isEmpty && errors.isEmpty {
            report(root + "/accounts", "folder holds no account")
        }
        for name in accounts {
            if let account = readAccount(root + "/accounts/" + name, id: name) {
                files.accounts.append(account)
            }
        }
        return files
    }

    private mutating func readAccount(_ folder: String, id: String) -> BundleFiles.Account? {
        guard id.isAccountID else {
            report(folder, "name `\(id)` is no account id of twelve digits")
            return nil
        }
        let known = ["authorization-details.json", "resource-policies.json"]
        let names = self.names(folder)
        reportStrangers(names, in: folder, known: known)
        guard names.contains(known[0]) else {
            report(folder, "folder has no `\(known[0])`")
            return nil
        }
        guard let details = contents("\(folder)/\(known[0])") else { return nil }
        var account = BundleFiles.Account(id: id, details: details)
        if names.contains(known[1]) {
            account.resourcePolicies = contents("\(folder)/\(known[1])")
        }
        return account
    }

    private mutating func reportStrangers(_ names: [String], in folder: String, known: [String]) {
        for name in names where name.lowercased().hasSuffix(".json") && !known.contains(name) {
            report("\(folder)/\(name)", "unknown file in a bundle")
        }
    }

    private mutating func names(_ path: String) -> [String] {
        do throws(FileError) {
            return try DirectoryListing.names(path, countMax: limits.accountCountMax)
        } catch {
            report(path, error.message)
            return []
        }
    }

    private mutating func contents(_ path: String) -> BundleFile? {
        do throws(FileError) {
            let bytes = try FileContents.read(path, byteCountMax: limits.fileByteCountMax)
            return BundleFile(name: path, bytes: bytes)
        } catch {
            report(path, error.message)
            return nil
        }
    }

    private mutating func report(_ file: String, _ message: String) {
        errors.append(BundleError(file: file, position: nil, message: message))
    }
}
