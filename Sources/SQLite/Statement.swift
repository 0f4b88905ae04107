import CSQLite

/// One prepared statement: values in, rows out.
///
/// INVARIANT (lifetime): `handle` is live from `init` to `deinit`, and its connection is open.
@safe
final class Statement {
    private let handle: OpaquePointer
    private let connection: Connection

    /// Prepares the first statement of a text.
    ///
    /// - Parameter sql: UTF-8 text. What follows the first statement is taken away from it: the
    ///   rest is left in it. If nothing but white space and comments was there, it ends up empty
    ///   and the result is nil.
    static func next(
        of sql: inout ArraySlice<UInt8>, on connection: Connection
    ) throws(DatabaseError) -> Statement? {
        var handle: OpaquePointer?
        var byteCount = 0
        // SAFETY: the bytes are lent for the call, which is told their number, and the tail points
        // into them; (lifetime) of the connection.
        let code = unsafe sql.withUnsafeBytes { bytes in
            let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            var tail: UnsafePointer<CChar>?
            let code = unsafe sqlite3_prepare_v3(
                connection.handle, start, Int32(bytes.count),
                UInt32(SQLITE_PREPARE_PERSISTENT), &handle, &tail)
            if let start = unsafe start, let tail = unsafe tail { byteCount = unsafe tail - start }
            return code
        }
        try connection.check(code)
        guard let handle = unsafe handle else {
            sql = []
            return nil
        }
        sql = sql.dropFirst(byteCount)
        return unsafe Statement(handle, connection)
    }

    private init(_ handle: OpaquePointer, _ connection: Connection) {
        unsafe self.handle = handle
        self.connection = connection
    }

    deinit {
        // SAFETY: (lifetime); the code repeats an error that has been reported.
        unsafe sqlite3_finalize(self.handle)
    }

    /// Whether it leaves the file as it is.
    var isReadOnly: Bool {
        // SAFETY: (lifetime) here and below.
        unsafe sqlite3_stmt_readonly(self.handle) != 0
    }

    /// Sets all parameters, in order.
    ///
    /// - Precondition: There are as many values as the statement has parameters.
    func bind(_ values: [any SQLConvertible]) throws(DatabaseError) {
        let count = unsafe Int(sqlite3_bind_parameter_count(self.handle))
        precondition(values.count == count, "\(values.count) values for \(count) parameters")
        for (index, value) in values.enumerated() {
            try self.connection.check(self.bind(value.sqlValue, to: Int32(index + 1)))
        }
    }

    private func bind(_ value: SQLValue, to index: Int32) -> Int32 {
        switch value {
        case .null:
            return unsafe sqlite3_bind_null(self.handle, index)
        case .integer(let number):
            return unsafe sqlite3_bind_int64(self.handle, index, number)
        case .text(var text):
            // SAFETY: the bytes are lent for the call, which copies them.
            return text.withUTF8 { bytes in
                unsafe csqlite_bind_text(
                    self.handle, index, bytes.baseAddress, sqlite3_uint64(bytes.count))
            }
        case .blob(let bytes):
            // SAFETY: as above.
            return unsafe bytes.withUnsafeBytes { bytes in
                unsafe csqlite_bind_blob(
                    self.handle, index, bytes.baseAddress, sqlite3_uint64(bytes.count))
            }
        }
    }

    /// Goes on to the next row; false if there is none, and all is done.
    func step() throws(DatabaseError) -> Bool {
        switch unsafe sqlite3_step(self.handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw self.connection.error(code)
        }
    }

    /// Makes the statement ready to run again, and forgets its values.
    func reset() {
        // The code repeats the error of the last step, which has been reported.
        unsafe sqlite3_reset(self.handle)
        unsafe sqlite3_clear_bindings(self.handle)
    }

    /// How many columns its rows have.
    var columnCount: Int {
        unsafe Int(sqlite3_column_count(self.handle))
    }

    /// The value in a column of the current row.
    ///
    /// - Precondition: The statement has such a column.
    func column(_ index: Int) throws(DatabaseError) -> SQLValue {
        precondition(
            (0..<self.columnCount).contains(index), "column \(index) of \(self.columnCount)")
        let column = Int32(index)
        switch unsafe sqlite3_column_type(self.handle, column) {
        case SQLITE_NULL: return .null
        case SQLITE_INTEGER: return unsafe .integer(sqlite3_column_int64(self.handle, column))
        case SQLITE_TEXT: return .text(try self.text(column))
        case SQLITE_BLOB: return .blob(try self.bytes(column))
        default: throw DatabaseError(.unexpectedValue, "a floating-point number in a column")
        }
    }

    private func text(_ column: Int32) throws(DatabaseError) -> String {
        // SAFETY: SQLite lends the text until the next call for this statement. The count is asked
        // for afterwards, since it is that of the form asked for last.
        guard let start = unsafe sqlite3_column_text(self.handle, column) else {
            throw DatabaseError(code: SQLITE_NOMEM, "out of memory")
        }
        let count = unsafe Int(sqlite3_column_bytes(self.handle, column))
        let bytes = unsafe UnsafeBufferPointer(start: start, count: count)
        guard let text = unsafe String(validating: bytes, as: UTF8.self) else {
            throw DatabaseError(.unexpectedValue, "text in a column is not UTF-8")
        }
        return text
    }

    private func bytes(_ column: Int32) throws(DatabaseError) -> [UInt8] {
        // SAFETY: as for text; no bytes are a null pointer, and so is a failure.
        let start = unsafe sqlite3_column_blob(self.handle, column)
        let count = unsafe Int(sqlite3_column_bytes(self.handle, column))
        guard let start = unsafe start else { return [] }
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }
}
