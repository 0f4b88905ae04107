extension Database {
    /// Runs a statement to its end.
    ///
    /// - Parameters:
    ///   - sql: One statement, with `?` for each value. The text itself is fixed: it is remembered.
    ///   - values: As many as there are `?`.
    /// - Returns: How many rows it has inserted, updated or deleted, without those that triggers
    ///   and foreign keys have.
    @discardableResult
    package func run(
        _ sql: String, _ values: any SQLConvertible...
    ) throws(DatabaseError) -> Int {
        let before = self.connection.totalChangedRowCount
        try self.perform(sql, values, mayWrite: true) { _ throws(DatabaseError) in }
        let isUnchanged = self.connection.totalChangedRowCount == before
        return isUnchanged ? 0 : self.connection.changedRowCount
    }

    /// The rows that a statement answers with, all of them.
    ///
    ///     let roles = try database.rows(
    ///         "SELECT arn, description FROM role WHERE account = ?", account,
    ///         as: String.self, String?.self)
    ///
    /// - Parameter columns: The type of each column, one for each.
    /// - Throws: Also if a column holds a value of another type, or NULL where no optional is
    ///   asked for.
    /// - Precondition: A statement that writes and answers (`RETURNING`) is in a transaction: it
    ///   would be carried out even if its answer can't be read.
    package func rows<each Column: SQLConvertible>(
        _ sql: String, _ values: any SQLConvertible..., as columns: repeat (each Column).Type
    ) throws(DatabaseError) -> [(repeat each Column)] {
        var result: [(repeat each Column)] = []
        try self.perform(sql, values, mayWrite: self.isInTransaction) {
            statement throws(DatabaseError) in
            var reader = RowReader(of: statement)
            result.append((repeat try reader.next(as: each columns)))
            reader.finish()
        }
        return result
    }

    /// The only row that a statement answers with; nil if there is none.
    ///
    /// - Precondition: There is no second row; and as for ``rows(_:_:as:)``.
    package func row<each Column: SQLConvertible>(
        _ sql: String, _ values: any SQLConvertible..., as columns: repeat (each Column).Type
    ) throws(DatabaseError) -> (repeat each Column)? {
        var result: (repeat each Column)?
        try self.perform(sql, values, mayWrite: self.isInTransaction) {
            statement throws(DatabaseError) in
            precondition(result == nil, "more than one row: \(sql)")
            var reader = RowReader(of: statement)
            result = (repeat try reader.next(as: each columns))
            reader.finish()
        }
        return result
    }

    /// Runs statements that have no values, one after the other, outside of what is remembered.
    ///
    /// - Parameter script: Any number of statements, each with its semicolon.
    func execute(_ script: String) throws(DatabaseError) {
        var rest = Array(script.utf8)[...]
        while let statement = try Statement.next(of: &rest, on: self.connection) {
            while try statement.step() {}
        }
    }

    /// The value of one of SQLite's settings, perhaps after changing it: `user_version`.
    func pragma<Value: SQLConvertible>(_ text: String) throws(DatabaseError) -> Value {
        var result: Value?
        try self.perform("PRAGMA " + text, [], mayWrite: true) {
            statement throws(DatabaseError) in
            var reader = RowReader(of: statement)
            result = try reader.next(as: Value.self)
        }
        guard let result else { throw DatabaseError(.other, "no setting `\(text)`") }
        return result
    }

    private func perform(
        _ sql: String, _ values: [any SQLConvertible], mayWrite: Bool,
        eachRow: (Statement) throws(DatabaseError) -> Void
    ) throws(DatabaseError) {
        // Whoever goes on after a failure for which SQLite has rolled back would commit the second
        // half of a transaction without the first.
        guard self.connection.isInTransaction == self.isInTransaction else {
            throw DatabaseError(.other, "the transaction has ended with an earlier failure")
        }
        let statement = try self.takeStatement(sql)
        defer { self.giveBack(statement, sql) }
        precondition(mayWrite || statement.isReadOnly, "writes outside of a transaction: \(sql)")
        try statement.bind(values)
        while try statement.step() {
            try eachRow(statement)
        }
    }

    /// Takes a statement out of those that are ready, or prepares it. Running it within itself
    /// thus prepares another.
    private func takeStatement(_ sql: String) throws(DatabaseError) -> Statement {
        if let statement = self.statements.removeValue(forKey: sql) { return statement }
        var rest = Array(sql.utf8)[...]
        guard let statement = try Statement.next(of: &rest, on: self.connection) else {
            preconditionFailure("no statement: \(sql)")
        }
        let second = try Statement.next(of: &rest, on: self.connection)
        precondition(second == nil, "more than one statement: \(sql)")
        return statement
    }

    private func giveBack(_ statement: Statement, _ sql: String) {
        statement.reset()
        if self.statements.count >= Self.statementCountMax {
            self.statements.removeAll()
        }
        self.statements[sql] = statement
    }
}
