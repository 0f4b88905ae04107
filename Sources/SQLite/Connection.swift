import CSQLite
import Glibc

/// The door to one open database: what SQLite knows about it, in safe terms.
///
/// INVARIANT (lifetime): `handle` is open from `init` to `deinit`. Statements hold on to their
/// connection, so that none outlives it.
/// INVARIANT (thread): the type is not `Sendable`, so that one thread at a time uses the handle.
/// SQLite is told so, and takes no locks of its own.
@safe
final class Connection {
    /// SQLite's own object.
    let handle: OpaquePointer

    /// Opens a file, which must exist, to read and write.
    ///
    /// - Parameter path: A path, and nothing else: SQLite would take `:memory:`, the empty text
    ///   and `file:` for something special.
    init(path: String) throws(DatabaseError) {
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        // SAFETY: the path is lent, zero-terminated, for the call alone, which fills in the handle.
        let code = unsafe sqlite3_open_v2(Self.plain(path), &handle, flags, nil)
        guard let handle = unsafe handle else {
            throw DatabaseError(code: SQLITE_NOMEM, "out of memory")
        }
        // Even after a failure there is a handle, which has the words for it and must be closed.
        unsafe self.handle = handle
        try self.check(code)
        // SAFETY: (lifetime)
        guard unsafe sqlite3_db_readonly(handle, "main") == 0 else {
            throw DatabaseError(.readOnly, "the file can't be written")
        }
    }

    deinit {
        // SAFETY: (lifetime) there are no statements left, so this closes the file at once.
        unsafe sqlite3_close_v2(self.handle)
    }

    /// Makes an empty file that its owner alone may read and write, if there is none.
    ///
    /// The file is never opened here: closing it would take away the locks that another connection
    /// of this process holds on it, as POSIX has it.
    static func createFile(_ path: String) throws(DatabaseError) {
        // SAFETY: the path is lent, zero-terminated, for the call alone.
        let result = unsafe mknod(Self.plain(path), S_IFREG | S_IRUSR | S_IWUSR, 0)
        let number = errno
        guard result == 0 || number == EEXIST else {
            // SAFETY: `strerror` returns zero-terminated text, which is copied before its next call.
            let words = unsafe strerror(number).map { unsafe String(cString: $0).lowercased() }
            throw DatabaseError(.cannotOpen, "can't create the file: \(words ?? "\(number)")")
        }
    }

    /// Sets what has no statement.
    func configure(busyTimeout: Duration, valueByteCountMax: Int32) {
        let (seconds, attoseconds) = busyTimeout.components
        let milliseconds = Int32(clamping: seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
        // SAFETY: (lifetime) here and below.
        unsafe sqlite3_busy_timeout(self.handle, milliseconds)
        unsafe sqlite3_limit(self.handle, SQLITE_LIMIT_LENGTH, valueByteCountMax)
        // A file may come from anywhere: its views and triggers may not call functions with side
        // effects, nor may any statement write to the tables that describe the others.
        unsafe csqlite_configure(self.handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
        unsafe csqlite_configure(self.handle, SQLITE_DBCONFIG_DEFENSIVE, 1)
        // A misspelt column in double quotes is an error, and not a text.
        unsafe csqlite_configure(self.handle, SQLITE_DBCONFIG_DQS_DML, 0)
        unsafe csqlite_configure(self.handle, SQLITE_DBCONFIG_DQS_DDL, 0)
    }

    /// Whether a transaction is open. SQLite rolls back by itself after some failures.
    var isInTransaction: Bool {
        unsafe sqlite3_get_autocommit(self.handle) == 0
    }

    /// How many rows the last statement that changed any has changed.
    var changedRowCount: Int {
        unsafe Int(sqlite3_changes64(self.handle))
    }

    /// How many rows have been changed since the connection was opened, by triggers as well.
    var totalChangedRowCount: Int {
        unsafe Int(sqlite3_total_changes64(self.handle))
    }

    /// Throws what a result code stands for, if it is that of a failure.
    func check(_ code: Int32) throws(DatabaseError) {
        if code != SQLITE_OK { throw self.error(code) }
    }

    /// The error of a call that has just failed.
    func error(_ code: Int32) -> DatabaseError {
        // SAFETY: (lifetime); the words are zero-terminated, and copied before the next call.
        guard let words = unsafe sqlite3_errmsg(self.handle) else {
            return DatabaseError(code: code, "error \(code)")
        }
        return unsafe DatabaseError(code: code, String(cString: words))
    }

    private static func plain(_ path: String) -> String {
        path.hasPrefix("/") ? path : "./" + path
    }
}
