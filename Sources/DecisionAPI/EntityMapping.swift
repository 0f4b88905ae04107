import Directory
import FlatMemory
import PolicyModel

/// How the ids of a protocol that knows nothing of ARNs become principals, actions and resources.
package struct EntityMapping: Sendable, Hashable {
    /// Turns a subject's id into a principal's ARN.
    package var subject: ARNTemplate
    /// Turns a resource's id into an ARN.
    package var resource: ARNTemplate

    /// Creates a mapping.
    package init(subject: ARNTemplate = .user, resource: ARNTemplate = .resource) {
        self.subject = subject
        self.resource = resource
    }

    /// The principal that a subject stands for: an ARN, a service principal, a public identity
    /// provider and `anonymous` stand for themselves, everything else goes into the template.
    func principal(type: String, id: String) throws(RequestError) -> String {
        if id == "anonymous" || id.hasPrefix("arn:") || id.isPrincipalWithoutARN { return id }
        return try subject.fill(type: type, id: id, entity: "subject")
    }

    /// The action of a name: a name without a colon gets the resource's type as its service.
    func action(name: String, resourceType: String) throws(RequestError) -> String {
        if name.utf8.contains(UInt8(ascii: ":")) { return name }
        guard !resourceType.utf8.contains(UInt8(ascii: ":")) else {
            throw RequestError(
                .badRequest,
                "member `resource.type` must not contain `:` when it is the action's service")
        }
        return "\(resourceType):\(name)"
    }

    /// The ARN of a resource: `*` and ARNs stand for themselves, everything else goes into the
    /// template.
    func resource(type: String, id: String) throws(RequestError) -> String {
        if id == "*" { return id }
        guard id.hasPrefix("arn:") else {
            return try resource.fill(type: type, id: id, entity: "resource")
        }
        guard ARN(id) != nil else {
            throw RequestError(
                .badRequest, "member `resource.id` begins with `arn:` but has fewer than six parts")
        }
        return id
    }
}

/// An ARN with places for an entity's `{id}` and `{type}`.
package struct ARNTemplate: Sendable, Hashable {
    /// Why a text is no template.
    package struct Malformed: Error, Sendable, Hashable {
        /// What is wrong, in words.
        package var message: String
    }

    private enum Piece: Sendable, Hashable {
        case literal(String)
        case id
        case type
    }

    private let pieces: [Piece]

    /// Reads a template such as `arn:verdict:{type}:::{id}`.
    ///
    /// - Throws: When it holds another placeholder, no `{id}`, an `{id}` before the ARN's last
    ///   part, whose borders an id with colons would move, or is no ARN.
    package init(_ text: String) throws(Malformed) {
        var pieces: [Piece] = []
        var colons = 0
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{") {
            guard let close = rest[open...].firstIndex(of: "}") else {
                throw Malformed(message: "template `\(text)` has a `{` without `}`")
            }
            pieces.append(.literal(String(rest[..<open])))
            colons += rest[..<open].utf8.count { $0 == UInt8(ascii: ":") }
            switch rest[rest.index(after: open)..<close] {
            case "id":
                guard colons >= 5 else {
                    throw Malformed(message: "`{id}` must stand in the last part of the ARN")
                }
                pieces.append(.id)
            case "type": pieces.append(.type)
            case let name: throw Malformed(message: "unknown placeholder `{\(name)}`")
            }
            rest = rest[rest.index(after: close)...]
        }
        pieces.append(.literal(String(rest)))
        guard pieces.contains(.id) else {
            throw Malformed(message: "template `\(text)` has no `{id}`")
        }
        guard ARN(text) != nil else { throw Malformed(message: "template `\(text)` is not an ARN") }
        self.init(pieces: pieces)
    }

    private init(pieces: [Piece]) { self.pieces = pieces }

    /// `arn:verdict:iam::000000000000:user/{id}`
    package static let user = ARNTemplate(
        pieces: [.literal("arn:verdict:iam::000000000000:user/"), .id])

    /// `arn:verdict:{type}:::{id}`
    package static let resource = ARNTemplate(
        pieces: [.literal("arn:verdict:"), .type, .literal(":::"), .id])

    /// Puts an entity into the template, for bytes.
    ///
    /// - Precondition: The type holds no colon.
    func append(
        _ bytes: Span<UInt8>, id: TextRange, type: TextRange, to question: inout Question
    ) -> TextRange {
        var whole: TextRange?
        for piece in pieces {
            let part =
                switch piece {
                case .literal(let literal): question.append(literal)
                case .id: question.append(bytes, id)
                case .type: question.append(bytes, type)
                }
            let start = whole?.start ?? part.start
            whole = TextRange(start: start, count: part.end - start)
        }
        return whole ?? .empty
    }

    /// Puts an entity into the template.
    ///
    /// A type with a colon would move the borders between the ARN's parts, and with them perhaps
    /// the account, so it is refused. An id may hold colons, since it stands in the last part.
    func fill(type: String, id: String, entity: String) throws(RequestError) -> String {
        var text = ""
        for piece in pieces {
            switch piece {
            case .literal(let literal): text += literal
            case .id: text += id
            case .type:
                guard !type.utf8.contains(UInt8(ascii: ":")) else {
                    throw RequestError(
                        .badRequest, "member `\(entity).type` must not contain `:`")
                }
                text += type
            }
        }
        return text
    }
}
