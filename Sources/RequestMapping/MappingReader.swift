import PolicyLanguage
import PolicyModel
import YAML

/// Reads the member `mapping` of a configuration.
///
///     mapping:
///       trusted-headers: [x-user]
///       claims: envoy.filters.http.jwt_authn/payload
///       context-extensions: true
///       principal: "{header.x-user}"
///       routes:
///         - host: shop.example.com
///           method: [GET, HEAD]
///           path: /orders/{id}
///           action: orders:GetOrder
///           resource: arn:aws:orders:eu-west-1:111122223333:order/{path.id}
///           context:
///             aws:SourceIp: "{source.address}"
struct MappingReader {
    private let file: String
    private(set) var mistakes: [FileMistake] = []
    private(set) var settings = RequestMap.Settings()
    private(set) var routes: [Route] = []

    /// What each route has that says nothing else.
    private var defaults: [YAMLNode.Member] = []

    /// LIMIT: routes of a table.
    static let routeCountMax = 10_000

    init(file: String) { self.file = file }

    mutating func read(_ node: YAMLNode) {
        guard let members = node.members else {
            note("`mapping` must have members", at: node.position)
            return
        }
        // Routes are read last: what they may do depends on the others.
        for member in members where member.name != "routes" { readSetting(member) }
        guard let routes = node["routes"] else {
            if !settings.allowsExtensions {
                note("`routes` is missing, so every request would be denied", at: node.position)
            }
            return
        }
        guard let elements = routes.elements else {
            note("`routes` must be a list", at: routes.position)
            return
        }
        guard elements.count <= Self.routeCountMax else {
            note("there are more than \(Self.routeCountMax) routes", at: routes.position)
            return
        }
        for (index, element) in elements.enumerated() { readRoute(element, number: index + 1) }
    }

    private mutating func readSetting(_ member: YAMLNode.Member) {
        switch member.name {
        case "trusted-headers":
            for text in texts(member) { settings.trustedHeaders.insert(text.text.lowercased()) }
        case "claims":
            guard let text = text(member.value, of: member.name) else { return }
            settings.claimPath = text.split(separator: "/").map(String.init)
            if settings.claimPath.isEmpty {
                note("`claims` must name a namespace of the metadata", at: member.value.position)
            }
        case "context-extensions":
            if let isOn = member.value.bool {
                settings.allowsExtensions = isOn
            } else {
                note("`context-extensions` must be `true` or `false`", at: member.value.position)
            }
        case "principal", "principal-arn": defaults.append(member)
        default: note("unknown member `\(member.name)`", at: member.position)
        }
    }

    private mutating func readRoute(_ node: YAMLNode, number: Int) {
        guard let members = node.members else {
            note("a route must have members", at: node.position)
            return
        }
        let name = node["name"]?.text ?? "route \(number)"
        var route = Route(name: name, position: node.position)
        let count = mistakes.count
        for member in members { read(member, into: &route) }
        if !members.contains(where: { $0.name.hasPrefix("principal") }) {
            for member in defaults { read(member, into: &route) }
        }
        guard mistakes.count == count else { return }
        attempt(at: node.position) { () throws(MappingMistake) in try route.check() }
        routes.append(route)
    }

    private mutating func read(_ member: YAMLNode.Member, into route: inout Route) {
        let trusted = settings.trustedHeaders
        switch member.name {
        case "name": _ = text(member.value, of: member.name)
        case "host":
            for text in texts(member) {
                attempt(at: text.position) { () throws(MappingMistake) in
                    try route.add(host: text.text)
                }
            }
        case "method":
            for text in texts(member) {
                attempt(at: text.position) { () throws(MappingMistake) in
                    try route.add(method: text.text)
                }
            }
        case "context":
            guard let keys = member.value.members else {
                note("`context` must have members", at: member.value.position)
                return
            }
            for key in keys {
                let values = texts(key).map(\.text)
                attempt(at: key.position) { () throws(MappingMistake) in
                    try route.add(
                        key: key.name, values, isMultiple: key.value.elements != nil,
                        trusting: trusted)
                }
            }
        case "path", "principal", "principal-arn", "action", "resource":
            guard let text = text(member.value, of: member.name) else { return }
            attempt(at: member.value.position) { () throws(MappingMistake) in
                switch member.name {
                case "path": route.path = try PathPattern(text)
                case "principal": try route.set(principal: text, trusting: trusted)
                case "principal-arn": try route.set(wholePrincipal: text, trusting: trusted)
                case "action": try route.set(action: text)
                default: try route.set(resource: text)
                }
            }
        default: note("unknown member `\(member.name)`", at: member.position)
        }
    }

    /// A text, or each text of a list.
    private mutating func texts(
        _ member: YAMLNode.Member
    ) -> [(text: String, position: SourcePosition)] {
        let nodes = member.value.elements ?? [member.value]
        if nodes.isEmpty { note("`\(member.name)` is empty", at: member.value.position) }
        return nodes.compactMap { node in
            text(node, of: member.name).map { ($0, node.position) }
        }
    }

    private mutating func text(_ node: YAMLNode, of name: String) -> String? {
        guard let text = node.text, !node.isNull else {
            note("`\(name)` must be a text", at: node.position)
            return nil
        }
        return text
    }

    private mutating func attempt(
        at position: SourcePosition, _ body: () throws(MappingMistake) -> Void
    ) {
        do throws(MappingMistake) { try body() } catch { note(error.message, at: position) }
    }

    private mutating func note(_ message: String, at position: SourcePosition) {
        mistakes.append(FileMistake(file: file, position: position, message: message))
    }
}
