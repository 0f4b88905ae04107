/// One connection to a database file of ours.
///
/// What a statement or a transaction has changed is on the disk when the call returns, and survives
/// the death of the process and of the machine: SQLite writes ahead to a log and waits for the disk
/// at each commit (WAL, `synchronous=FULL`).
///
///     let database = try Database(path: "/var/lib/verdict/store")
///     try Migrations([...]).apply(to: database)
///     try database.run("INSERT INTO role (arn, description) VALUES (?, ?)", arn, description)
///     let roles = try database.rows("SELECT arn FROM role", as: String.self)
///
/// A connection belongs to one thread at a time. Others, of this process or not, may have
/// connections to the same file: one of them writes at a time, and readers never wait.
package final class Database {
    /// What SQLite keeps in a file's head to say whose it is: the letters `VRDT`.
    package static let applicationID: Int32 = 0x5652_4454

    /// LIMIT: the length of a text, a blob or a row, in bytes. Far beyond any policy document, it
    /// keeps a damaged file from asking for gigabytes.
    package static let valueByteCountMax = 16 << 20

    /// LIMIT: prepared statements kept for their next use. More than the program has texts, so that
    /// it is never reached unless somebody puts values into the text, where they don't belong.
    package static let statementCountMax = 256

    let connection: Connection

    /// The statements that are ready to run, by their texts. One that is running is not here.
    var statements: [String: Statement] = [:]

    // INVARIANT (transaction): SQLite has a transaction open exactly while this is true; otherwise
    // nothing is carried out.
    var isInTransaction = false

    /// Opens a database, and creates it if there is no file, for its owner alone to read and write.
    ///
    /// - Parameters:
    ///   - path: The file. Beside it, SQLite keeps two more, with `-wal` and `-shm` at the end.
    ///   - busyTimeout: How long to wait for another connection that is writing.
    /// - Throws: If the file can't be opened or written, is no database, or is somebody else's;
    ///   it is then left as it was.
    package init(path: String, busyTimeout: Duration = .seconds(5)) throws(DatabaseError) {
        precondition(!path.utf8.contains(0), "a path with a zero byte")
        try Connection.createFile(path)
        self.connection = try Connection(path: path)
        self.connection.configure(
            busyTimeout: busyTimeout, valueByteCountMax: Int32(Self.valueByteCountMax))
        // In one transaction, since another process may be making the same file at this moment.
        let isNew = try self.transaction(.reading) { () throws(DatabaseError) in
            try self.checkOwner()
        }
        for setting in Self.settings {
            try self.execute(setting)
        }
        try self.keepLog()
        if isNew {
            try self.execute("PRAGMA application_id = \(Self.applicationID)")
        }
    }

    private static let settings = [
        "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON", "PRAGMA cell_size_check = ON",
    ]

    /// Finds out whether the file is ours.
    ///
    /// - Returns: Whether nobody has written to it yet.
    /// - Throws: If it is somebody else's, or no database.
    private func checkOwner() throws(DatabaseError) -> Bool {
        let owner: Int = try self.pragma("application_id")
        if owner == Int(Self.applicationID) { return false }
        let isEmpty = try self.row("SELECT count(*) = 0 FROM sqlite_schema", as: Bool.self)
        guard owner == 0, isEmpty == true, try self.userVersion == 0 else {
            throw DatabaseError(.foreign, "the file is a database of another program")
        }
        return true
    }

    /// Has changes written ahead to a log, from the first opening of the file on.
    private func keepLog() throws(DatabaseError) {
        var attemptsLeft = Self.logAttemptMax
        while true {
            do throws(DatabaseError) {
                guard try self.pragma("journal_mode = WAL") == "wal" else {
                    throw DatabaseError(.cannotOpen, "the file system allows no write-ahead log")
                }
                return
            } catch {
                attemptsLeft -= 1
                guard error.kind == .busy, attemptsLeft > 0 else { throw error }
                // Two who begin the log at once stand in each other's way, and SQLite tells one of
                // them at once. This waits for the other.
                try self.execute("BEGIN IMMEDIATE; COMMIT")
            }
        }
    }

    /// LIMIT: attempts to begin the log. The first connection that succeeds ends it for all, so more
    /// than two are needed only when several processes come and go.
    private static let logAttemptMax = 10

    /// The version of the tables; 0 in a new file. ``Migrations`` take care of it.
    package var userVersion: Int {
        get throws(DatabaseError) { try self.pragma("user_version") }
    }

    /// A number that changes when another connection, of this process or another, has changed the
    /// file; this connection's own changes leave it as it is.
    package var dataVersion: Int {
        get throws(DatabaseError) { try self.pragma("data_version") }
    }
}
