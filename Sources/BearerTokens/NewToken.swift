import Cryptography

/// A token that has just been drawn. Its text is told once, and kept by nobody.
package struct NewToken: Sendable {
    /// What its bearer sends.
    package let text: String
    /// The line for the daemon's file, which tells nothing that could be sent.
    package let line: String

    /// How many random bytes a token has: what nobody guesses, though the file tells its digest.
    package static let randomByteCount = 32

    // What secret scanners and people know it by.
    private static let prefix = "verdict_"

    /// Makes a token of random bytes.
    ///
    /// - Precondition: There are ``randomByteCount`` of them, the name is one, and there is a scope.
    package init(name: String, scopes: TokenScopes, randomBytes: [UInt8]) {
        precondition(randomBytes.count == Self.randomByteCount, "\(randomBytes.count) bytes")
        precondition(TokenOwner.isName(name), "`\(name)` is no name")
        precondition(!scopes.isEmpty, "a token that is good for nothing")
        text = Self.prefix + randomBytes.hexadecimal
        let digest = SHA256.digest(of: Array(text.utf8).span)
        line = "\(name) sha256:\(digest.hexadecimal) " + scopes.words.joined(separator: " ")
    }
}
