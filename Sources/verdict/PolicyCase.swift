import PolicyLanguage
import PolicyModel
import StrictJSON

/// One case of a policy test: policies, a request, and the decision that is right.
struct PolicyCase {
    /// Why a line is no case.
    struct Malformed: Error {
        let message: String
    }

    let id: String
    let request: AuthorizationRequest
    let policies: ApplicablePolicies<[NamedPolicy]>
    let expected: Decision

    /// Reads one line of a file of cases.
    init(line: [UInt8]) throws(Malformed) {
        let reader: Reader
        do throws(JSONError) {
            reader = Reader(try JSONTree(parsing: line))
        } catch {
            throw Malformed(message: "malformed JSON at column \(error.column): \(error.message)")
        }
        let root = reader.tree.root
        id = try reader.text("id", of: root)
        let verdict = try reader.text("expected", of: root)
        guard let expected = Decision.allCases.first(where: { $0.verdictName == verdict })
        else { throw Malformed(message: "unknown verdict `\(verdict)`") }
        self.expected = expected
        policies = try reader.policies(of: root)
        guard let request = reader.tree.member("request", of: root)
        else { throw Malformed(message: "missing member `request`") }
        self.request = try reader.request(request)
    }
}

/// Reads the members of a case.
private struct Reader {
    let tree: JSONTree
    private let documents: PolicyReader

    init(_ tree: JSONTree) {
        self.tree = tree
        documents = PolicyReader(tree)
    }

    func text(_ name: String, of node: JSONTree.Node) throws(PolicyCase.Malformed) -> String {
        guard let member = tree.member(name, of: node), let text = tree.string(member)
        else { throw PolicyCase.Malformed(message: "missing or mistyped member `\(name)`") }
        return text
    }

    /// An optional string; `null` counts as absent.
    private func optionalText(_ name: String, of node: JSONTree.Node) -> String? {
        tree.member(name, of: node).flatMap { tree.string($0) }
    }

    func policies(
        of node: JSONTree.Node
    ) throws(PolicyCase.Malformed) -> ApplicablePolicies<[NamedPolicy]> {
        var policies = ApplicablePolicies<[NamedPolicy]>()
        func optional(_ set: [NamedPolicy]) -> [NamedPolicy]? { set.isEmpty ? nil : set }
        policies.identity = optional(
            try set(tree.member("identity_policies", of: node), "identity"))
        policies.session = optional(try set(tree.member("session_policies", of: node), "session"))
        policies.endpoint = optional(
            try set(tree.member("vpc_endpoint_policies", of: node), "endpoint"))
        for policy in try set(tree.member("permissions_boundaries", of: node), "boundary") {
            policies.boundaries.append([policy])
        }
        if let member = tree.member("resource_policy", of: node), tree.kind(member) != .null {
            policies.resource = [try policy(member, "resource")]
        }
        policies.serviceControl = try levels("scps", of: node, "scp")
        policies.resourceControl = try levels("rcps", of: node, "rcp")
        return policies
    }

    private func levels(
        _ member: String, of node: JSONTree.Node, _ name: String
    ) throws(PolicyCase.Malformed) -> [[NamedPolicy]] {
        guard let list = tree.member(member, of: node) else { return [] }
        var levels: [[NamedPolicy]] = []
        for level in tree.elements(of: list) {
            levels.append(try set(level, "\(name)[\(levels.count)]"))
        }
        return levels
    }

    private func set(
        _ list: JSONTree.Node?, _ name: String
    ) throws(PolicyCase.Malformed) -> [NamedPolicy] {
        guard let list else { return [] }
        var set: [NamedPolicy] = []
        for element in tree.elements(of: list) {
            set.append(try policy(element, "\(name)[\(set.count)]"))
        }
        return set
    }

    private func policy(
        _ node: JSONTree.Node, _ name: String
    ) throws(PolicyCase.Malformed) -> NamedPolicy {
        let reading = documents.read(node, as: nil, origin: .stored)
        guard let document = reading.document else {
            let why = reading.findings.first { $0.severity == .error }?.message ?? "unreadable"
            throw PolicyCase.Malformed(message: "policy `\(name)`: \(why)")
        }
        return NamedPolicy(name: name, document: document)
    }

    func request(_ node: JSONTree.Node) throws(PolicyCase.Malformed) -> AuthorizationRequest {
        let word = try text("principal_kind", of: node)
        guard let kind = Caller.Kind(rawValue: word)
        else { throw PolicyCase.Malformed(message: "unknown principal kind `\(word)`") }
        var context: [String: ContextValue] = [:]
        if let member = tree.member("context", of: node) {
            for (name, value) in tree.members(of: member) {
                guard let key = tree.string(name) else { continue }
                if tree.kind(value) == .array {
                    context[key] = .multiple(tree.elements(of: value).compactMap { tree.text($0) })
                } else if let text = tree.text(value) {
                    context[key] = .single(text)
                }
            }
        }
        func flag(_ name: String) -> Bool {
            tree.member(name, of: node).flatMap { tree.boolean($0) } ?? false
        }
        let caller = Caller(
            kind, id: optionalText("principal", of: node) ?? "",
            issuer: optionalText("principal_issuer", of: node),
            uniqueID: optionalText("principal_unique_id", of: node),
            isServiceLinkedRole: flag("service_linked_role"))
        let resource = try text("resource", of: node)
        return AuthorizationRequest(
            caller: caller, action: try text("action", of: node),
            resource: flag("wildcard_only_action") ? "*" : resource,
            resourceAccount: optionalText("resource_account", of: node), context: context)
    }
}
