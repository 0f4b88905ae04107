/// The parameters of a call of the AWS Query protocol, or of a structure among them.
///
/// On the wire they are flat, and their names say how they nest. Here they are a tree:
///
///     // Tags.member.1.Key=team&Tags.member.1.Value=red
///     for tag in try parameters.structures("Tags", countMax: 50) {
///         try tag.string("Key")
///     }
///
/// A parameter that the action doesn't have stays in the tree unseen; AWS ignores such. A server
/// that changes something should refuse what ``unknownNames(besides:)`` finds: the unknown may be a
/// misspelt permissions boundary, and a role without it can do more than its maker meant.
package struct QueryParameters: Sendable {
    /// Where this lies in the call's parameters; empty for the call itself.
    private let path: String

    private var value: String?
    private var parts: [String: QueryParameters] = [:]

    /// Creates a call without parameters.
    package init() { path = "" }

    private init(path: String) { self.path = path }

    /// Sets a value that is not set yet.
    ///
    /// - Returns: Whether it was not.
    mutating func insert(_ value: String, at names: ArraySlice<String>) -> Bool {
        guard let name = names.first else {
            guard self.value == nil else { return false }
            self.value = value
            return true
        }
        let empty = QueryParameters(path: path(to: name))
        return parts[name, default: empty].insert(value, at: names.dropFirst())
    }

    private func path(to name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    /// The names at this level that are not among those given, in alphabetical order. Only their
    /// first parts are looked at: `Tags` stands for all its members.
    package func unknownNames(besides known: Set<String>) -> [String] {
        parts.keys.filter { !known.contains($0) }.sorted().map(path(to:))
    }
}

/// Single values.
extension QueryParameters {
    /// A text; `nil` if there is no such parameter. It may be empty.
    package func string(_ name: String) throws(QueryParameterError) -> String? {
        try parts[name]?.single()
    }

    /// A text that has to be there. It may be empty.
    package func requiredString(_ name: String) throws(QueryParameterError) -> String {
        guard let text = try string(name) else { throw .missing(path: path(to: name)) }
        return text
    }

    /// An integer in decimal digits, perhaps with a minus sign.
    package func integer(_ name: String) throws(QueryParameterError) -> Int? {
        guard let text = try string(name) else { return nil }
        guard let value = Int(text), !text.utf8.starts(with: "+".utf8) else {
            throw .invalidValue(path: path(to: name), expected: "an integer")
        }
        return value
    }

    /// `true` or `false`.
    package func boolean(_ name: String) throws(QueryParameterError) -> Bool? {
        switch try string(name) {
        case nil: nil
        case "true": true
        case "false": false
        default: throw .invalidValue(path: path(to: name), expected: "`true` or `false`")
        }
    }

    private func single() throws(QueryParameterError) -> String {
        guard let value, parts.isEmpty else { throw .notSingle(path: path) }
        return value
    }
}

/// Lists, structures and maps.
extension QueryParameters {
    /// The texts of a list, `ActionNames.member.N`; `nil` if there is no such parameter.
    ///
    /// - Parameter countMax: The greatest number of members.
    package func list(
        _ name: String, countMax: Int
    ) throws(QueryParameterError) -> [String]? {
        guard let members = try parts[name]?.members("member", countMax) else { return nil }
        var texts: [String] = []
        for member in members { texts.append(try member.single()) }
        return texts
    }

    /// The structures of a list, `Tags.member.N.Key`; `nil` if there is no such parameter.
    ///
    /// - Parameter countMax: The greatest number of members.
    package func structures(
        _ name: String, countMax: Int
    ) throws(QueryParameterError) -> [QueryParameters]? {
        guard let members = try parts[name]?.members("member", countMax) else { return nil }
        for member in members { try member.checkContainer() }
        return members
    }

    /// A structure, `InlinePolicyIdentifier.PolicyName`; `nil` if there is no such parameter.
    package func structure(_ name: String) throws(QueryParameterError) -> QueryParameters? {
        try parts[name]?.checkContainer()
        return parts[name]
    }

    /// A map of texts, `Attributes.entry.N.key` and `.value`; `nil` if there is no such parameter.
    ///
    /// - Parameter countMax: The greatest number of entries.
    package func map(
        _ name: String, countMax: Int
    ) throws(QueryParameterError) -> [String: String]? {
        guard let entries = try parts[name]?.members("entry", countMax) else { return nil }
        var values: [String: String] = [:]
        for entry in entries {
            guard entry.value == nil, entry.unknownNames(besides: ["key", "value"]).isEmpty else {
                throw .notContainer(path: entry.path)
            }
            let value = try entry.requiredString("value")
            guard values.updateValue(value, forKey: try entry.requiredString("key")) == nil else {
                throw .duplicateKey(path: path(to: name))
            }
        }
        return values
    }

    /// The members of this list in the order of their numbers. An empty list is an empty value.
    private func members(
        _ marker: String, _ countMax: Int
    ) throws(QueryParameterError) -> [QueryParameters] {
        if value == "" && parts.isEmpty { return [] }
        guard value == nil, parts.count == 1, let list = parts[marker], list.value == nil else {
            throw .notContainer(path: path)
        }
        guard list.parts.count <= countMax else {
            throw .tooManyMembers(path: path, countMax: countMax)
        }
        var members: [QueryParameters] = []
        for index in 0..<list.parts.count {
            // As many names as numbers: so if none is missing, there is no other either.
            guard let member = list.parts[String(index + 1)] else { throw .misnumbered(path: path) }
            members.append(member)
        }
        return members
    }

    private func checkContainer() throws(QueryParameterError) {
        guard value == nil else { throw .notContainer(path: path) }
    }
}
