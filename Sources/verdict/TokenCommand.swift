import BearerTokens
import Cryptography
import Files

/// `verdict token`: makes a bearer token.
enum TokenCommand: Command {
    static let name = "token"
    static let summary = "make a bearer token for a caller"
    static let operands = "NAME"
    static let discussion = """
        Draws a token for the caller NAME and prints two lines: the token, which can't be shown
        again, and the line that `verdict serve --tokens FILE` is to find in its file. The line has
        the token's SHA-256 alone, so that the file is of no use to whoever reads it.

        The caller sends `authorization: Bearer TOKEN`, or `verdict-token: TOKEN`, which forward
        authentication wants, where `authorization` is the user's. Policies see the name as the
        condition key `verdict:CallerName`.

        Scopes: `decide` asks for decisions, `metrics` reads metrics, `admin` reads everything that
        the daemon says about itself.

        Exit status: 0, or 2 for an error.
        """
    static let options = [
        CommandOption(
            "scope", "SCOPE", help: "what it is good for; may be repeated; decide if not given")
    ]
    static let example = "verdict token gateway --scope decide"

    static func run(_ options: CommandOptions) throws(UsageError) -> Int32 {
        guard options.operands.count == 1, let name = options.operands.first else {
            throw UsageError("give one name")
        }
        guard TokenOwner.isName(name) else {
            throw UsageError(
                "bad name `\(name)`, expected visible ASCII without `#`, "
                    + "\(TokenOwner.nameByteCountMax) bytes at most")
        }
        var scopes: TokenScopes = options.has("scope") ? [] : .decide
        for word in options.values("scope") {
            guard let scope = TokenScopes(word: word) else {
                let words = TokenScopes.allWords.map { "`\($0)`" }.joined(separator: ", ")
                throw UsageError(
                    "bad value `\(word)` for `--scope`, expected one of \(words)")
            }
            scopes.insert(scope)
        }
        let token = NewToken(
            name: name, scopes: scopes,
            randomBytes: SecureRandom.bytes(count: NewToken.randomByteCount))
        print(token.text)
        print(token.line)
        return ExitStatus.success
    }
}
