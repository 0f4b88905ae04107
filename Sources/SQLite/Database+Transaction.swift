/// What a transaction is for.
package enum TransactionPurpose: Sendable, Hashable {
    /// To write: nobody else does meanwhile.
    case writing
    /// To read several times from the file as it is at one moment, whatever others write.
    case reading

    /// The statement that begins it.
    fileprivate var beginning: String {
        switch self {
        case .writing: "BEGIN IMMEDIATE"
        case .reading: "BEGIN DEFERRED"
        }
    }
}

extension Database {
    /// Runs `body` in a transaction: all of what it does happens, on the disk, or nothing.
    ///
    ///     try database.transaction { () throws(StoreError) in
    ///         try database.run("DELETE FROM role WHERE arn = ?", arn)
    ///         ...
    ///     }
    ///
    /// A body that throws undoes everything. So does one that catches an error after which SQLite
    /// has given the transaction up, such as a full disk: whatever it tries next fails, too.
    ///
    /// One case remains open: if the disk fails while the last step is written (`inputOutput`), the
    /// transaction is undone here, but may show after a crash of the machine.
    ///
    /// - Throws: What `body` throws; or, wrapped in the same type, what the database does.
    /// - Precondition: No transaction is open.
    package func transaction<Result, Failure: DatabaseErrorConvertible>(
        _ purpose: TransactionPurpose = .writing, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(!self.isInTransaction, "a transaction within a transaction")
        try self.execute(purpose.beginning, as: Failure.self)
        self.isInTransaction = true
        defer { self.isInTransaction = false }
        do throws(Failure) {
            let result = try body()
            try self.execute("COMMIT", as: Failure.self)
            return result
        } catch {
            self.rollBack()
            throw error
        }
    }

    private func execute<Failure: DatabaseErrorConvertible>(
        _ sql: String, as type: Failure.Type
    ) throws(Failure) {
        do throws(DatabaseError) {
            try self.execute(sql)
        } catch {
            throw Failure(error)
        }
    }

    private func rollBack() {
        guard self.connection.isInTransaction else { return }
        // If even that fails, the transaction stays open, and nothing is carried out any more.
        try? self.execute("ROLLBACK")
    }
}
