import Foundation
import SQLite
import TestSupport
import Testing

@Suite("Opening a database")
struct OpeningTests {
    let directory: TemporaryDirectory
    var path: String { self.directory.path("store") }

    init() throws {
        self.directory = try TemporaryDirectory()
    }

    @Test("makes files that their owner alone may read")
    func permissions() throws {
        let database = try Database(path: self.path)
        try database.run("CREATE TABLE entry (key TEXT)")
        for name in ["store", "store-wal", "store-shm"] {
            let attributes = try FileManager.default.attributesOfItem(
                atPath: self.directory.path(name))
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
    }

    @Test("keeps what was written when it is opened again")
    func reopening() throws {
        for count in 0..<3 {
            let database = try Database(path: self.path)
            try Migrations(["CREATE TABLE entry (key INTEGER)"]).apply(to: database)
            #expect(try Self.count(in: database) == count)
            try database.run("INSERT INTO entry VALUES (1)")
        }
        #expect(!FileManager.default.fileExists(atPath: self.path + "-wal"))
    }

    @Test(
        "takes names that SQLite finds special for plain ones", arguments: [":memory:", "file:x"])
    func specialNames(_ name: String) throws {
        // The working directory is not ours, so nothing may stay behind.
        defer {
            for suffix in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: "./" + name + suffix)
            }
        }
        let version = try Database(path: name).userVersion
        #expect(version == 0)
        #expect(FileManager.default.fileExists(atPath: "./" + name))
    }

    @Test("says that a file can't be opened")
    func cannotOpen() throws {
        #expect(Self.failure(self.directory.path("none/store")) == .cannotOpen)
        #expect(Self.failure(self.directory.path) == .cannotOpen)
        try self.directory.link("loop", to: "loop")
        #expect(Self.failure(self.directory.path("loop")) == .cannotOpen)
    }

    @Test("refuses a file that may not be written", .enabled(if: geteuid() != 0, "root may all"))
    func readOnly() throws {
        _ = try Database(path: self.path)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o400], ofItemAtPath: self.path)
        #expect(Self.failure(self.path) == .readOnly)
    }

    @Test("refuses a file that is no database, and leaves it alone")
    func notADatabase() throws {
        let text = String(repeating: "Version: 2012-10-17\n", count: 100)
        try self.directory.write(text, to: "store")
        #expect(Self.failure(self.path) == .notADatabase)
        #expect(try String(contentsOfFile: self.path, encoding: .utf8) == text)
    }

    @Test(
        "refuses a database of somebody else, and leaves it alone",
        arguments: [
            "CREATE TABLE entry (key TEXT)", "PRAGMA application_id = 1", "PRAGMA user_version = 1",
        ])
    func foreign(_ sql: String) throws {
        try Self.sqlite3(self.path, sql)
        let before = try Data(contentsOf: URL(fileURLWithPath: self.path))
        #expect(Self.failure(self.path) == .foreign)
        #expect(try Data(contentsOf: URL(fileURLWithPath: self.path)) == before)
    }

    @Test("takes an empty file, as a process leaves it that dies at the very beginning")
    func emptyFiles() throws {
        try self.directory.write("", to: "store")
        _ = try Database(path: self.path)
        try self.directory.remove("store")
        try Self.sqlite3(self.path, "PRAGMA journal_mode = WAL")
        let database = try Database(path: self.path)
        try database.run("CREATE TABLE entry (key TEXT)")
        _ = try Database(path: self.path)
    }

    @Test("notices damage, in the head and in the tables")
    func corrupt() throws {
        do {
            let database = try Database(path: self.path)
            try database.run("CREATE TABLE entry (key INTEGER PRIMARY KEY, value TEXT)")
            try database.transaction { () throws(DatabaseError) in
                for key in 0..<1_000 {
                    try database.run("INSERT INTO entry VALUES (?, ?)", key, "value \(key)")
                }
            }
        }
        let whole = try Data(contentsOf: URL(fileURLWithPath: self.path))
        #expect(whole.count > 3 * 4_096)

        var tables = whole
        for offset in 4_096..<whole.count { tables[offset] = 0xA5 }
        try tables.write(to: URL(fileURLWithPath: self.path))
        let database = try Database(path: self.path)
        let error = #expect(throws: DatabaseError.self) { try Self.count(in: database) }
        #expect(error?.kind == .corrupt)

        let short = self.directory.path("short")
        try whole.prefix(4_096 + 100).write(to: URL(fileURLWithPath: short))
        let kinds: [DatabaseError.Kind?] = [.corrupt, .notADatabase]
        let shortFailure = Self.failure(short) { try Self.count(in: $0) }
        #expect(kinds.contains(shortFailure), "\(String(describing: shortFailure))")

        var head = whole
        head[0] = 0
        let headless = self.directory.path("headless")
        try head.write(to: URL(fileURLWithPath: headless))
        #expect(Self.failure(headless) == .notADatabase)
    }

    /// Why a database can't be opened, or used; nil if it can.
    static func failure(
        _ path: String, using body: (Database) throws -> Void = { _ in }
    ) -> DatabaseError.Kind? {
        do {
            try body(try Database(path: path))
            return nil
        } catch let error as DatabaseError {
            return error.kind
        } catch {
            Issue.record(error)
            return nil
        }
    }

    @discardableResult
    static func count(in database: Database) throws(DatabaseError) -> Int? {
        try database.row("SELECT count(*) FROM entry", as: Int.self)
    }

    /// Has Python's own SQLite work on a file, as another program would.
    static func sqlite3(_ path: String, _ sql: String) throws {
        let script = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2])"
        let outcome = try VerdictBinary.run(
            executable: URL(fileURLWithPath: "/usr/bin/env"),
            ["python3", "-c", script + "; c.commit(); c.close()", path, sql])
        #expect(outcome.status == 0, "\(outcome.errors)")
    }
}
