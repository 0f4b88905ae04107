import Directory
import PolicyModel
import StrictJSON

/// The entities of one AuthZEN evaluation, found but not yet read.
struct EvaluationEntities {
    var subject: JSONTree.Node?
    var action: JSONTree.Node?
    var resource: JSONTree.Node?
    var context: JSONTree.Node?

    /// Takes the entities from an object.
    init(of object: JSONTree.Node, in tree: JSONTree) {
        self.subject = tree.member("subject", of: object)
        self.action = tree.member("action", of: object)
        self.resource = tree.member("resource", of: object)
        self.context = tree.member("context", of: object)
    }

    /// These entities, and `defaults` where there is none. An entity is taken whole: one that lacks
    /// a member does not get it from the default.
    func filled(from defaults: EvaluationEntities) -> EvaluationEntities {
        var filled = self
        filled.subject = subject ?? defaults.subject
        filled.action = action ?? defaults.action
        filled.resource = resource ?? defaults.resource
        filled.context = context ?? defaults.context
        return filled
    }
}

/// A question read from an AuthZEN evaluation.
struct Evaluation {
    /// What to decide.
    var query: Query
    /// Whether `verdict:explain` was set.
    var explain: Bool
}

/// Turns AuthZEN entities into a question.
///
/// | member | becomes |
/// |---|---|
/// | `subject.id` | the principal, by ``EntityMapping`` |
/// | `subject.properties.tags`, `.sessionPolicies` | session tags and session policies |
/// | `action.name` | the action |
/// | `resource.id` | the resource's ARN |
/// | `resource.properties.account`, `.tags` | its owner and its tags |
/// | any other property `NAME` | the condition key `subject:NAME`, `action:NAME`, `resource:NAME` |
/// | `context` | condition keys; `verdict:…` are instructions to the daemon |
///
/// Where a property and a member of `context` name the same key, the property wins.
struct EvaluationReader {
    let tree: JSONTree
    let mapping: EntityMapping

    /// Reads one evaluation.
    ///
    /// - Throws: The first member that is missing or mistyped, by its name.
    func read(_ entities: EvaluationEntities) throws(RequestError) -> Evaluation {
        let subject = try object(entities.subject, "subject")
        let action = try object(entities.action, "action")
        let resource = try object(entities.resource, "resource")
        let subjectType = try string("type", of: subject, "subject")
        let subjectID = try string("id", of: subject, "subject")
        let actionName = try string("name", of: action, "action")
        let resourceType = try string("type", of: resource, "resource")
        let resourceID = try string("id", of: resource, "resource")

        var evaluation = Evaluation(
            query: Query(
                principal: try mapping.principal(type: subjectType, id: subjectID),
                action: try mapping.action(name: actionName, resourceType: resourceType),
                resource: try mapping.resource(type: resourceType, id: resourceID)),
            explain: false)
        if let context = entities.context { try readContext(context, into: &evaluation) }
        try readProperties(of: subject, "subject", into: &evaluation.query)
        try readProperties(of: action, "action", into: &evaluation.query)
        try readProperties(of: resource, "resource", into: &evaluation.query)
        return evaluation
    }

    func readContext(
        _ context: JSONTree.Node, into evaluation: inout Evaluation
    ) throws(RequestError) {
        guard tree.kind(context) == .object else {
            throw .mistyped("context", expected: "an object")
        }
        var spellings: [String: String] = [:]
        for (nameNode, value) in tree.members(of: context) {
            let name = tree.string(nameNode) ?? ""
            let key = name.lowercased()
            if key == "verdict:explain" {
                guard let explain = tree.boolean(value) else {
                    throw .mistyped("context.\(name)", expected: "a boolean")
                }
                evaluation.explain = explain
            }
            if key.hasPrefix("verdict:") { continue }
            if let other = spellings.updateValue(name, forKey: key) {
                throw .sameKey("context.\(other)", "context.\(name)")
            }
            evaluation.query.context[key] = try contextValue(value, "context.\(name)")
        }
    }

    private func readProperties(
        of entity: JSONTree.Node, _ entityName: String, into query: inout Query
    ) throws(RequestError) {
        guard let properties = tree.member("properties", of: entity) else { return }
        let path = "\(entityName).properties"
        guard tree.kind(properties) == .object else {
            throw .mistyped(path, expected: "an object")
        }
        var spellings: [String: String] = [:]
        for (nameNode, value) in tree.members(of: properties) {
            let name = tree.string(nameNode) ?? ""
            let member = "\(path).\(name)"
            switch (entityName, name) {
            case ("subject", "tags"): query.sessionTags = try tags(value, member)
            case ("subject", "sessionPolicies"):
                query.sessionPolicies = try SessionPolicyReader(tree: tree).read(value, member)
            case ("resource", "tags"): query.resourceTags = try tags(value, member)
            case ("resource", "account"):
                guard let account = tree.string(value), !account.isEmpty else {
                    throw .mistyped(member, expected: "an account id in a string")
                }
                query.resourceAccount = account
            default:
                let key = "\(entityName):\(name.lowercased())"
                if let other = spellings.updateValue(name, forKey: key) {
                    throw .sameKey("\(path).\(other)", member)
                }
                query.context[key] = try contextValue(value, member)
            }
        }
    }
}

extension EvaluationReader {
    private func object(
        _ node: JSONTree.Node?, _ name: String
    ) throws(RequestError) -> JSONTree.Node {
        guard let node else { throw .missing(name) }
        guard tree.kind(node) == .object else { throw .mistyped(name, expected: "an object") }
        return node
    }

    private func string(
        _ name: String, of entity: JSONTree.Node, _ entityName: String
    ) throws(RequestError) -> String {
        let member = "\(entityName).\(name)"
        guard let node = tree.member(name, of: entity) else { throw .missing(member) }
        guard let text = tree.string(node) else { throw .mistyped(member, expected: "a string") }
        guard !text.isEmpty else { throw .mistyped(member, expected: "a string that is not empty") }
        return text
    }

    private func tags(
        _ node: JSONTree.Node, _ member: String
    ) throws(RequestError) -> [String: String] {
        guard tree.kind(node) == .object else { throw .mistyped(member, expected: "an object") }
        var tags: [String: String] = [:]
        for (nameNode, value) in tree.members(of: node) {
            let name = tree.string(nameNode) ?? ""
            guard let text = tree.text(value) else {
                throw .mistyped("\(member).\(name)", expected: "a string, a number or a boolean")
            }
            tags[name] = text
        }
        return tags
    }

    private func contextValue(
        _ node: JSONTree.Node, _ member: String
    ) throws(RequestError) -> ContextValue {
        if let text = tree.text(node) { return .single(text) }
        let expected = "a string, a number, a boolean or a list of these"
        guard tree.kind(node) == .array else { throw .mistyped(member, expected: expected) }
        var values: [String] = []
        for element in tree.elements(of: node) {
            guard let text = tree.text(element) else {
                throw .mistyped(member, expected: expected)
            }
            values.append(text)
        }
        return .multiple(values)
    }
}
