import Identities
import ServiceLinkedRoles

/// What a call can see: what the store keeps, and what a bundle serves beside it.
package struct IdentityView: Sendable {
    /// What the store keeps, which can be changed.
    package var own: Registry
    /// What a bundle has. It is read-only, and for an account that the store has imported nothing
    /// of it counts.
    package var bundle: Registry
    /// The services whose roles can be created.
    package var catalogue: ServiceCatalogue
    /// How much of everything there may be.
    package var quotas: Quotas

    /// Puts a view together.
    package init(
        own: Registry, bundle: Registry = Registry(), catalogue: ServiceCatalogue,
        quotas: Quotas = Quotas()
    ) {
        self.own = own
        self.bundle = bundle
        self.catalogue = catalogue
        self.quotas = quotas
    }

    /// The one of a sort with this name, in whatever case it is given.
    func find<Value: Recordable>(_ sort: Value.Type, account: String, name: String) -> Value? {
        let name = name.lowercased()
        if let found = own.find(sort, account: account, name: name) { return found }
        return servesBundle(for: account)
            ? bundle.find(sort, account: account, name: name) : nil
    }

    /// All of a sort that an account has, by name.
    ///
    /// - Complexity: O(*n* log *n*) in their number.
    func all<Value: Recordable>(_ sort: Value.Type, account: String) -> [Value] {
        let mine = own.all(sort, account: account)
        guard servesBundle(for: account) else { return mine }
        let others = bundle.all(sort, account: account).filter { own[$0.key] == nil }
        if others.isEmpty { return mine }
        return (mine + others).sorted { $0.recordName < $1.recordName }
    }

    /// Whether it can be changed.
    func isOwn(_ value: some Recordable) -> Bool { own[value.key] != nil }

    private func servesBundle(for account: String) -> Bool {
        own.find(AccountRecord.self, account: account, name: "")?.isImported != true
    }
}
