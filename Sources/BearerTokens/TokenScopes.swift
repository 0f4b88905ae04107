/// What the bearer of a token may do.
package struct TokenScopes: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Ask for decisions, by any protocol and on either plane.
    package static let decide = TokenScopes(rawValue: 1)
    /// Read everything that the daemon says about itself.
    package static let admin = TokenScopes(rawValue: 2)
    /// Read metrics and the version.
    package static let metrics = TokenScopes(rawValue: 4)

    /// Every scope by the word for it, in the order in which they are listed.
    private static let words: [(word: String, scope: TokenScopes)] = [
        ("decide", .decide), ("admin", .admin), ("metrics", .metrics),
    ]

    /// The scope that a word stands for; `nil` for any other word.
    package init?(word: String) {
        guard let scope = Self.words.first(where: { $0.word == word })?.scope else { return nil }
        self = scope
    }

    /// The words for the scopes, in one fixed order.
    package var words: [String] { Self.words.filter { contains($0.scope) }.map(\.word) }

    /// All words there are, for messages.
    package static var allWords: [String] { words.map(\.word) }
}
