import Cryptography
import PolicyLanguage
import PolicyModel

/// The tokens of a file.
///
///     # NAME sha256:DIGEST SCOPE...
///     gateway sha256:0a1b… decide
///     scraper sha256:9f8e… metrics
///
/// The file has the SHA-256 of each token and no token, so who reads it can't use it. A name may
/// stand on several lines, as it does while a token is replaced.
///
/// A token is looked for by its digest. How long that takes may depend on the digest, which tells
/// nothing about the token and which nobody can choose.
package struct TokenTable: Sendable {
    private var owners: [SHA256Digest: TokenOwner] = [:]

    // LIMIT: bytes of the file; ten thousand long lines.
    /// How long a file may be.
    package static let byteCountMax = 2 << 20
    // LIMIT: there is a token for each service that asks, and rarely a second one.
    /// How many tokens a file may have.
    package static let countMax = 10_000
    // LIMIT: bytes of a token that is looked for. Ours have 72; beyond this it is none of ours, and
    // nobody need spend time on it.
    /// How long a token may be.
    package static let tokenByteCountMax = 512
    // LIMIT: whoever has a hundred errors has given the wrong file.
    private static let errorCountMax = 100

    /// How many tokens there are.
    package var count: Int { owners.count }

    /// Whose a token is; `nil` if it is none.
    ///
    /// - Complexity: O(n) in its length.
    package func owner(of token: Span<UInt8>) -> TokenOwner? {
        guard (1...Self.tokenByteCountMax).contains(token.count) else { return nil }
        return owners[SHA256.digest(of: token)]
    }

    /// Reads a file's text.
    ///
    /// - Parameter path: What errors call the file.
    /// - Throws: Everything that is wrong, each with its line.
    package init(_ text: [UInt8], path: String) throws(TokenFileError) {
        var mistakes: [FileMistake] = []
        var lines: [SHA256Digest: Int] = [:]
        for (index, line) in text.split(separator: 0x0A, omittingEmptySubsequences: false)
            .enumerated()
        {
            do throws(LineMistake) {
                guard let entry = try Entry(line) else { continue }
                if let other = lines.updateValue(index + 1, forKey: entry.digest) {
                    throw LineMistake(2, "line \(other) has the same token")
                }
                guard owners.count < Self.countMax else {
                    throw LineMistake(1, "there are more than \(Self.countMax) tokens")
                }
                owners[entry.digest] = entry.owner
            } catch {
                mistakes.append(
                    FileMistake(
                        file: path,
                        position: SourcePosition(line: index + 1, column: error.column),
                        message: error.message))
                if owners.count >= Self.countMax { break }
            }
        }
        guard mistakes.isEmpty else {
            throw TokenFileError(mistakes: mistakes.capped(at: Self.errorCountMax))
        }
    }
}

/// Why a file of tokens is not used.
package struct TokenFileError: Error, Sendable, Hashable {
    /// What is wrong, in the order of the file. Never empty.
    package let mistakes: [FileMistake]
}

/// What is wrong with a line.
private struct LineMistake: Error {
    let column: Int
    let message: String

    init(_ column: Int, _ message: String) {
        self.column = column
        self.message = message
    }
}

/// What a line says.
private struct Entry {
    let digest: SHA256Digest
    let owner: TokenOwner

    /// Reads a line; `nil` if nothing but a comment is on it.
    init?(_ line: ArraySlice<UInt8>) throws(LineMistake) {
        let words = line.prefix { $0 != UInt8(ascii: "#") }
            .split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == 0x0D }
        guard let first = words.first else { return nil }
        func column(_ word: Int) -> Int { words[word].startIndex - line.startIndex + 1 }
        let name = String(decoding: first, as: UTF8.self)
        guard TokenOwner.isName(name) else {
            throw LineMistake(
                column(0),
                "a name must be visible ASCII, \(TokenOwner.nameByteCountMax) bytes at most")
        }
        guard words.count > 1 else {
            throw LineMistake(line.count + 1, "expected `sha256:` and a digest after `\(name)`")
        }
        let text = String(decoding: words[1], as: UTF8.self)
        // What stands here by mistake may be a token: it is not repeated.
        guard text.hasPrefix("sha256:"),
            let digest = SHA256Digest(hexadecimal: String(text.dropFirst("sha256:".count)))
        else {
            throw LineMistake(
                column(1), "expected `sha256:` and 64 digits in lower case, from `verdict token`")
        }
        var scopes: TokenScopes = []
        for index in words.indices.dropFirst(2) {
            let word = String(decoding: words[index], as: UTF8.self)
            guard let scope = TokenScopes(word: word) else {
                let words = TokenScopes.allWords.map { "`\($0)`" }.joined(separator: ", ")
                throw LineMistake(
                    column(index), "unknown scope `\(word.prefix(40))`, expected one of \(words)")
            }
            scopes.insert(scope)
        }
        guard !scopes.isEmpty else {
            throw LineMistake(line.count + 1, "expected at least one scope for `\(name)`")
        }
        self.digest = digest
        owner = TokenOwner(name: name, scopes: scopes)
    }
}
