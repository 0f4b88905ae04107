/// Statements in one piece of memory, as a document keeps them.
///
/// A served bundle has many statements, and once they are compiled hardly anybody looks at them.
/// As arrays and strings each takes three to four hundred bytes in half a dozen pieces; packed, it
/// takes little more than its texts.
///
///     statements   their number, then each one
///     statement    marks, line, column, then what is there of: Sid, principals, actions,
///                  resources, conditions
///     list         the number of its members, then each one
///     principal    what names it, and the name
///     condition    comparison, qualifier and suffix, key, list of values
///     text         the number of its bytes, then the bytes
///     number       seven bits a byte, lowest first; the top bit says that more follow
///
/// Equal statements are packed to equal bytes.
struct PackedStatements: Sendable, Hashable {
    /// Empty where there is no statement, so that nothing takes no memory.
    private let bytes: [UInt8]

    /// Packs statements.
    init(_ statements: [Statement]) {
        guard !statements.isEmpty else {
            bytes = []
            return
        }
        var writer = StatementWriter()
        writer.append(statements.count)
        for statement in statements { writer.append(statement) }
        bytes = writer.bytes.fitting
    }

    /// How many there are.
    ///
    /// - Complexity: O(1).
    var count: Int {
        if bytes.isEmpty { return 0 }
        var reader = StatementReader(bytes)
        return reader.number()
    }

    /// The statements.
    ///
    /// - Complexity: O(n), since all of them are made anew.
    var statements: [Statement] {
        if bytes.isEmpty { return [] }
        var reader = StatementReader(bytes)
        let count = reader.number()
        var statements: [Statement] = []
        statements.reserveCapacity(count)
        for _ in 0..<count { statements.append(reader.statement()) }
        return statements
    }

    /// One statement.
    ///
    /// - Precondition: `index` is one of `0..<count`.
    /// - Complexity: O(n) in the bytes of those before it.
    subscript(index: Int) -> Statement {
        var reader = StatementReader(bytes)
        let count = bytes.isEmpty ? 0 : reader.number()
        precondition((0..<count).contains(index), "no statement \(index) among \(count)")
        for _ in 0..<index { reader.skipStatement() }
        return reader.statement()
    }
}

/// What a packed statement has.
struct StatementMarks: OptionSet {
    let rawValue: Int
    static let isDeny = StatementMarks(rawValue: 1)
    static let hasSid = StatementMarks(rawValue: 2)
    static let hasPrincipal = StatementMarks(rawValue: 4)
    static let isPrincipalNegated = StatementMarks(rawValue: 8)
    static let hasAction = StatementMarks(rawValue: 16)
    static let isActionNegated = StatementMarks(rawValue: 32)
    static let hasResource = StatementMarks(rawValue: 64)
    static let isResourceNegated = StatementMarks(rawValue: 128)
    static let hasConditions = StatementMarks(rawValue: 256)
}
