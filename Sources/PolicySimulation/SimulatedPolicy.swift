import PolicyLanguage
import PolicyModel
import StrictJSON

/// A policy that takes part in a simulation, with the name and the places that results show.
package struct SimulatedPolicy: Sendable {
    /// Where a statement stands in its text.
    package struct Extent: Sendable, Hashable {
        /// The place of its opening brace.
        package var start: SourcePosition
        /// The place behind its closing brace.
        package var end: SourcePosition
    }

    /// What results call it: a policy's name or ARN, `PolicyInputList.1`.
    package var source: String
    /// What it says.
    package var document: PolicyDocument
    /// The places of its statements, one for each.
    package var extents: [Extent]

    /// Reads a policy.
    ///
    /// - Parameters:
    ///   - text: The document, JSON.
    ///   - origin: Whether everything counts that IAM would refuse in a new policy.
    /// - Throws: The first error.
    package init(
        source: String, text: String, as type: PolicyType, origin: PolicyOrigin = .stored
    ) throws(PolicyFinding) {
        let bytes = Array(text.utf8)
        let reading = PolicyReader.read(bytes, as: type, origin: origin)
        if let error = reading.findings.first(where: { $0.severity == .error }) { throw error }
        guard let document = reading.document else {
            preconditionFailure("a policy without errors has a document")
        }
        self.init(source: source, document: document, extents: Self.extents(bytes))
    }

    /// Puts together what was read already, of which no places are known.
    package init(source: String, document: PolicyDocument) {
        self.init(source: source, document: document, extents: [])
    }

    private init(source: String, document: PolicyDocument, extents: [Extent]) {
        self.source = source
        self.document = document
        self.extents = extents
    }

    /// The places of the statements of a text that is known to be a policy.
    private static func extents(_ bytes: [UInt8]) -> [Extent] {
        guard let tree = try? JSONTree(parsing: bytes, limits: .policy),
            let member = tree.member("Statement", of: tree.root)
        else { return [] }
        let statements =
            tree.kind(member) == .array ? Array(tree.elements(of: member)) : [member]
        let lines = JSONLineIndex(tree)
        func position(_ offset: Int) -> SourcePosition {
            let place = lines.position(ofByte: offset)
            return SourcePosition(line: place.line, column: place.column)
        }
        return statements.map { statement in
            let start = tree.offset(statement)
            return Extent(
                start: position(start), end: position(start + tree.bytes(statement).count))
        }
    }
}
