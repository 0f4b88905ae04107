/// How much of everything is measured.
struct Scale {
    /// Sizes of policy sets.
    var statementCounts: [Int]
    /// Decisions for each figure.
    var decisionCount: Int
    /// Distinct requests for cold keys.
    var coldKeyCount: Int
    /// Roles of the realistic account.
    var roleCount: Int
    /// The size of the sets that are published.
    var publishedStatementCount: Int
    /// How often something is published.
    var publicationCount: Int
    /// Nanoseconds that one thread and then two are watched, and how often.
    var threadNanoseconds: UInt64
    var threadRounds: Int

    /// For figures to be recorded; takes some minutes.
    static let full = Scale(
        statementCounts: [10, 100, 1_000, 10_000, 100_000], decisionCount: 2_000_000,
        coldKeyCount: 1 << 17, roleCount: 300, publishedStatementCount: 100_000,
        publicationCount: 50, threadNanoseconds: 1_000_000_000, threadRounds: 7)

    /// For a first look, and for changes that are under way.
    static let quick = Scale(
        statementCounts: [10, 1_000, 100_000], decisionCount: 300_000, coldKeyCount: 1 << 16,
        roleCount: 100, publishedStatementCount: 100_000, publicationCount: 10,
        threadNanoseconds: 300_000_000, threadRounds: 5)

    /// For the tests: shows that a benchmark works, and nothing else.
    static let tiny = Scale(
        statementCounts: [1, 10], decisionCount: 100, coldKeyCount: 64, roleCount: 5,
        publishedStatementCount: 50, publicationCount: 2, threadNanoseconds: 1_000_000,
        threadRounds: 1)
}
