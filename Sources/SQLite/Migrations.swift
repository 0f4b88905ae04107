/// The steps from an empty file to today's tables, in order, of which a file has had the first few.
///
/// A step that has been released is never changed: what must change comes as a step of its own.
package struct Migrations: Sendable {
    private let steps: [String]

    /// Creates a list of steps.
    ///
    /// - Parameter steps: Each any number of statements, without `BEGIN` and `COMMIT`.
    package init(_ steps: [String]) {
        self.steps = steps
    }

    /// The version that a file has after all steps.
    package var version: Int { self.steps.count }

    /// Takes the steps that the file has not had, each in a transaction of its own.
    ///
    /// Other processes may do the same at the same time.
    ///
    /// - Throws: With kind `newer` if the file has had more steps than there are; it is then left
    ///   as it was. If a step fails, the steps before it stay.
    package func apply(to database: Database) throws(DatabaseError) {
        // Asked without the right to write, so that a file that is up to date is not locked.
        while try self.remaining(in: database) {
            try database.transaction { () throws(DatabaseError) in
                // Another process may have taken the step meanwhile.
                guard try self.remaining(in: database) else { return }
                let version = try database.userVersion
                try database.execute(self.steps[version])
                try database.execute("PRAGMA user_version = \(version + 1)")
            }
        }
    }

    private func remaining(in database: Database) throws(DatabaseError) -> Bool {
        let version = try database.userVersion
        guard (0...self.version).contains(version) else {
            throw DatabaseError(
                .newer,
                "the file has version \(version), and this program knows none after \(self.version)"
            )
        }
        return version < self.version
    }
}
