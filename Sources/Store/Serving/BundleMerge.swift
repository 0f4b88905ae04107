import Directory
import Identities
import PolicyModel

/// Puts together what is served: the bundle of files, if there is one, and what the store keeps.
///
/// In an account that has been imported the store alone says which users, groups, roles and managed
/// policies there are. In any other account its entities stand beside those of the files, and
/// nothing may be in both.
package struct BundleMerge: Sendable {
    /// The documents of managed policies that exist without a record: those of service-linked
    /// roles, by ARN.
    let linkedPolicy: @Sendable (_ arn: String) -> PolicyDocument?

    /// Prepares to merge.
    ///
    /// - Parameter linkedPolicy: The document of a service-linked role's managed policy, by its
    ///   ARN; `nil` if there is none.
    package init(linkedPolicy: @escaping @Sendable (_ arn: String) -> PolicyDocument?) {
        self.linkedPolicy = linkedPolicy
    }

    /// Merges.
    ///
    /// Resource policies of an account are those of the files if these have the account, else those
    /// that were imported with it. The organization is that of the files if they have one, else the
    /// imported one: files without any must not be a way around control policies.
    ///
    /// - Parameters:
    ///   - files: The bundle of files; `nil` if there is none.
    ///   - registry: Everything that the store keeps.
    /// - Throws: Every record that can't be read, name that is taken and name that stands for
    ///   nothing.
    /// - Complexity: O(*n*) in the size of both; documents of records are parsed.
    package func merge(
        _ files: Bundle?, with registry: Registry
    ) throws(BundleErrors) -> Bundle {
        var errors: [BundleError] = []
        var ids = Set(files?.accounts.keys ?? [])
        for kind in [RecordKey.Kind.account, .role, .user, .group, .policy] {
            ids.formUnion(registry.accounts(having: kind))
        }
        var accounts: [Account] = []
        for id in ids.sorted() {
            var join = AccountJoin(
                id: id, file: files?.accounts[id], registry: registry, linkedPolicy: linkedPolicy)
            accounts.append(join.account())
            errors += join.errors
        }
        errors += Self.sharedResources(accounts)
        var organization = files?.organization
        if organization == nil,
            let record = registry.find(OrganizationRecord.self, account: "", name: "")
        {
            do throws(BundleErrors) {
                organization = try BundleLoader().organization(
                    BundleFile(name: "organization", bytes: Array(record.text.utf8)))
            } catch {
                errors += error.errors
            }
        }
        guard errors.isEmpty else { throw BundleErrors(errors: errors) }
        return Bundle(accounts: accounts, organization: organization)
    }

    /// Resources that two accounts list.
    private static func sharedResources(_ accounts: [Account]) -> [BundleError] {
        var owners: [String: String] = [:]
        var errors: [BundleError] = []
        for account in accounts {
            for arn in account.resources.keys.sorted() {
                guard let owner = owners.updateValue(account.id, forKey: arn) else { continue }
                errors.append(
                    BundleError(
                        file: "account \(account.id)",
                        message: "resource `\(arn)` is listed by account \(owner), too"))
            }
        }
        return errors
    }
}
