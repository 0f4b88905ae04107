import SQLite
import TestSupport
import Testing

@Suite("Transactions")
struct TransactionTests {
    let directory: TemporaryDirectory
    let database: Database
    var path: String { self.directory.path("store") }

    init() throws {
        self.directory = try TemporaryDirectory()
        self.database = try Database(path: self.directory.path("store"), busyTimeout: .zero)
        try Migrations(["CREATE TABLE entry (key INTEGER PRIMARY KEY, value TEXT) STRICT"])
            .apply(to: self.database)
    }

    /// An error of a boundary above.
    enum StoreError: DatabaseErrorConvertible, Equatable {
        case refused
        case database(DatabaseError)

        init(_ error: DatabaseError) { self = .database(error) }
    }

    @Test("keep everything if the body returns, and give its result")
    func commit() throws {
        let result = try self.database.transaction { () throws(DatabaseError) in
            try self.insert(1...10)
            return "done"
        }
        #expect(result == "done")
        #expect(try Self.count(in: try Database(path: self.path)) == 10)
    }

    @Test("keep nothing if the body throws, and the next one works")
    func rollBack() throws {
        #expect(throws: StoreError.refused) {
            try self.database.transaction { () throws(StoreError) in
                do throws(DatabaseError) {
                    try self.insert(1...10)
                    try self.database.run("CREATE TABLE other (key TEXT)")
                } catch {
                    throw StoreError(error)
                }
                throw .refused
            }
        }
        #expect(try Self.count(in: self.database) == 0)
        try self.database.transaction { () throws(DatabaseError) in
            try self.insert(1...1)
            try self.database.run("CREATE TABLE other (key TEXT)")
        }
        #expect(try Self.count(in: self.database) == 1)
    }

    @Test("undo a statement that fails alone, if the body goes on")
    func failedStatement() throws {
        try self.database.transaction { () throws(DatabaseError) in
            try self.insert(1...3)
            #expect(throws: DatabaseError.self) {
                try self.database.run("INSERT INTO entry SELECT key + 2, 'again' FROM entry")
            }
            try self.insert(10...10)
        }
        #expect(try Self.count(in: self.database) == 4)
    }

    @Test("may write and answer at once")
    func returning() throws {
        let keys = try self.database.transaction { () throws(DatabaseError) in
            try self.database.rows(
                "INSERT INTO entry VALUES (7, ''), (8, '') RETURNING key", as: Int.self)
        }
        #expect(keys == [7, 8])
    }

    @Test("let one connection write at a time; the other is told")
    func busy() throws {
        let other = try Database(path: self.path, busyTimeout: .zero)
        try self.database.transaction { () throws(DatabaseError) in
            try self.insert(1...1)
            for attempt in 1...2 {
                let error = #expect(throws: DatabaseError.self, "attempt \(attempt)") {
                    try other.run("INSERT INTO entry VALUES (2, '')")
                }
                #expect(error?.kind == .busy)
            }
            let error = #expect(throws: StoreError.self) {
                try other.transaction { () throws(StoreError) in Issue.record("not reached") }
            }
            guard case .database(let reason) = error else { return }
            #expect(reason.kind == .busy)
        }
        try other.run("INSERT INTO entry VALUES (2, '')")
        #expect(try Self.count(in: self.database) == 2)
    }

    @Test("wait for each other, as long as they are allowed to")
    func waiting() throws {
        let path = self.path
        let (writers, turns) = (4, 25)
        onThreads(writers) { writer in
            do {
                let database = try Database(path: path, busyTimeout: .seconds(60))
                for _ in 0..<turns {
                    try database.transaction { () throws(DatabaseError) in
                        let count = try Self.count(in: database)
                        try database.run("INSERT INTO entry VALUES (?, ?)", count, "\(writer)")
                    }
                }
            } catch {
                Issue.record(error)
            }
        }
        #expect(try Self.count(in: self.database) == writers * turns)
    }

    @Test("a reader sees one moment, whatever is written meanwhile, and never waits")
    func reading() throws {
        let reader = try Database(path: self.path, busyTimeout: .zero)
        try self.insert(1...5)
        try reader.transaction(.reading) { () throws(DatabaseError) in
            #expect(try Self.count(in: reader) == 5)
            try self.database.transaction { () throws(DatabaseError) in
                try self.insert(6...9)
                #expect(try Self.count(in: reader) == 5)
            }
            #expect(try Self.count(in: reader) == 5)
        }
        #expect(try Self.count(in: reader) == 9)
    }

    @Test("dataVersion tells of changes by others, and of no others")
    func dataVersion() throws {
        let other = try Database(path: self.path)
        let before = try self.database.dataVersion
        try self.insert(1...1)
        #expect(try self.database.dataVersion == before)
        _ = try Self.count(in: other)
        #expect(try self.database.dataVersion == before)
        try other.run("INSERT INTO entry VALUES (2, '')")
        let after = try self.database.dataVersion
        #expect(after != before)
        #expect(try self.database.dataVersion == after)
    }

    @Test("a full file undoes the whole transaction, even if the body goes on")
    func full() throws {
        try self.insert(1...1)
        try self.database.run("PRAGMA max_page_count = 20")
        let long = String(repeating: "x", count: 4_000)

        let error = #expect(throws: DatabaseError.self) {
            try self.database.transaction { () throws(DatabaseError) in
                try self.insert(2...100, long)
            }
        }
        #expect(error?.kind == .full)
        #expect(try Self.count(in: self.database) == 1)

        #expect(throws: DatabaseError.self) {
            try self.database.transaction { () throws(DatabaseError) in
                try? self.insert(2...100, long)
                // Whether SQLite has rolled back or not, this must not be half a transaction.
                try self.database.run("INSERT INTO entry VALUES (1000, '')")
                try self.insert(2...100, long)
            }
        }
        #expect(try Self.count(in: self.database) == 1)

        try self.database.run("PRAGMA max_page_count = 1000")
        try self.insert(2...100, long)
        #expect(try Self.count(in: self.database) == 100)
    }

    @Test("go no further once SQLite has given the transaction up")
    func givenUp() throws {
        let error = #expect(throws: DatabaseError.self) {
            try self.database.transaction { () throws(DatabaseError) in
                try self.insert(1...1)
                // As SQLite does by itself when it runs out of memory or disk.
                _ = try? self.database.run("INSERT OR ROLLBACK INTO entry VALUES (1, '')")
                try self.insert(2...2)
            }
        }
        #expect(error?.message == "the transaction has ended with an earlier failure")
        #expect(try Self.count(in: self.database) == 0)

        #expect(throws: DatabaseError.self, "nor can it be committed") {
            try self.database.transaction { () throws(DatabaseError) in
                try self.insert(1...1)
                _ = try? self.database.run("INSERT OR ROLLBACK INTO entry VALUES (1, '')")
            }
        }
        #expect(try Self.count(in: self.database) == 0)
        try self.insert(1...1)
    }

    @Test("a connection that may not write says so")
    func readOnly() throws {
        try self.database.run("PRAGMA query_only = ON")
        let error = #expect(throws: DatabaseError.self) { try self.insert(1...1) }
        #expect(error?.kind == .readOnly)
    }

    private func insert(
        _ keys: ClosedRange<Int>, _ value: String = ""
    ) throws(DatabaseError) {
        for key in keys {
            try self.database.run("INSERT INTO entry VALUES (?, ?)", key, value)
        }
    }

    private static func count(in database: Database) throws(DatabaseError) -> Int? {
        try OpeningTests.count(in: database)
    }
}
