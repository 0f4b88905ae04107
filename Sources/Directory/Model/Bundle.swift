/// Everything that the daemon knows about who exists and which policies are attached to whom: the
/// plain, uncompiled form of a bundle.
///
/// A bundle is a value built once and never changed. The loader makes one from files, tests make
/// them by hand; the engine compiles them.
package struct Bundle: Sendable {
    /// The accounts whose principals are known, by id.
    package internal(set) var accounts: PersistentMap<Account>

    /// The organization, if there is one.
    package let organization: Organization?

    /// Each known resource and the account that lists it, by ARN.
    var resources: PersistentMap<(account: String, resource: Resource)>

    /// Creates a bundle. Of two resources with the same ARN the last one stays; the loader reports
    /// them before it comes to that.
    package init(accounts: [Account], organization: Organization? = nil) {
        self.accounts = PersistentMap(accounts.map { ($0.id, $0) })
        self.organization = organization
        resources = PersistentMap(
            accounts.flatMap { account in
                account.resources.values.map { ($0.arn, (account.id, $0)) }
            })
    }

    /// The one account, if there is no other: neither a folder nor a leaf of the organization.
    var onlyAccount: String? {
        accounts.count == 1 && organization == nil ? accounts.keys.first : nil
    }
}
