import Cryptography
import Directory
import Files
import Identities
import PolicyModel
import RequestSigning
import Store

/// `verdict key`: the keys that calls of the admin plane are signed with.
enum KeyCommand: Command {
    static let name = "key"
    static let summary = "make, list and delete keys for the admin plane"
    static let operands = "create | list | delete ID"
    static let discussion = """
        `create` makes a key pair for a principal and prints it, once: the secret can't be shown
        again. The principal is the ARN of an account's root, of a user or of a role, or a service
        principal such as codewhisperer.amazonaws.com, which may then say what depends on its role.
        What a caller may do, its policies decide; root may do everything in its account.

        `list` prints the id and the principal of every key. `delete` makes a key worthless.

        A daemon that serves the store heeds the change with the next call.

        Exit status: 0, or 2 for an error.
        """
    static let options = [
        CommandOption("store", "PATH", help: "the store; `create` makes it if it isn't there"),
        CommandOption("principal", "ID", help: "whose key it is to be"),
    ]
    static let example =
        "verdict key create --store verdict.db --principal arn:aws:iam::111122223333:root"

    static func run(_ options: CommandOptions) throws(UsageError) -> Int32 {
        guard let path = options.value("store") else { throw UsageError("no --store") }
        let operands = options.operands
        switch (operands.first, operands.count) {
        case ("create", 1):
            guard let text = options.value("principal") else {
                throw UsageError("no --principal")
            }
            guard let principal = KeyPrincipal(text) else {
                throw UsageError(
                    "bad principal `\(text)`, expected the ARN of a root, a user or a role, or a "
                        + "service principal")
            }
            return perform(path) { (store) throws(RecordStoreError) in
                try create(for: principal, in: store)
            }
        case ("list", 1): return perform(path, list)
        case ("delete", 2):
            return perform(path) { (store) throws(RecordStoreError) in
                try delete(operands[1], from: store)
            }
        default: throw UsageError("expected `create`, `list` or `delete ID`")
        }
    }

    private static func perform(
        _ path: String, _ work: (SQLiteStore) throws(RecordStoreError) -> Int32
    ) -> Int32 {
        do throws(RecordStoreError) { return try work(try SQLiteStore(path: path)) } catch {
            StandardError.write(line: "verdict key: \(error.message)")
            return ExitStatus.usage
        }
    }

    private static func create(
        for principal: KeyPrincipal, in store: SQLiteStore
    ) throws(RecordStoreError) -> Int32 {
        let registry = Registry(try store.load())
        let pair = AccessKey(
            randomBytes: SecureRandom.bytes(count: AccessKey.randomByteCount))
        let key = AccessKeyRecord(
            id: pair.id.text, secret: pair.secret.text, principal: principal.id,
            account: principal.account, created: epochSeconds())
        var changes = [key.put]
        let account = AccountRecord(id: principal.account)
        if !principal.account.isEmpty, registry[account.key] == nil { changes.append(account.put) }
        _ = try store.commit(changes) { true }
        print("export AWS_ACCESS_KEY_ID=\(key.id)")
        print("export AWS_SECRET_ACCESS_KEY=\(key.secret)")
        return ExitStatus.success
    }

    private static func list(_ store: SQLiteStore) throws(RecordStoreError) -> Int32 {
        for key in Registry(try store.load()).all(AccessKeyRecord.self) {
            print("\(key.id)  \(key.principal)")
        }
        return ExitStatus.success
    }

    private static func delete(
        _ id: String, from store: SQLiteStore
    ) throws(RecordStoreError) -> Int32 {
        let registry = Registry(try store.load())
        guard let key = registry.find(AccessKeyRecord.self, name: id) else {
            StandardError.write(line: "verdict key: no key has the id `\(id)`")
            return ExitStatus.usage
        }
        _ = try store.commit([key.remove]) { true }
        return ExitStatus.success
    }
}

/// Somebody who can have a key.
private struct KeyPrincipal {
    let id: String
    /// The twelve digits; empty for a service.
    let account: String

    /// `nil` for whoever can't have one: sessions have none of their own, and the roles of
    /// services are for these alone.
    init?(_ text: String) {
        id = text
        guard let arn = ARN(text) else {
            guard text.isServicePrincipal else { return nil }
            account = ""
            return
        }
        account = arn.account
        let sorts = ["user/", "role/"]
        guard arn.partition.hasPrefix("aws"), arn.service == "iam", arn.region.isEmpty,
            arn.account.isAccountID,
            arn.resource == "root" || sorts.contains(where: arn.resource.hasPrefix),
            !arn.resource.hasPrefix("role/aws-service-role/")
        else { return nil }
    }
}
