/// What a route says of the path: `/orders/{id}`, `/files/{name...}`.
///
/// A segment is a text to be equal to or a name in braces, which takes any segment that is not
/// empty; a last one with dots takes all that follow, at least one. A path that ends with a slash
/// has an empty last segment, and needs a pattern that ends so, or with dots.
struct PathPattern: Sendable, Hashable {
    enum Segment: Sendable, Hashable {
        case literal(String)
        case capture(String)
    }

    private(set) var segments: [Segment] = []
    /// The name of what takes all that follow.
    private(set) var rest: String?

    /// Reads a pattern.
    init(_ text: String) throws(MappingMistake) {
        guard text.hasPrefix("/") else { throw MappingMistake("a path must begin with `/`") }
        var names: Set<String> = []
        let parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= RequestPath.segmentCountMax else {
            throw MappingMistake("a path has at most \(RequestPath.segmentCountMax) segments")
        }
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            guard part.hasPrefix("{"), part.hasSuffix("}") else {
                guard !part.isEmpty || isLast else {
                    throw MappingMistake("`\(text)` has an empty segment, which no path has")
                }
                guard part != ".", part != "..", part.utf8.allSatisfy(Self.isPlain) else {
                    throw MappingMistake(
                        "segment `\(part)` can't be matched: a name in braces must be a whole "
                            + "segment, and `.`, `..`, `%`, `;`, `?`, `#`, `*` and `\\` are not allowed"
                    )
                }
                segments.append(.literal(String(part)))
                continue
            }
            var name = part.dropFirst().dropLast()
            let takesRest = name.hasSuffix("...")
            if takesRest { name = name.dropLast(3) }
            guard !name.isEmpty, name.utf8.allSatisfy(\.isNameByte) else {
                throw MappingMistake("`\(part)` has no name of letters, digits, `-` and `_`")
            }
            guard names.insert(String(name)).inserted else {
                throw MappingMistake("`{\(name)}` comes twice")
            }
            if takesRest {
                guard isLast else { throw MappingMistake("`\(part)` must be the last segment") }
                rest = String(name)
            } else {
                segments.append(.capture(String(name)))
            }
        }
    }

    /// Which segment has a name; `nil` if none. What takes all that follow has the last number.
    func index(of name: String) -> Int? {
        name == rest ? segments.count : segments.firstIndex(of: .capture(name))
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte != 0x7F && !"{}%;?#*\\".utf8.contains(byte)
    }
}

extension UInt8 {
    /// Whether names of captures may hold it.
    var isNameByte: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}

/// What is wrong with a part of a mapping; whoever reads it knows where that stands.
struct MappingMistake: Error, Sendable, Hashable {
    let message: String

    init(_ message: String) { self.message = message }
}
