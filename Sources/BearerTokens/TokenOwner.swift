/// Whose a token is, and what for. One object serves as long as the file says the same.
package final class TokenOwner: Sendable {
    /// The name, of ``nameByteCountMax`` bytes of visible ASCII at most.
    package let name: String
    /// What the token is good for; never nothing.
    package let scopes: TokenScopes

    // LIMIT: bytes of a name. It names a service or a team, and stands in policies and logs.
    /// How long a name may be.
    package static let nameByteCountMax = 128

    init(name: String, scopes: TokenScopes) {
        self.name = name
        self.scopes = scopes
    }

    /// Whether a text can be a name: visible ASCII without `#`, which begins a comment.
    package static func isName(_ text: String) -> Bool {
        (1...nameByteCountMax).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }
    }
}
