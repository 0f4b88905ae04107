import Identities
import SQLite

/// A store in one SQLite file, which several processes of a machine may share.
///
/// What a commit has changed is on the disk when the call returns. The file holds the secrets of
/// access keys and is made for its owner alone to read.
package final class SQLiteStore: RecordStore {
    private let path: String
    private let database: Database

    /// The file's data version when everything was loaded; `nil` before that.
    private var loadedVersion: Int?

    /// From an empty file to today's tables.
    ///
    /// What a record's JSON may hold is part of a version, too: a program that writes a member that
    /// the program before it does not know adds a step, if only an empty one, so that this refuses
    /// the file at once.
    static let migrations = [
        """
        CREATE TABLE records (
            kind TEXT NOT NULL, account TEXT NOT NULL, name TEXT NOT NULL, body BLOB NOT NULL,
            PRIMARY KEY (kind, account, name)
        ) STRICT, WITHOUT ROWID;
        """
    ]

    /// Opens a store, makes the file if there is none, and brings it up to date.
    ///
    /// - Throws: If it can't be opened, is not a store, or is that of a newer program.
    package convenience init(path: String) throws(RecordStoreError) {
        try self.init(path: path, migrations: Self.migrations)
    }

    /// - Parameter busyTimeout: How long to wait for somebody else who writes.
    init(
        path: String, migrations: [String], busyTimeout: Duration = .seconds(5)
    ) throws(RecordStoreError) {
        // To the system the path would end there, and name another file.
        guard !path.utf8.contains(0) else {
            throw RecordStoreError(.broken, "store: the path has a zero byte")
        }
        self.path = path
        do throws(DatabaseError) {
            database = try Database(path: path, busyTimeout: busyTimeout)
            try Migrations(migrations).apply(to: database)
        } catch {
            throw RecordStoreError(error, path)
        }
    }

    package func load() throws(RecordStoreError) -> [Record] {
        let path = path
        do throws(Failure) {
            let (version, records) = try database.transaction(.reading) {
                () throws(Failure) -> (Int, [Record]) in
                (try dataVersion(), try readRecords())
            }
            loadedVersion = version
            return records
        } catch {
            throw error.storeError(path)
        }
    }

    package func commit(
        _ changes: [RecordChange], publish: () -> Bool
    ) throws(RecordStoreError) -> Bool {
        do throws(Failure) {
            let writes = try changes.map { (change) throws(Failure) -> Write in
                try Write(change)
            }
            return try database.transaction { () throws(Failure) -> Bool in
                // Asked within the transaction: from here on nobody else changes anything.
                guard let loadedVersion, try dataVersion() == loadedVersion else {
                    throw Failure.conflict
                }
                for write in writes { try carryOut(write) }
                guard publish() else { throw Failure.notPublished }
                return true
            }
        } catch {
            if case .notPublished = error { return false }
            throw error.storeError(path)
        }
    }

    package func hasNews() throws(RecordStoreError) -> Bool {
        do throws(Failure) { return try dataVersion() != loadedVersion } catch {
            throw error.storeError(path)
        }
    }
}

extension SQLiteStore {
    /// A change as it is written.
    private struct Write {
        var key: RecordKey
        /// The record's JSON; `nil` if it goes.
        var body: [UInt8]?

        init(_ change: RecordChange) throws(Failure) {
            key = change.key
            guard case .put(let record) = change else { return }
            do throws(RecordCodecError) { body = try RecordCodec.encode(record) } catch {
                throw .codec(error)
            }
        }
    }

    /// What can go wrong between records and the file.
    private enum Failure: DatabaseErrorConvertible {
        case database(DatabaseError)
        case codec(RecordCodecError)
        case unknownKind(String)
        case conflict
        case notPublished

        init(_ error: DatabaseError) { self = .database(error) }

        func storeError(_ path: String) -> RecordStoreError {
            switch self {
            case .database(let error): RecordStoreError(error, path)
            case .codec(let error): RecordStoreError(.broken, "\(path): \(error.description)")
            case .unknownKind(let kind):
                RecordStoreError(.broken, "\(path): unknown sort of record `\(kind)`")
            case .conflict, .notPublished:
                RecordStoreError(.conflict, "\(path): somebody else has changed the store")
            }
        }
    }

    private func dataVersion() throws(Failure) -> Int {
        do throws(DatabaseError) { return try database.dataVersion } catch {
            throw .database(error)
        }
    }

    private func readRecords() throws(Failure) -> [Record] {
        let rows: [(String, String, String, [UInt8])]
        do throws(DatabaseError) {
            rows = try database.rows(
                "SELECT kind, account, name, body FROM records",
                as: String.self, String.self, String.self, [UInt8].self)
        } catch {
            throw .database(error)
        }
        return try rows.map { (row) throws(Failure) -> Record in
            guard let kind = RecordKey.Kind(rawValue: row.0) else { throw .unknownKind(row.0) }
            let key = RecordKey(kind, account: row.1, name: row.2)
            do throws(RecordCodecError) { return try RecordCodec.decode(row.3, as: key) } catch {
                throw .codec(error)
            }
        }
    }

    private func carryOut(_ write: Write) throws(Failure) {
        let key = write.key
        do throws(DatabaseError) {
            if let body = write.body {
                try database.run(
                    "INSERT OR REPLACE INTO records (kind, account, name, body) VALUES (?, ?, ?, ?)",
                    key.kind.rawValue, key.account, key.name, body)
            } else {
                try database.run(
                    "DELETE FROM records WHERE kind = ? AND account = ? AND name = ?",
                    key.kind.rawValue, key.account, key.name)
            }
        } catch {
            throw .database(error)
        }
    }
}

extension RecordStoreError {
    /// What a failure of the database means to whoever uses the store at a path.
    fileprivate init(_ error: DatabaseError, _ path: String) {
        let kind: Kind =
            switch error.kind {
            case .busy: .busy
            case .full: .full
            default: .broken
            }
        self.init(kind, "\(path): \(error.message)")
    }
}
