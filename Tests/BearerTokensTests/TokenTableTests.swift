import BearerTokens
import Cryptography
import Testing

/// What a file of tokens may say, and what is said of one that is wrong.
@Suite("File of tokens")
struct TokenTableTests {
    /// Digits of a digest: `digit` 64 times.
    static func digest(_ digit: Character) -> String { String(repeating: digit, count: 64) }

    static func table(_ text: String) throws -> TokenTable {
        try TokenTable(Array(text.utf8), path: "tokens")
    }

    /// What is wrong with a text, line by line.
    static func mistakes(_ text: String) -> [String] {
        do throws(TokenFileError) {
            _ = try TokenTable(Array(text.utf8), path: "tokens")
            return []
        } catch {
            return error.mistakes.map(\.description)
        }
    }

    @Test("a drawn token is found by its line, and by no other text")
    func drawn() throws {
        let token = NewToken(
            name: "gateway", scopes: [.decide, .metrics],
            randomBytes: Array(repeating: 7, count: NewToken.randomByteCount))
        #expect(token.text == "verdict_" + String(repeating: "07", count: 32))
        #expect(!token.line.contains("0707"))
        let table = try Self.table("# callers\n\n  \(token.line) # the edge\r\n")
        #expect(table.count == 1)
        let found = table.owner(of: Array(token.text.utf8).span)
        let owner = try #require(found)
        #expect(owner.name == "gateway")
        #expect(owner.scopes == [.decide, .metrics])
        for other in ["", token.text + "0", String(token.text.dropLast()), token.line, "gateway"] {
            let none = table.owner(of: Array(other.utf8).span)
            #expect(none == nil)
        }
    }

    @Test("a name may have several tokens, so that one can be replaced")
    func rotation() throws {
        let table = try Self.table(
            "a sha256:\(Self.digest("0")) decide\na sha256:\(Self.digest("1")) decide")
        #expect(table.count == 2)
    }

    @Test("an empty file has no tokens")
    func empty() throws {
        #expect(try Self.table("").count == 0)
        #expect(try Self.table("# nobody\n").count == 0)
    }

    @Test(
        "what is wrong is told with its line and column",
        arguments: [
            ("gw", "tokens:1:3: expected `sha256:` and a digest after `gw`"),
            (
                "\ngw verdict_secret decide",
                "tokens:2:4: expected `sha256:` and 64 digits in lower case, from `verdict token`"
            ),
            (
                "gw sha256:\(digest("0"))0 decide",
                "tokens:1:4: expected `sha256:` and 64 digits in lower case, from `verdict token`"
            ),
            (
                "gw sha256:\(digest("A")) decide",
                "tokens:1:4: expected `sha256:` and 64 digits in lower case, from `verdict token`"
            ),
            (
                "gw sha256:\(digest("0"))",
                "tokens:1:75: expected at least one scope for `gw`"
            ),
            (
                "gw sha256:\(digest("0")) decide root",
                "tokens:1:83: unknown scope `root`, expected one of `decide`, `admin`, `metrics`"
            ),
            (
                "gw sha256:\(digest("0")) decide\nx sha256:\(digest("0")) admin",
                "tokens:2:2: line 1 has the same token"
            ),
            (
                "gä sha256:\(digest("0")) decide",
                "tokens:1:1: a name must be visible ASCII, 128 bytes at most"
            ),
        ])
    func mistakes(text: String, mistake: String) {
        #expect(Self.mistakes(text) == [mistake])
    }

    @Test("a line that holds a token by mistake does not come back in the error")
    func discretion() {
        let text = Self.mistakes("gw verdict_0123456789 decide").joined()
        #expect(!text.isEmpty)
        #expect(!text.contains("0123456789"))
    }

    @Test("all mistakes are told, up to a hundred")
    func many() {
        #expect(Self.mistakes("a\nb\nc").count == 3)
        let lines = Self.mistakes(String(repeating: "a\n", count: 150))
        #expect(lines.count == 101)
        #expect(lines.last == "tokens: 50 more errors are not listed")
    }

    @Test("a name of 128 bytes is one, a byte more is none")
    func nameLimit() {
        let name = String(repeating: "n", count: TokenOwner.nameByteCountMax)
        #expect(Self.mistakes("\(name) sha256:\(Self.digest("0")) decide").isEmpty)
        #expect(Self.mistakes("\(name)n sha256:\(Self.digest("0")) decide").count == 1)
    }

    @Test("as many tokens as the limit are taken, one more is refused")
    func countLimit() throws {
        let lines = (0...TokenTable.countMax).map { number in
            let digits = String(number, radix: 16)
            return "n sha256:" + String(repeating: "0", count: 64 - digits.count) + digits
                + " decide"
        }
        let text = lines.dropLast().joined(separator: "\n")
        #expect(try Self.table(text).count == TokenTable.countMax)
        #expect(
            Self.mistakes(lines.joined(separator: "\n")) == [
                "tokens:10001:1: there are more than 10000 tokens"
            ])
    }

    @Test("a token of 512 bytes can be one, a longer one is not even looked for")
    func tokenLimit() throws {
        for (count, isKnown) in [(512, true), (513, false)] {
            let token = Array(repeating: UInt8(ascii: "t"), count: count)
            let digest = SHA256.digest(of: token.span).hexadecimal
            let table = try Self.table("n sha256:\(digest) decide")
            let owner = table.owner(of: token.span)
            #expect((owner != nil) == isKnown)
        }
    }
}
