/// A pattern of literal bytes, `?` and `*`, the wildcards of the IAM policy language.
///
/// `*` matches any run of characters, the empty one included; `?` matches exactly one character,
/// that is, one Unicode scalar. Patterns and texts are valid UTF-8.
///
/// INVARIANT (one star): no two stars stand side by side, since `**` means what `*` means.
package struct WildcardPattern: Sendable, Hashable {
    /// One element of a pattern.
    package enum Token: Sendable, Hashable, BitwiseCopyable {
        /// A byte that must stand there.
        case byte(UInt8)
        /// `?`
        case any
        /// `*`
        case star
    }

    /// The elements in order.
    package let tokens: [Token]

    /// Creates a pattern from its elements.
    package init(tokens: [Token]) {
        var kept: [Token] = []
        kept.reserveCapacity(tokens.count)
        for token in tokens where !(token == .star && kept.last == .star) { kept.append(token) }
        self.tokens = kept
    }

    /// Reads a text in which `*` and `?` are wildcards, whatever surrounds them.
    package init(_ text: some Sequence<UInt8>) {
        self.init(
            tokens: text.map { byte in
                switch byte {
                case UInt8(ascii: "*"): .star
                case UInt8(ascii: "?"): .any
                default: .byte(byte)
                }
            })
    }

    /// The bytes before the first wildcard.
    package var literalHead: [UInt8] {
        var head: [UInt8] = []
        for case .byte(let byte) in tokens.prefix(while: { $0 != .star && $0 != .any }) {
            head.append(byte)
        }
        return head
    }

    /// Whether this is a literal beginning, perhaps empty, and a star.
    package var isPrefix: Bool {
        tokens.last == .star && tokens.dropLast().allSatisfy { $0 != .star && $0 != .any }
    }

    /// The bytes of a pattern without wildcards, else `nil`.
    package var literal: [UInt8]? {
        let head = literalHead
        return head.count == tokens.count ? head : nil
    }
}
