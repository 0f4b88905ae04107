import Directory
import StrictJSON

/// Reads the input of a question that came by Open Policy Agent's API.
///
/// It is either an AuthZEN evaluation, or says `principal`, `action` and `resource` in strings, and
/// perhaps `context` in an object. Members with other names are left alone.
struct OPAInput {
    let mapping: EntityMapping

    /// Reads a question.
    ///
    /// - Throws: The first member that is missing or mistyped, by its name.
    func read(_ input: JSONTree.Node, of tree: JSONTree) throws(RequestError) -> Evaluation {
        guard tree.kind(input) == .object else { throw .mistyped("input", expected: "an object") }
        let reader = EvaluationReader(tree: tree, mapping: mapping)
        let entities = EvaluationEntities(of: input, in: tree)
        guard let principal = tree.member("principal", of: input) else {
            return try reader.read(entities)
        }
        guard entities.subject == nil else {
            throw RequestError(.badRequest, "members `principal` and `subject` exclude each other")
        }
        let action = try text(entities.action, "action", tree)
        let resource = try text(entities.resource, "resource", tree)
        guard action.utf8.contains(UInt8(ascii: ":")) else {
            throw .mistyped("action", expected: "a service and a name, as in `orders:Get`")
        }
        guard resource == "*" || resource.hasPrefix("arn:") else {
            throw .mistyped("resource", expected: "an ARN or `*`")
        }
        var evaluation = Evaluation(
            query: Query(
                principal: try mapping.principal(
                    type: "user", id: try text(principal, "principal", tree)),
                action: action,
                resource: try mapping.resource(type: "", id: resource)),
            explain: false)
        if let context = entities.context { try reader.readContext(context, into: &evaluation) }
        return evaluation
    }

    private func text(
        _ node: JSONTree.Node?, _ name: String, _ tree: JSONTree
    ) throws(RequestError) -> String {
        guard let node else { throw .missing(name) }
        guard let text = tree.string(node), !text.isEmpty else {
            throw .mistyped(name, expected: "a string that is not empty")
        }
        return text
    }

    /// Reads JSON.
    static func parse(_ bytes: [UInt8]) throws(RequestError) -> JSONTree {
        do throws(JSONError) {
            return try JSONTree(parsing: bytes, limits: .request)
        } catch {
            throw RequestError(
                .badRequest,
                "malformed JSON at line \(error.line), column \(error.column): "
                    + error.message.quotable)
        }
    }

    /// The bytes of a query's parameter `input`, decoded; `nil` if there is none.
    ///
    /// - Throws: If it is there twice, or not encoded well.
    static func parameter(of query: String?) throws(RequestError) -> [UInt8]? {
        var found: [UInt8]?
        for field in (query ?? "").utf8.split(separator: UInt8(ascii: "&")) {
            guard field.starts(with: "input=".utf8) else { continue }
            guard found == nil else {
                throw RequestError(.badRequest, "parameter `input` is there twice")
            }
            guard let value = decoded(field.dropFirst("input=".utf8.count)) else {
                throw RequestError(.badRequest, "parameter `input` is not percent-encoded well")
            }
            found = value
        }
        return found
    }

    private static func decoded(_ text: Substring.UTF8View) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(hexDigit),
                    let low = rest.popFirst().flatMap(hexDigit)
                else { return nil }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return bytes
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        Character(UnicodeScalar(byte)).hexDigitValue.map(UInt8.init)
    }
}
