import CSQLite

/// Why a database can't be used, or a statement was not carried out.
///
/// Nothing of a statement that fails has happened. Of a transaction that fails, neither.
package struct DatabaseError: Error, Sendable, Hashable {
    /// What went wrong.
    package enum Kind: Sendable, Hashable {
        /// Another connection was writing for longer than we wait; try again.
        case busy
        /// The disk, or the file as far as it may grow, is full.
        case full
        /// The file can't be written.
        case readOnly
        /// The file can't be opened: no such directory, no permission, a directory in its place.
        case cannotOpen
        /// The system failed to read or write.
        case inputOutput
        /// The file is damaged. Nothing it says may be believed.
        case corrupt
        /// The file is not an SQLite database.
        case notADatabase
        /// The file is an SQLite database, but not one of ours.
        case foreign
        /// The file was written by a newer program, whose tables this one can't know.
        case newer
        /// The change would break a rule of the tables: a unique, foreign or missing value.
        case constraint
        /// A value is longer than ``Database/valueByteCountMax``.
        case tooLong
        /// A column holds a value of another type than was asked for.
        case unexpectedValue
        /// Anything else, such as wrong SQL or too little memory.
        case other
    }

    /// What went wrong.
    package let kind: Kind

    /// SQLite's extended result code; 0 if it was not SQLite that complained.
    package let code: Int32

    /// What went wrong in words, lower case.
    package let message: String

    init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.code = 0
        self.message = message
    }

    /// The error that a result code and SQLite's words for it make.
    init(code: Int32, _ message: String) {
        self.kind = Self.kind(ofCode: code)
        self.code = code
        self.message = message
    }

    private static func kind(ofCode code: Int32) -> Kind {
        // The low byte of an extended code is the plain one.
        switch code & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED: .busy
        case SQLITE_FULL: .full
        case SQLITE_READONLY: .readOnly
        case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: .cannotOpen
        case SQLITE_IOERR, SQLITE_NOLFS, SQLITE_PROTOCOL: .inputOutput
        case SQLITE_CORRUPT, SQLITE_FORMAT: .corrupt
        case SQLITE_NOTADB: .notADatabase
        case SQLITE_CONSTRAINT: .constraint
        case SQLITE_TOOBIG: .tooLong
        default: .other
        }
    }
}

extension DatabaseError: CustomStringConvertible {
    /// `database: database is locked (SQLite code 5)`.
    package var description: String {
        self.code == 0
            ? "database: \(self.message)"
            : "database: \(self.message) (SQLite code \(self.code))"
    }
}

/// An error type of a boundary above, for which a database's failure is one of several reasons.
///
/// It lets ``Database/transaction(_:_:)`` throw one type, whoever failed.
package protocol DatabaseErrorConvertible: Error {
    /// Wraps a failure of the database.
    init(_ error: DatabaseError)
}

extension DatabaseError: DatabaseErrorConvertible {
    package init(_ error: DatabaseError) { self = error }
}
