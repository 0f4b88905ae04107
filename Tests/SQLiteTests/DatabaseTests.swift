import TestSupport
import Testing

@testable import SQLite

@Suite("Database")
struct DatabaseTests {
    let directory: TemporaryDirectory
    let database: Database

    init() throws {
        self.directory = try TemporaryDirectory()
        self.database = try Database(path: self.directory.path("store"))
        try Migrations(["CREATE TABLE entry (key TEXT PRIMARY KEY, value ANY) STRICT"])
            .apply(to: self.database)
    }

    static let values: [SQLValue] = [
        .null, .integer(0), .integer(.min), .integer(.max),
        .text(""), .text("plain"), .text("a\0b\0"), .text("Grüße, 世界, 👩‍👩‍👧, e\u{301}"),
        .text("'; DROP TABLE entry; --"), .text(String(repeating: "x", count: 100_000)),
        .blob([]), .blob([0]), .blob(Array(0...255)),
    ]

    @Test("gives back what was put in", arguments: values)
    func roundTrip(_ value: SQLValue) throws {
        try self.database.run("INSERT INTO entry VALUES (?, ?)", "key", value)
        let stored = try self.database.row(
            "SELECT value FROM entry WHERE key = ?", "key", as: SQLValue.self)
        // Byte by byte: Swift holds texts for equal that are only equivalent.
        if case .text(let text) = value, case .text(let other) = stored {
            #expect(Array(text.utf8) == Array(other.utf8))
        } else {
            #expect(stored == value)
        }
    }

    @Test("keeps apart texts that differ in their bytes, though Swift holds them for equal")
    func equivalentKeys() throws {
        for key in ["\u{E9}", "e\u{301}", "\u{E9}\0", "\u{E9}\0\0"] {
            try self.database.run("INSERT INTO entry VALUES (?, ?)", key, 1)
        }
        let count = try self.database.run("DELETE FROM entry WHERE key = ?", "\u{E9}\0")
        #expect(count == 1)
        #expect(try self.keys().count == 3)
    }

    @Test("reads Swift's types, and nil for NULL")
    func types() throws {
        let row = try self.database.row(
            "SELECT ?, ?, ?, ?, ?, ?", Int64(7), true, [UInt8](), "t", String?.none, Int?.some(3),
            as: Int64.self, Bool.self, [UInt8].self, String.self, String?.self, Int?.self)
        let (integer, truth, bytes, text, nothing, something) = try #require(row)
        #expect(integer == 7 && truth && bytes == [] && text == "t")
        #expect(nothing == nil && something == 3)
    }

    @Test(
        "reads no value as another type",
        arguments: ["NULL", "'1'", "1.5", "x'31'", "9223372036854775807 + 1", "2"])
    func wrongType(_ expression: String) {
        let error = #expect(throws: DatabaseError.self) {
            try self.database.row("SELECT \(expression)", as: Bool.self)
        }
        #expect(error?.kind == .unexpectedValue)
    }

    @Test("reads no text that is not UTF-8")
    func invalidText() {
        let error = #expect(throws: DatabaseError.self) {
            try self.database.row("SELECT CAST(x'61FF' AS TEXT)", as: String.self)
        }
        #expect(error?.kind == .unexpectedValue)
    }

    @Test("counts the rows that a statement has changed")
    func changes() throws {
        #expect(try self.database.run("INSERT INTO entry VALUES ('a', 1), ('b', 1)") == 2)
        #expect(try self.database.run("UPDATE entry SET value = 2 WHERE key = ?", "a") == 1)
        #expect(try self.database.run("UPDATE entry SET value = 2 WHERE key = ?", "c") == 0)
        #expect(try self.database.run("CREATE TABLE other (key TEXT)") == 0)
        #expect(try self.database.run("SELECT 1") == 0)
    }

    @Test("a row that can't be read leaves the statement ready")
    func unreadableRow() throws {
        try self.database.run("INSERT INTO entry VALUES ('a', NULL), ('b', 2)")
        for _ in 0..<2 {
            #expect(throws: DatabaseError.self) {
                try self.database.rows("SELECT value FROM entry ORDER BY key", as: Int.self)
            }
        }
        let values = try self.database.rows("SELECT value FROM entry ORDER BY key", as: Int?.self)
        #expect(values == [nil, 2])
        #expect(try self.database.row("SELECT key FROM entry WHERE key = 'c'", as: Int.self) == nil)
    }

    @Test("prepared statements: as many as allowed are kept, one more is no harm")
    func statementLimit() throws {
        for number in 0...Database.statementCountMax {
            let value = try self.database.row("SELECT \(number)", as: Int.self)
            #expect(value == number)
        }
    }

    @Test("a value as long as allowed is kept, a longer one refused")
    func valueLimit() throws {
        let byteCountMax = Database.valueByteCountMax
        let fits = try self.database.row("SELECT length(zeroblob(?))", byteCountMax, as: Int.self)
        #expect(fits == byteCountMax)
        let error = #expect(throws: DatabaseError.self) {
            try self.database.run(
                "INSERT INTO entry VALUES ('a', ?)", [UInt8](repeating: 0, count: byteCountMax + 1))
        }
        #expect(error?.kind == .tooLong)
        #expect(try self.keys() == [])
    }

    @Test("tells a broken rule from wrong SQL")
    func statementErrors() throws {
        try self.database.run("INSERT INTO entry VALUES ('a', 1)")
        let constraint = #expect(throws: DatabaseError.self) {
            try self.database.run("INSERT INTO entry VALUES ('a', 2)")
        }
        #expect(constraint?.kind == .constraint)
        #expect(constraint?.code == 1_555, "SQLITE_CONSTRAINT_PRIMARYKEY")
        #expect(
            constraint?.description
                == "database: UNIQUE constraint failed: entry.key (SQLite code 1555)")
        let syntax = #expect(throws: DatabaseError.self) { try self.database.run("SELEKT 1") }
        #expect(syntax?.kind == .other)
        #expect(throws: DatabaseError.self, "double quotes are for columns") {
            try self.database.run(#"SELECT "nothing""#)
        }
    }

    @Test("foreign keys are enforced")
    func foreignKeys() throws {
        try self.database.run("CREATE TABLE child (entry TEXT NOT NULL REFERENCES entry (key))")
        let error = #expect(throws: DatabaseError.self) {
            try self.database.run("INSERT INTO child VALUES ('none')")
        }
        #expect(error?.kind == .constraint)
    }

    @Test("settings are those of a durable store")
    func settings() throws {
        #expect(try self.database.pragma("journal_mode") == SQLValue.text("wal"))
        #expect(try self.database.pragma("synchronous") == SQLValue.integer(2))
        #expect(try self.database.pragma("foreign_keys") == SQLValue.integer(1))
        #expect(try self.database.pragma("trusted_schema") == SQLValue.integer(0))
        #expect(try self.database.pragma("cell_size_check") == SQLValue.integer(1))
        #expect(
            try self.database.pragma("application_id")
                == SQLValue.integer(Int64(Database.applicationID)))
    }

    private func keys() throws -> [String] {
        try self.database.rows("SELECT key FROM entry ORDER BY key", as: String.self)
    }
}
