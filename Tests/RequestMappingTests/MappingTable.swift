import Directory
import FlatMemory
import PolicyLanguage
import PolicyModel
import RequestMapping
import YAML

/// A table and what it needs to be asked.
struct MappingTable: ~Copyable {
    var mapper: RequestMapper
    private var question = Question(hash: KeyedHash(key: 1))

    /// Reads the member `mapping`, indented by two spaces as in a configuration.
    init(_ text: String) throws {
        mapper = RequestMapper(try Self.map(text))
    }

    static func map(_ text: String) throws -> RequestMap {
        let root = try YAMLNode.parse(Array(text.utf8))
        return try RequestMap.read(root["mapping"] ?? root, file: "verdict.yaml")
    }

    /// The question that a request becomes, in words.
    mutating func question(_ facts: inout RequestFacts) -> (MappingOutcome, Asked?) {
        let outcome = mapper.map(&facts, into: &question)
        guard case .mapped = outcome else { return (outcome, nil) }
        let query = question.query
        var context: [String: [String]] = [:]
        for (key, value) in query.context {
            switch value {
            case .single(let value): context[key] = [value]
            case .multiple(let values): context[key] = ["list"] + values
            }
        }
        return (
            outcome,
            Asked(
                principal: query.principal, action: query.action, resource: query.resource,
                context: context)
        )
    }

    /// The same for a request without anything but its first line.
    mutating func question(
        _ method: String, _ target: String, host: String = ""
    ) -> (MappingOutcome, Asked?) {
        var facts = RequestFacts(method: method, host: host, target: target)
        return question(&facts)
    }

    /// What is asked. Values of a key that is a list stand behind the word `list`.
    struct Asked: Equatable {
        var principal: String
        var action: String
        var resource: String
        var context: [String: [String]] = [:]
    }
}
