import Directory
import Files
import Identities
import Store

/// `verdict import`: makes a bundle's entities the store's own.
enum ImportCommand: Command {
    static let name = "import"
    static let summary = "make a bundle's users, groups, roles and policies the store's own"
    static let operands = "BUNDLE"
    static let discussion = """
        Entities of a bundle can only be read through the admin plane. After an import the store has
        them, and they can be changed there. From then on the store alone says which users, groups,
        roles and managed policies an account has, whatever the bundle's files say of it; the files'
        resource policies and organization still count where they are served, and are kept in the
        store for a daemon that is started without them.

        All of the bundle is imported or nothing.

        Exit status: 0, or 2 if the bundle or the store is bad, an account was imported before, or
        the store has something of the same name.
        """
    static let options = [
        CommandOption("store", "PATH", help: "the store; it is made if it isn't there")
    ]
    static let example = "verdict import deploy/example --store verdict.db"

    static func run(_ options: CommandOptions) throws(UsageError) -> Int32 {
        guard options.operands.count == 1 else { throw UsageError("give one bundle") }
        guard let path = options.value("store") else { throw UsageError("no --store") }
        do {
            let files = try BundleFiles.read(options.operands[0])
            _ = try BundleLoader().load(files)
            let store = try SQLiteStore(path: path)
            let work = try BundleImport(
                try BundleRecords(reading: files), into: try store.load())
            _ = try store.commit(work.records.map { .put($0) }) { true }
            let counts = work.records.reduce(into: [:]) { $0[$1.key.kind, default: 0] += 1 }
            for (kind, noun) in nouns { print("\(counts[kind] ?? 0) \(noun)") }
            return ExitStatus.success
        } catch let error as BundleErrors {
            for error in error.errors { StandardError.write(line: "\(error)") }
        } catch let error as RecordStoreError {
            StandardError.write(line: "verdict import: \(error.message)")
        } catch {
            StandardError.write(line: "verdict import: \(error)")
        }
        return ExitStatus.usage
    }

    private static let nouns: [(RecordKey.Kind, String)] = [
        (.account, "accounts"), (.user, "users"), (.group, "groups"), (.role, "roles"),
        (.policy, "managed policies"),
    ]
}
