/// Reads the current row of a statement, column after column.
struct RowReader {
    private let statement: Statement
    private var column = 0

    init(of statement: Statement) { self.statement = statement }

    /// The value of the next column.
    ///
    /// - Throws: If what is there is of another type.
    mutating func next<Value: SQLConvertible>(
        as type: Value.Type
    ) throws(DatabaseError) -> Value {
        let stored = try self.statement.column(self.column)
        guard let value = Value(sqlValue: stored) else {
            throw DatabaseError(
                .unexpectedValue,
                "column \(self.column) holds \(stored.kind), which is not expected")
        }
        self.column += 1
        return value
    }

    /// Makes sure that there are no more columns.
    func finish() {
        precondition(
            self.column == self.statement.columnCount,
            "\(self.statement.columnCount) columns, of which \(self.column) are read")
    }
}

extension SQLValue {
    /// What kind of value it is, without the value, which may be secret.
    fileprivate var kind: String {
        switch self {
        case .null: "NULL"
        case .integer: "a number"
        case .text: "text"
        case .blob: "bytes"
        }
    }
}
