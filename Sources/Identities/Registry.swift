/// Everything that a store keeps, in memory: what operations read, and what they say they change.
///
///     let role = registry.find(RoleRecord.self, account: "111122223333", name: "deployer")
///     let roles = registry.all(RoleRecord.self, account: "111122223333")
package struct Registry: Sendable {
    /// By sort, account and name.
    private var records: [RecordKey.Kind: [String: [String: Record]]] = [:]

    /// Creates a registry of these records.
    package init(_ records: some Sequence<Record> = []) {
        for record in records { apply(.put(record)) }
    }

    /// The record of a key.
    package subscript(key: RecordKey) -> Record? { records[key.kind]?[key.account]?[key.name] }

    /// The one of a sort with this name, as keys have it: that of a role in lower case.
    package func find<Value: Recordable>(
        _ sort: Value.Type, account: String, name: String
    ) -> Value? {
        self[RecordKey(sort.kind, account: account, name: name)]?.value as? Value
    }

    /// The one of a sort with this name in whatever account, where names are unique without it.
    ///
    /// - Complexity: O(*n*) in the number of accounts that have some of the sort.
    package func find<Value: Recordable>(_ sort: Value.Type, name: String) -> Value? {
        for records in (records[sort.kind] ?? [:]).values {
            if let found = records[name] { return found.value as? Value }
        }
        return nil
    }

    /// All of a sort that an account has, by name.
    ///
    /// - Complexity: O(*n* log *n*) in their number.
    package func all<Value: Recordable>(_ sort: Value.Type, account: String) -> [Value] {
        (records[sort.kind]?[account] ?? [:]).sorted { $0.key < $1.key }
            .compactMap { $0.value.value as? Value }
    }

    /// All of a sort, by account and name.
    ///
    /// - Complexity: O(*n* log *n*) in their number.
    package func all<Value: Recordable>(_ sort: Value.Type) -> [Value] {
        (records[sort.kind] ?? [:]).keys.sorted().flatMap { all(sort, account: $0) }
    }

    /// How many of a sort an account has.
    ///
    /// - Complexity: O(1).
    package func count<Value: Recordable>(_ sort: Value.Type, account: String) -> Int {
        records[sort.kind]?[account]?.count ?? 0
    }

    /// The accounts that have something of a sort, in no particular order.
    package func accounts(having kind: RecordKey.Kind) -> some Sequence<String> {
        (records[kind] ?? [:]).keys
    }

    /// Makes a change; removing what is not there changes nothing.
    package mutating func apply(_ change: RecordChange) {
        let key = change.key
        switch change {
        case .put(let record):
            records[key.kind, default: [:]][key.account, default: [:]][key.name] = record
        case .remove:
            records[key.kind]?[key.account]?[key.name] = nil
            if records[key.kind]?[key.account]?.isEmpty == true {
                records[key.kind]?[key.account] = nil
            }
        }
    }
}
