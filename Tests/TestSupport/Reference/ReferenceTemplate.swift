import PolicyModel

/// A policy's text with its variables found but not yet replaced.
struct ReferenceTemplate {
    /// A stretch of the text.
    enum Piece {
        /// A scalar as written; `*` and `?` are wildcards where wildcards are known.
        case plain(Unicode.Scalar)
        /// A scalar written as `${*}`, `${?}` or `${$}`: never a wildcard.
        case escaped(Unicode.Scalar)
        /// `${key}` or `${key, 'default'}`.
        case variable(key: String, default: [Unicode.Scalar]?)
    }

    var pieces: [Piece]

    private init(pieces: [Piece]) { self.pieces = pieces }

    /// Finds the variables of a text. In the language of 2008 there are none.
    init(_ text: String, version: PolicyDocument.Version) {
        pieces = []
        var rest = text.scalars[...]
        while let scalar = rest.first {
            if version == .v2012, rest.starts(with: "${".scalars),
                let end = rest.firstIndex(of: "}")
            {
                pieces.append(Self.piece(rest[(rest.startIndex + 2)..<end]))
                rest = rest[(end + 1)...]
            } else {
                pieces.append(.plain(scalar))
                rest = rest.dropFirst()
            }
        }
    }

    /// Reads what stands between `${` and `}`.
    private static func piece(_ content: ArraySlice<Unicode.Scalar>) -> Piece {
        if content.count == 1, let only = content.first, "*?$".scalars.contains(only) {
            return .escaped(only)
        }
        guard let comma = content.firstIndex(of: ",") else {
            return .variable(key: String(scalars: trimmed(content)), default: nil)
        }
        let key = String(scalars: trimmed(content[..<comma]))
        let quoted = trimmed(content[(comma + 1)...])
        guard quoted.count >= 2, quoted.first == "'", quoted.last == "'" else {
            return .variable(key: key, default: nil)
        }
        return .variable(key: key, default: Array(quoted.dropFirst().dropLast()))
    }

    private static func trimmed(_ text: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
        let start = text.drop { $0 == " " }
        return Array(Array(start.reversed().drop { $0 == " " }).reversed())
    }

    /// The parts between the first five colons that stand outside braces.
    var segments: [ReferenceTemplate] {
        var segments = [ReferenceTemplate(pieces: [])]
        for piece in pieces {
            if case .plain(":") = piece, segments.count < 6 {
                segments.append(ReferenceTemplate(pieces: []))
            } else {
                segments[segments.count - 1].pieces.append(piece)
            }
        }
        return segments
    }

    /// The text if it has no variables, else `nil`.
    var literalText: [Unicode.Scalar]? {
        var text: [Unicode.Scalar] = []
        for piece in pieces {
            switch piece {
            case .plain(let scalar), .escaped(let scalar): text.append(scalar)
            case .variable: return nil
            }
        }
        return text
    }

    /// The text as a glob with every variable replaced by its value, which is literal text.
    ///
    /// - Parameter wildcards: Whether `*` and `?` as written are wildcards.
    /// - Returns: `nil` if a variable has neither a value nor a default.
    func tokens(in request: AuthorizationRequest, wildcards: Bool) -> [ReferenceGlobToken]? {
        var tokens: [ReferenceGlobToken] = []
        for piece in pieces {
            switch piece {
            case .plain(let scalar):
                tokens += wildcards ? referenceGlob([scalar]) : [.literal(scalar)]
            case .escaped(let scalar):
                tokens.append(.literal(scalar))
            case .variable(let key, let fallback):
                guard let value = Self.value(of: key, in: request) ?? fallback else { return nil }
                tokens += value.map(ReferenceGlobToken.literal)
            }
        }
        return tokens
    }

    /// The text with every variable replaced and no wildcards; `nil` if one has no value.
    func text(in request: AuthorizationRequest) -> [Unicode.Scalar]? {
        tokens(in: request, wildcards: false)?.map { token in
            guard case .literal(let scalar) = token else { preconditionFailure("not literal") }
            return scalar
        }
    }

    /// The value of a single-valued key that isn't empty.
    private static func value(
        of key: String, in request: AuthorizationRequest
    ) -> [Unicode.Scalar]? {
        guard case .single(let text) = request.context[key.lowercased()], !text.isEmpty
        else { return nil }
        return text.scalars
    }
}
