import Directory
import PolicyModel

/// One line of the table: which requests it is for, and what becomes of them.
struct Route: Sendable, Hashable {
    /// A condition key and what it is made of.
    struct ContextKey: Sendable, Hashable {
        /// In lower case.
        let name: String
        /// One template for each value.
        let values: [FactTemplate]
        /// Whether the key has a list of values.
        let isMultiple: Bool
    }

    /// What messages call it.
    var name: String
    /// Where it stands in the file; `nil` for what a gateway's own configuration says.
    var position: SourcePosition?
    /// Hosts in lower case, of which one must be the request's; `*.` at the beginning stands for
    /// any labels. Any host if empty.
    var hosts: [String] = []
    /// Methods, of which one must be the request's. Any method if empty.
    var methods: [String] = []
    /// What the path must be like; `nil` for any path.
    var path: PathPattern?
    /// Who asks.
    var principal: FactTemplate?
    /// Whether the principal is a fact that must be an ARN by itself.
    var isPrincipalWhole = false
    var action: FactTemplate?
    var resource: FactTemplate?
    var context: [ContextKey] = []

    init(name: String, position: SourcePosition?) {
        self.name = name
        self.position = position
    }

    /// Adds a host.
    mutating func add(host: String) throws(MappingMistake) {
        guard RequestFacts.isHost(host.hasPrefix("*.") ? String(host.dropFirst(2)) : host) else {
            throw MappingMistake(
                "`\(host)` is no host: give a name or an address without a port, or `*.` and a name"
            )
        }
        hosts.append(host.lowercased())
    }

    /// Adds a method.
    mutating func add(method: String) throws(MappingMistake) {
        guard !method.isEmpty,
            method.utf8.allSatisfy({ 0x41...0x5A ~= $0 || $0 == UInt8(ascii: "-") })
        else { throw MappingMistake("`\(method)` is no method: they are in upper case") }
        methods.append(method)
    }

    /// Sets who asks: an ARN with places, or any text, which becomes a user of its own.
    mutating func set(
        principal text: String, trusting headers: Set<String>
    ) throws(MappingMistake) {
        try checkOnePrincipal()
        var template = try FactTemplate(text)
        if template.head.hasPrefix("arn:") {
            try Self.checkARN(text)
        } else {
            template = template.prefixed(by: Self.userPrefix)
        }
        try check(template, trusting: headers)
        principal = template
    }

    /// Sets who asks: a fact that is an ARN.
    mutating func set(
        wholePrincipal text: String, trusting headers: Set<String>
    ) throws(MappingMistake) {
        try checkOnePrincipal()
        let template = try FactTemplate(text)
        guard template.pieces.count == 1, template.head.isEmpty else {
            throw MappingMistake("`principal-arn` must be a single place; use `principal`")
        }
        try check(template, trusting: headers)
        principal = template
        isPrincipalWhole = true
    }

    /// Sets what is to be done: `service:Name`.
    mutating func set(action text: String) throws(MappingMistake) {
        let template = try FactTemplate(text)
        guard template.colonCount == 1 else {
            throw MappingMistake("`\(text)` is no action: write `service:Name`")
        }
        try Self.checkRequired(template)
        action = template
    }

    /// Sets what it is to be done to: an ARN.
    mutating func set(resource text: String) throws(MappingMistake) {
        let template = try FactTemplate(text)
        try Self.checkARN(text)
        try Self.checkRequired(template)
        resource = template
    }

    /// Adds a condition key. AWS's own must not depend on what anybody can send.
    mutating func add(
        key: String, _ texts: [String], isMultiple: Bool, trusting headers: Set<String>
    ) throws(MappingMistake) {
        let name = key.lowercased()
        guard !name.isEmpty, key.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw MappingMistake("`\(key)` is no condition key")
        }
        guard !name.hasPrefix("verdict:"), !Facts.owns(name) else {
            throw MappingMistake("`\(key)` is known to the daemon and can't be given")
        }
        guard !context.contains(where: { $0.name == name }) else {
            throw MappingMistake("`\(key)` comes twice")
        }
        var values: [FactTemplate] = []
        for text in texts { values.append(try FactTemplate(text)) }
        // Policies rely on what these say, save where AWS itself takes the client's word.
        if name.hasPrefix("aws:"), !["aws:useragent", "aws:referer"].contains(name) {
            for value in values { try Self.checkTrust(value, headers) }
        }
        context.append(.init(name: name, values: values, isMultiple: isMultiple))
    }

    /// Sees that nothing is missing.
    func check() throws(MappingMistake) {
        guard principal != nil else {
            throw MappingMistake("`principal` or `principal-arn` is missing")
        }
        guard action != nil else { throw MappingMistake("`action` is missing") }
        guard resource != nil else { throw MappingMistake("`resource` is missing") }
        let templates =
            [principal, action, resource].compactMap(\.self) + context.flatMap(\.values)
        for case .capture(let name) in templates.flatMap(\.places).map(\.source)
        where path?.index(of: name) == nil {
            throw MappingMistake("`path` has no `{\(name)}`")
        }
    }

    /// What a text that is no ARN is put after: what the decision API makes of a subject's id.
    static let userPrefix = "arn:verdict:iam::000000000000:user/"

    private func checkOnePrincipal() throws(MappingMistake) {
        guard principal == nil else {
            throw MappingMistake("give `principal` or `principal-arn`, not both")
        }
    }

    private func check(
        _ template: FactTemplate, trusting headers: Set<String>
    ) throws(MappingMistake) {
        try Self.checkRequired(template)
        try Self.checkTrust(template, headers)
    }

    private static func checkTrust(
        _ template: FactTemplate, _ headers: Set<String>
    ) throws(MappingMistake) {
        for case .header(let name) in template.places.map(\.source) where !headers.contains(name) {
            throw MappingMistake(
                "anybody may send the header `\(name)`: list it in `trusted-headers` if the gateway "
                    + "sets it itself, whatever its client sends")
        }
    }

    private static func checkRequired(_ template: FactTemplate) throws(MappingMistake) {
        guard !template.places.contains(where: \.isOptional) else {
            throw MappingMistake("only values of condition keys may be missing: remove the `?`")
        }
    }

    private static func checkARN(_ text: String) throws(MappingMistake) {
        let template = try FactTemplate(text)
        guard template.head.hasPrefix("arn:"), template.colonCount >= 5 else {
            throw MappingMistake("`\(text)` is no ARN")
        }
    }
}
