import Directory
import PolicyModel
import StrictJSON

/// The OpenID AuthZEN Authorization API 1.0, without its transport: a body in, a body out.
package struct AuthZEN {
    /// How long the list of a batch may be.
    ///
    /// LIMIT: an event loop answers a batch in one go, and a thousand decisions keep it busy for
    /// about as long as one exchange with the network takes.
    static let evaluationCountMax = 1_000

    let mapping: EntityMapping

    /// Creates the protocol's reader.
    package init(mapping: EntityMapping = EntityMapping()) { self.mapping = mapping }

    /// When a batch ends.
    private enum Semantic: String {
        case executeAll = "execute_all"
        case denyOnFirstDeny = "deny_on_first_deny"
        case permitOnFirstPermit = "permit_on_first_permit"

        func ends(after isAllowed: Bool) -> Bool {
            switch self {
            case .executeAll: false
            case .denyOnFirstDeny: !isAllowed
            case .permitOnFirstPermit: isAllowed
            }
        }
    }

    /// Answers `POST /access/v1/evaluation`.
    ///
    /// - Throws: What is wrong with the request; a deny is no error.
    func evaluation(
        _ tree: JSONTree, source: any DecisionSource
    ) throws(RequestError) -> [UInt8] {
        try requireObject(tree)
        var writer = JSONWriter()
        let reader = EvaluationReader(tree: tree, mapping: mapping)
        let evaluation = try reader.read(EvaluationEntities(of: tree.root, in: tree))
        writer.write(source.decide(evaluation.query, explain: evaluation.explain))
        return writer.bytes
    }

    /// Answers `POST /access/v1/evaluations`. Without `evaluations`, or with none in it, it is one
    /// evaluation and is answered like one.
    ///
    /// - Throws: What is wrong with the request as a whole. An item that is wrong is denied in its
    ///   place, with the error.
    package func evaluations(
        _ tree: JSONTree, source: any DecisionSource
    ) throws(RequestError) -> [UInt8] {
        try requireObject(tree)
        let semantic = try semantic(of: tree)
        guard let list = tree.member("evaluations", of: tree.root) else {
            return try evaluation(tree, source: source)
        }
        guard tree.kind(list) == .array else {
            throw .mistyped("evaluations", expected: "an array")
        }
        let items = Array(tree.elements(of: list))
        guard !items.isEmpty else { return try evaluation(tree, source: source) }
        guard items.count <= Self.evaluationCountMax else {
            throw RequestError(
                .badRequest,
                "member `evaluations` has \(items.count) items, "
                    + "more than \(Self.evaluationCountMax)"
            )
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.name("evaluations")
            writer.array { writer in
                answer(items, of: tree, semantic: semantic, source: source, into: &writer)
            }
        }
        return writer.bytes
    }

    private func answer(
        _ items: [JSONTree.Node], of tree: JSONTree, semantic: Semantic,
        source: any DecisionSource, into writer: inout JSONWriter
    ) {
        let defaults = EvaluationEntities(of: tree.root, in: tree)
        let reader = EvaluationReader(tree: tree, mapping: mapping)
        for (index, item) in items.enumerated() {
            var isAllowed = false
            do throws(RequestError) {
                guard tree.kind(item) == .object else {
                    throw .mistyped("evaluations[\(index)]", expected: "an object")
                }
                let entities = EvaluationEntities(of: item, in: tree).filled(from: defaults)
                let evaluation = try reader.read(entities)
                let answer = source.decide(evaluation.query, explain: evaluation.explain)
                isAllowed = answer.decision.isAllowed
                writer.write(answer)
            } catch {
                writer.write(error)
            }
            if semantic.ends(after: isAllowed) { return }
        }
    }

    private func requireObject(_ tree: JSONTree) throws(RequestError) {
        guard tree.kind(tree.root) == .object else {
            throw RequestError(.badRequest, "the body must be a JSON object")
        }
    }

    private func semantic(of tree: JSONTree) throws(RequestError) -> Semantic {
        guard let options = tree.member("options", of: tree.root) else { return .executeAll }
        guard tree.kind(options) == .object else {
            throw .mistyped("options", expected: "an object")
        }
        guard let node = tree.member("evaluations_semantic", of: options) else {
            return .executeAll
        }
        guard let semantic = tree.string(node).flatMap(Semantic.init(rawValue:)) else {
            throw .mistyped(
                "options.evaluations_semantic",
                expected: "`execute_all`, `deny_on_first_deny` or `permit_on_first_permit`")
        }
        return semantic
    }
}
