import SQLite
import TestSupport
import Testing

@Suite("Migrations")
struct MigrationsTests {
    static let steps = [
        "CREATE TABLE a (key TEXT); CREATE TABLE b (key TEXT); -- and a comment\n",
        "INSERT INTO a VALUES ('one; two'); INSERT INTO b SELECT key FROM a;",
        "ALTER TABLE a ADD COLUMN value TEXT",
    ]
    let directory: TemporaryDirectory
    let database: Database
    var path: String { self.directory.path("store") }

    init() throws {
        self.directory = try TemporaryDirectory()
        self.database = try Database(path: self.directory.path("store"))
    }

    @Test("go forward from any version", arguments: 0...3)
    func forward(from version: Int) throws {
        try Migrations(Array(Self.steps.prefix(version))).apply(to: self.database)
        #expect(try self.database.userVersion == version)
        let migrations = Migrations(Self.steps)
        #expect(migrations.version == 3)
        for _ in 0..<2 {
            try migrations.apply(to: self.database)
            #expect(try self.database.userVersion == 3)
        }
        let keys = try self.database.rows("SELECT b.key FROM a JOIN b USING (key)", as: String.self)
        #expect(keys == ["one; two"])
    }

    @Test("a step that fails leaves what was there before it")
    func failure() throws {
        let broken = Migrations(Self.steps + ["CREATE TABLE c (key TEXT); SELEKT 1"])
        #expect(throws: DatabaseError.self) { try broken.apply(to: self.database) }
        #expect(try self.database.userVersion == 3)
        let count = try self.database.row(
            "SELECT count(*) FROM sqlite_schema WHERE name = 'c'", as: Int.self)
        #expect(count == 0)
    }

    @Test("a file from a newer program is refused")
    func newer() throws {
        try Migrations(Self.steps).apply(to: self.database)
        let error = #expect(throws: DatabaseError.self) {
            try Migrations(Array(Self.steps.prefix(2))).apply(to: self.database)
        }
        #expect(error?.kind == .newer)
        #expect(error?.message == "the file has version 3, and this program knows none after 2")
        #expect(try self.database.userVersion == 3)
    }

    @Test("processes that start at once do each step once")
    func concurrent() throws {
        let path = self.directory.path("another")
        let steps =
            ["CREATE TABLE a (key TEXT)"]
            + Array(
                repeating: "INSERT INTO a VALUES ('x')", count: 20)
        onThreads(4) { _ in
            do {
                let database = try Database(path: path, busyTimeout: .seconds(60))
                try Migrations(steps).apply(to: database)
            } catch {
                Issue.record(error)
            }
        }
        let count = try Database(path: path).row("SELECT count(*) FROM a", as: Int.self)
        #expect(count == 20)
    }
}
