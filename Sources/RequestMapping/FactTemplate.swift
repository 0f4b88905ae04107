/// A text with places for facts about a request: `arn:aws:orders:::order/{path.id}`.
///
/// | place | what |
/// |---|---|
/// | `{path.NAME}` | what the path has where the pattern has `{NAME}` |
/// | `{header.NAME}` | a header field |
/// | `{claim.NAME}` | a claim in the gateway's metadata |
/// | `{peer}` | the name in the client's certificate |
/// | `{source.address}` | the client's IP address |
/// | `{host}`, `{method}`, `{path}` | those of the request: the host in lower case, the path decoded |
///
/// A fact that is missing, empty or there more than once denies the request; a `?` at the place's
/// end allows it to be missing, where a value may be left out.
struct FactTemplate: Sendable, Hashable {
    enum Source: Sendable, Hashable {
        case capture(String)
        case header(String)
        case claim(String)
        case peerName
        case sourceAddress
        case host
        case method
        case path
    }

    enum Piece: Sendable, Hashable {
        case literal(String)
        case fact(Source, isOptional: Bool)
    }

    private(set) var pieces: [Piece] = []

    /// Reads a template.
    init(_ text: String) throws(MappingMistake) {
        guard !text.isEmpty else { throw MappingMistake("the text is empty") }
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{") {
            guard let close = rest[open...].firstIndex(of: "}") else {
                throw MappingMistake("`\(text)` has a `{` without `}`")
            }
            try append(literal: rest[..<open])
            var name = rest[rest.index(after: open)..<close]
            let isOptional = name.hasSuffix("?")
            if isOptional { name = name.dropLast() }
            pieces.append(.fact(try Self.source(name), isOptional: isOptional))
            rest = rest[rest.index(after: close)...]
        }
        try append(literal: rest)
        try checkBorders()
    }

    /// The same after a text.
    func prefixed(by literal: String) -> FactTemplate {
        var result = self
        result.pieces.insert(.literal(literal), at: 0)
        return result
    }

    private mutating func append(literal: Substring) throws(MappingMistake) {
        guard !literal.contains("}") else {
            throw MappingMistake("`\(literal)` has a `}` without `{`")
        }
        if !literal.isEmpty { pieces.append(.literal(String(literal))) }
    }

    private static func source(_ name: Substring) throws(MappingMistake) -> Source {
        switch name {
        case "peer": return .peerName
        case "source.address": return .sourceAddress
        case "host": return .host
        case "method": return .method
        case "path": return .path
        default:
            let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
            if parts.count == 2 {
                switch parts[0] {
                case "path": return .capture(parts[1])
                case "header": return .header(parts[1].lowercased())
                case "claim": return .claim(parts[1])
                default: break
                }
            }
            throw MappingMistake(
                "unknown place `{\(name)}`; there are `{path.NAME}`, `{header.NAME}`, "
                    + "`{claim.NAME}`, `{peer}`, `{source.address}`, `{host}`, `{method}`, `{path}`"
            )
        }
    }

    /// The text before the first place.
    var head: String {
        if case .literal(let text)? = pieces.first { text } else { "" }
    }

    /// The places, each with the number of colons in the literals before it.
    var places: [(source: Source, isOptional: Bool, colonCount: Int)] {
        var colonCount = 0
        var places: [(source: Source, isOptional: Bool, colonCount: Int)] = []
        for piece in pieces {
            switch piece {
            case .literal(let text):
                colonCount += text.utf8.count { $0 == UInt8(ascii: ":") }
            case .fact(let source, let isOptional): places.append((source, isOptional, colonCount))
            }
        }
        return places
    }

    /// How many colons the literals have.
    var colonCount: Int {
        pieces.reduce(0) { count, piece in
            guard case .literal(let text) = piece else { return count }
            return count + text.utf8.count { $0 == UInt8(ascii: ":") }
        }
    }
}
