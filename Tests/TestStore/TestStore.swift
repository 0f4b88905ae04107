import Glibc
import Identities
import Store

/// Commits to a store for ever, until somebody kills it.
///
///     TestStore PATH
///
/// Each commit puts as many roles as ``StoreTests`` counts, with its number as their description,
/// and takes those of the commit before away. The number is printed when the commit has returned.
@main
enum TestStore {
    private static let roleCount = 20

    static func main() {
        do {
            let store = try SQLiteStore(path: CommandLine.arguments[1])
            var old = Registry(try store.load()).all(RoleRecord.self)
            var number = old.first.flatMap { Int($0.description) } ?? 0
            while true {
                number += 1
                let new = (0..<roleCount).map { role($0, number: number) }
                let changes = old.map(\.remove) + new.map(\.put)
                guard try store.commit(changes, publish: { true }) else { exit(3) }
                print(number)
                // Into a pipe, output is written block by block, and somebody waits for the line.
                fflush(nil)
                old = new
            }
        } catch {
            print("error: \(error)")
            exit(2)
        }
    }

    private static func role(_ index: Int, number: Int) -> RoleRecord {
        // Names change, too, so that half a commit would leave too many roles or too few.
        let head = EntityHead(
            account: "111122223333", name: "role-\(number)-\(index)", id: "AROA", created: 0)
        return RoleRecord(head: head, trustPolicy: "{}", description: String(number))
    }
}
