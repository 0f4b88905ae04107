/// A policy document: the parsed form of one JSON text in the AWS IAM policy language.
///
/// A document is a value and knows neither its name nor its type; ``NamedPolicy`` adds the first,
/// and the place where it is attached decides the second.
public struct PolicyDocument: Sendable, Hashable {
    /// The language version, which decides whether `${...}` is a variable or plain text.
    public enum Version: String, Sendable, Hashable {
        /// The older language, without variables. A document that states no version is in it.
        case v2008 = "2008-10-17"
        /// The current language, with variables.
        case v2012 = "2012-10-17"
    }

    /// The language version that holds for every statement.
    public var version: Version

    /// The value of the `Id` member, if there is one.
    public var id: String?

    private var packed: PackedStatements

    /// The statements in their order of writing.
    ///
    /// They are kept packed, and made anew each time they are read.
    ///
    /// - Complexity: O(n) to read and to write, also for one of them.
    public var statements: [Statement] {
        get { packed.statements }
        set { packed = PackedStatements(newValue) }
    }

    /// The number of statements.
    ///
    /// - Complexity: O(1).
    public var statementCount: Int { packed.count }

    /// One statement by its place.
    ///
    /// - Precondition: `index` is one of `0..<statementCount`.
    /// - Complexity: O(n) in the bytes of those before it.
    public func statement(_ index: Int) -> Statement { packed[index] }

    /// Creates a document from its parts.
    public init(version: Version = .v2012, id: String? = nil, statements: [Statement]) {
        self.version = version
        self.id = id
        packed = PackedStatements(statements)
    }
}

/// A policy document together with the name by which decisions refer to it.
public struct NamedPolicy: Sendable, Hashable {
    /// What a person would call it: a policy ARN, a policy's name, or the file it came from.
    public var name: String

    /// The document itself.
    public var document: PolicyDocument

    /// Names a document.
    public init(name: String, document: PolicyDocument) {
        self.name = name
        self.document = document
    }
}
