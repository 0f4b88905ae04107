import Glibc
import SQLite

/// Writes to a database for ever, until somebody kills it.
///
///     TestDatabase PATH
///
/// Each transaction puts ``partCount`` rows with its number into one table, and raises the number
/// in another. The number is printed when the transaction has returned, and not before.
@main
enum TestDatabase {
    private static let partCount = 20

    static func main() {
        do {
            let database = try Database(path: CommandLine.arguments[1])
            try Migrations([
                "CREATE TABLE part (number INTEGER NOT NULL, part INTEGER NOT NULL) STRICT;",
                "CREATE TABLE last (number INTEGER NOT NULL) STRICT; INSERT INTO last VALUES (0);",
            ]).apply(to: database)
            while true {
                print(try self.write(to: database))
                // Into a pipe, output is written block by block, and somebody waits for the line.
                fflush(nil)
            }
        } catch {
            print("error: \(error)")
            exit(2)
        }
    }

    private static func write(to database: Database) throws(DatabaseError) -> Int {
        try database.transaction { () throws(DatabaseError) in
            try database.run("UPDATE last SET number = number + 1")
            let number = try database.row("SELECT number FROM last", as: Int.self)
            for part in 0..<self.partCount {
                try database.run("INSERT INTO part VALUES (?, ?)", number, part)
            }
            return number ?? 0
        }
    }
}
