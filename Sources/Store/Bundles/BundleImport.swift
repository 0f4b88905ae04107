import Directory
import Identities
import PolicyLanguage
import PolicyModel

/// Makes a bundle's entities the store's own, so that they can be changed.
package struct BundleImport: Sendable {
    /// What is new in the store: the bundle's entities, and for each of its accounts that the
    /// store alone says from now on what it has.
    package let records: [Record]

    /// Prepares an import.
    ///
    /// - Parameter kept: Everything that the store keeps.
    /// - Throws: Every account that is imported already, every name that the store has, too, and
    ///   whatever keeps the store's accounts from being served afterwards.
    package init(_ bundle: BundleRecords, into kept: [Record]) throws(BundleErrors) {
        let registry = Registry(kept)
        var errors: [BundleError] = []
        var records: [Record] = []
        for account in bundle.accounts {
            var record =
                registry.find(AccountRecord.self, account: account.id, name: "")
                ?? AccountRecord(id: account.id)
            if record.isImported {
                errors.append(
                    BundleError(file: record.key.label, message: "has been imported before"))
                continue
            }
            for entity in account.entities where registry[entity.key] != nil {
                errors.append(
                    BundleError(file: entity.key.label, message: "the store has one, too"))
            }
            record.isImported = true
            record.resourcePolicies = account.resourcePolicies
            records.append(record.record)
            records += account.entities
        }
        if let text = bundle.organization {
            records.append(OrganizationRecord(text: text).record)
        }
        if errors.isEmpty { errors = Self.flaws(kept, records) }
        guard errors.isEmpty else { throw BundleErrors(errors: errors) }
        self.records = records
    }

    /// What keeps imported accounts from being served.
    private static func flaws(_ kept: [Record], _ records: [Record]) -> [BundleError] {
        var registry = Registry(kept)
        for record in records { registry.apply(.put(record)) }
        let imported = registry.all(AccountRecord.self).filter(\.isImported).map(\.id)
        // What other accounts refer to may be in files that nobody has named here.
        let closed = (kept + records).filter {
            $0.key.account.isEmpty || imported.contains($0.key.account)
        }
        // Policies of service-linked roles need no record.
        let merge = BundleMerge { _ in PolicyDocument(statements: []) }
        do throws(BundleErrors) {
            _ = try merge.merge(nil, with: Registry(closed))
            return []
        } catch {
            return error.errors
        }
    }
}
