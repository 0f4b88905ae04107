import PolicyModel
import WildcardAutomata

/// A policy's text with its variables found but not yet replaced.
///
/// Rules of the policy language: a variable is `${key}` or `${key, 'default'}` and ends at the
/// first `}`; `${*}`, `${?}` and `${$}` are the characters themselves; `${` that is never closed is
/// text. In the language of 2008 there are no variables.
struct PolicyTemplate {
    /// A stretch of the text.
    enum Piece: Hashable {
        /// A byte as written; `*` and `?` are wildcards where wildcards are known.
        case plain(UInt8)
        /// A byte that is never a wildcard.
        case escaped(UInt8)
        /// A variable: its key in lower case, and what it is if the key has no value.
        case variable(key: String, fallback: [UInt8]?)

        /// The piece as an element of a wildcard pattern; `nil` for a variable.
        ///
        /// - Parameter wildcards: Whether `*` and `?` as written are wildcards.
        func token(wildcards: Bool) -> WildcardPattern.Token? {
            switch self {
            case .plain(UInt8(ascii: "*")) where wildcards: .star
            case .plain(UInt8(ascii: "?")) where wildcards: .any
            case .plain(let byte), .escaped(let byte): .byte(byte)
            case .variable: nil
            }
        }
    }

    private(set) var pieces: [Piece]

    private init(pieces: [Piece]) { self.pieces = pieces }

    /// Finds the variables of a text.
    init(_ text: String, version: PolicyDocument.Version) {
        pieces = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.first {
            if version == .v2012, rest.starts(with: "${".utf8),
                let end = rest.firstIndex(of: UInt8(ascii: "}"))
            {
                pieces.append(Self.piece(rest[(rest.startIndex + 2)..<end]))
                rest = rest[(end + 1)...]
            } else {
                pieces.append(.plain(byte))
                rest = rest.dropFirst()
            }
        }
    }

    /// Reads what stands between `${` and `}`.
    private static func piece(_ content: ArraySlice<UInt8>) -> Piece {
        if content.count == 1, let only = content.first, "*?$".utf8.contains(only) {
            return .escaped(only)
        }
        let comma = content.firstIndex(of: UInt8(ascii: ",")) ?? content.endIndex
        let key = String(decoding: trimmed(content[..<comma]), as: UTF8.self).lowercased()
        let quoted = trimmed(content[comma...].dropFirst())
        let quote = UInt8(ascii: "'")
        guard quoted.count >= 2, quoted.first == quote, quoted.last == quote else {
            return .variable(key: key, fallback: nil)
        }
        return .variable(key: key, fallback: Array(quoted.dropFirst().dropLast()))
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text
        while text.first == UInt8(ascii: " ") { text = text.dropFirst() }
        while text.last == UInt8(ascii: " ") { text = text.dropLast() }
        return text
    }

    /// The parts between the first five colons that stand outside braces.
    var segments: [PolicyTemplate] {
        var segments = [PolicyTemplate(pieces: [])]
        for piece in pieces {
            if piece == .plain(UInt8(ascii: ":")), segments.count < 6 {
                segments.append(PolicyTemplate(pieces: []))
            } else {
                segments[segments.count - 1].pieces.append(piece)
            }
        }
        return segments
    }

    /// The bytes before the first wildcard or variable.
    var literalHead: [UInt8] {
        var head: [UInt8] = []
        for piece in pieces {
            guard case .byte(let byte)? = piece.token(wildcards: true) else { break }
            head.append(byte)
        }
        return head
    }

    /// The bytes of a text without wildcards and variables, else `nil`.
    var literal: [UInt8]? {
        let head = literalHead
        return head.count == pieces.count ? head : nil
    }

    /// The bytes of a text in which `*` and `?` mean themselves, `nil` if it has variables.
    var literalText: [UInt8]? {
        var text: [UInt8] = []
        for piece in pieces {
            guard case .byte(let byte)? = piece.token(wildcards: false) else { return nil }
            text.append(byte)
        }
        return text
    }

    /// The template without its first `count` pieces.
    func dropFirst(_ count: Int) -> PolicyTemplate {
        PolicyTemplate(pieces: Array(pieces.dropFirst(count)))
    }

    /// The text as a wildcard pattern; `nil` if it has variables.
    ///
    /// - Parameter wildcards: Whether `*` and `?` as written are wildcards.
    func pattern(wildcards: Bool) -> WildcardPattern? {
        let tokens = pieces.compactMap { $0.token(wildcards: wildcards) }
        return tokens.count == pieces.count ? WildcardPattern(tokens: tokens) : nil
    }
}
