import PolicyModel

/// A value of a YAML document, and where it begins.
package struct YAMLNode: Sendable, Hashable {
    /// A member of a mapping.
    package struct Member: Sendable, Hashable {
        /// Its name.
        package let name: String
        /// Where the name begins.
        package let position: SourcePosition
        /// Its value.
        package let value: YAMLNode
    }

    /// What a node is.
    package enum Content: Sendable, Hashable {
        /// A text. `isPlain` says that no quotes stand around it, so that it may mean a number, a
        /// truth value or nothing at all.
        case scalar(String, isPlain: Bool)
        /// A list.
        case sequence([YAMLNode])
        /// Members in their order; no two have the same name.
        case mapping([Member])
    }

    /// What it is.
    package let content: Content
    /// Where it begins.
    package let position: SourcePosition

    /// Creates a node.
    package init(_ content: Content, at position: SourcePosition) {
        self.content = content
        self.position = position
    }

    /// The members, if it is a mapping.
    package var members: [Member]? {
        if case .mapping(let members) = content { members } else { nil }
    }

    /// The values, if it is a list.
    package var elements: [YAMLNode]? {
        if case .sequence(let elements) = content { elements } else { nil }
    }

    /// The text, if it is one.
    package var text: String? {
        if case .scalar(let text, _) = content { text } else { nil }
    }

    /// The truth value, if it is one: `true` or `false` without quotes, the core schema's.
    package var bool: Bool? {
        guard case .scalar(let text, isPlain: true) = content else { return nil }
        return [
            "true": true, "True": true, "TRUE": true, "false": false, "False": false,
            "FALSE": false,
        ][text]
    }

    /// Whether it says nothing: an empty place, `~` or `null`.
    package var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// The value of a member of this name; `nil` if there is none.
    package subscript(_ name: String) -> YAMLNode? {
        members?.first { $0.name == name }?.value
    }
}

/// What is wrong with a YAML text, and where.
package struct YAMLError: Error, Sendable, Hashable {
    /// Where.
    package let position: SourcePosition
    /// What: lower case, without full stop, input in backticks.
    package let message: String

    /// Creates an error.
    package init(position: SourcePosition, message: String) {
        self.position = position
        self.message = message
    }
}

/// How much a YAML text may hold.
package struct YAMLLimits: Sendable, Hashable {
    /// LIMIT: bytes of the text: some ten thousand lines.
    package var byteCountMax = 1 << 20
    /// LIMIT: values in it, names included.
    package var nodeCountMax = 200_000
    /// LIMIT: values within values; libfyaml has a limit of 64 of its own.
    package var depthMax = 32

    /// The usual limits.
    package init() {}
}
