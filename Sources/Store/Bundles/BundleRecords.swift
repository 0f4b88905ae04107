import Directory
import Identities
import PolicyLanguage
import PolicyModel
import StrictJSON

/// What the files of a bundle say of its entities, as records: with all versions of managed
/// policies, with dates, ids, descriptions and tags, and with documents as they are written.
///
/// The loader has to have found the files good: what decisions depend on is not checked again
/// here, but whatever a record needs and the files lack is an error.
package struct BundleRecords: Sendable {
    /// What the files say of one account.
    package struct Account: Sendable {
        /// The twelve digits.
        package var id: String
        /// Users, groups, roles and managed policies, in the order of the file.
        package var entities: [Record]
        /// The text of `resource-policies.json`, if there is one.
        package var resourcePolicies: String?

        /// Describes an account.
        package init(id: String, entities: [Record], resourcePolicies: String? = nil) {
            self.id = id
            self.entities = entities
            self.resourcePolicies = resourcePolicies
        }
    }

    /// The accounts, in the order of the files.
    package var accounts: [Account]
    /// The text of `organization.json`, if there is one.
    package var organization: String?

    /// Puts accounts together.
    package init(accounts: [Account], organization: String? = nil) {
        self.accounts = accounts
        self.organization = organization
    }

    /// Reads the files.
    ///
    /// - Throws: Everything that keeps some entity from being a record.
    /// - Complexity: O(*n*) in the length of the files.
    package init(
        reading files: BundleFiles, limits: BundleLimits = .standard
    ) throws(BundleErrors) {
        var errors: [BundleError] = []
        accounts = []
        for account in files.accounts {
            do throws(FileMistake) {
                var reader = DetailsRecords(
                    try FileText(
                        name: account.details.name, bytes: account.details.bytes,
                        byteCountMax: limits.fileByteCountMax),
                    account: account.id)
                reader.read()
                errors += reader.text.errors
                accounts.append(
                    Account(
                        id: reader.account, entities: reader.records,
                        resourcePolicies: account.resourcePolicies.flatMap { text($0, &errors) }))
            } catch {
                errors.append(error)
            }
        }
        organization = files.organization.flatMap { text($0, &errors) }
        guard errors.isEmpty else { throw BundleErrors(errors: errors) }
    }
}

private func text(_ file: BundleFile, _ errors: inout [BundleError]) -> String? {
    let text = String(validating: file.bytes, as: UTF8.self)
    if text == nil { errors.append(BundleError(file: file.name, message: "is not UTF-8")) }
    return text
}
