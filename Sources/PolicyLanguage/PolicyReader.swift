import HTTPMessage
import PolicyModel
import StrictJSON

/// Reads policy documents: parses them, and validates them as policies of a type.
///
///     let reading = PolicyReader.read(bytes, as: .identity)
///     for finding in reading.findings { … }
///     guard let document = reading.document, !reading.hasErrors else { … }
///
/// Reading never stops at the first error: everything that can be said about a document is in the
/// findings. The one exception is a text that is not JSON.
package struct PolicyReader: Sendable {
    private let source: PolicySource

    /// Prepares to read the policies in a larger file; positions then refer to that file.
    ///
    /// - Complexity: O(*n*) in the length of the text.
    package init(_ tree: JSONTree) {
        self.source = PolicySource(tree)
    }

    /// Reads a text that is one policy document.
    ///
    /// - Parameter type: What the document has to be valid as; `nil` to check its syntax alone, and to
    ///     give as warnings what else is wrong in policies of some type.
    package static func read(
        _ bytes: [UInt8], as type: PolicyType?, origin: PolicyOrigin = .new
    ) -> PolicyReading {
        do {
            let tree = try JSONTree(parsing: bytes, limits: .policy)
            return read(tree.root, in: PolicySource(tree), as: type, origin: origin)
        } catch {
            return PolicyReading(error)
        }
    }

    /// Reads a policy document inside a larger file.
    ///
    /// - Parameters:
    ///   - node: The document's object, or a string which holds the document as JSON text, plain
    ///     or percent-encoded as AWS's API returns it. For a string, all positions are the
    ///     string's.
    ///   - type: What the document has to be valid as; `nil` to check its syntax alone, and to
    ///     give as warnings what else is wrong in policies of some type.
    package func read(
        _ node: JSONTree.Node, as type: PolicyType?, origin: PolicyOrigin = .new
    ) -> PolicyReading {
        if let text = source.tree.string(node) {
            return read(encoded: Array(text.utf8), at: node, as: type, origin: origin)
        }
        return Self.read(node, in: source, as: type, origin: origin)
    }

    /// Where a node's value starts.
    ///
    /// - Complexity: O(log *lines*).
    package func position(of node: JSONTree.Node) -> SourcePosition { source.position(of: node) }

    private func read(
        encoded text: [UInt8], at node: JSONTree.Node, as type: PolicyType?, origin: PolicyOrigin
    ) -> PolicyReading {
        let position = source.position(of: node)
        // A percent sign may stand in plain JSON too, but never at its start.
        let isEncoded = text.first == UInt8(ascii: "%")
        guard let json = isEncoded ? PercentEncoding.decoded(text) : text else {
            return PolicyReading(
                unreadable: "policy document with a `%` that encodes nothing", at: position)
        }
        do {
            let tree = try JSONTree(parsing: json, limits: .policy)
            let inner = PolicySource(tree, encodedAt: position)
            return Self.read(tree.root, in: inner, as: type, origin: origin)
        } catch {
            let place = "line \(error.line), column \(error.column) of the encoded document"
            return PolicyReading(unreadable: "\(error.message) (\(place))", at: position)
        }
    }

    private static func read(
        _ node: JSONTree.Node, in source: PolicySource, as type: PolicyType?, origin: PolicyOrigin
    ) -> PolicyReading {
        var parser = PolicyParser(source)
        let outline = parser.parse(node)
        let isReadable = !parser.findings.hasErrors
        var findings = parser.findings
        if let outline {
            var validator = PolicyValidator(
                outline, in: source, as: type, origin: origin, continuing: findings)
            validator.validate()
            findings = validator.findings
        }
        return PolicyReading(
            document: isReadable ? outline?.document : nil, findings: findings.sorted)
    }
}

/// What came of reading one policy document.
package struct PolicyReading: Sendable {
    /// The document; `nil` exactly if an error keeps the text from having a meaning: no JSON,
    /// unknown elements, values of the wrong type, an unknown effect, version or operator.
    ///
    /// A document that is here may still not be *valid*: see ``hasErrors``.
    package var document: PolicyDocument?

    /// Everything there is to say, ordered by position.
    package var findings: [PolicyFinding]

    /// Whether the text is no valid policy of the type that it was read as.
    package var hasErrors: Bool { findings.contains { $0.severity == .error } }

    init(document: PolicyDocument?, findings: [PolicyFinding]) {
        self.document = document
        self.findings = findings
    }

    fileprivate init(_ error: JSONError) {
        self.init(
            unreadable: error.message, at: SourcePosition(line: error.line, column: error.column))
    }

    fileprivate init(unreadable message: String, at position: SourcePosition) {
        self.document = nil
        self.findings = [
            PolicyFinding(
                severity: .error, code: .jsonSyntaxError, message: message, position: position)
        ]
    }
}

/// Where a document comes from, which decides what is held against it.
package enum PolicyOrigin: Sendable, Hashable {
    /// Written by somebody who is about to hand it to AWS: everything counts that AWS, or its
    /// Access Analyzer, would refuse.
    case new

    /// Taken from AWS, which has accepted it. IAM keeps policies that it would no longer accept as
    /// new, and AWS's own exceed the quotas; so the language version and the size are not judged,
    /// and what only the analyzer calls an error is a warning.
    case stored
}
