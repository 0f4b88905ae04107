import FlatMemory

/// What a gateway's own configuration says of a route, in Envoy's `context_extensions`:
///
///     verdict.path: /orders/{id}
///     verdict.principal: "{peer}"
///     verdict.action: orders:GetOrder
///     verdict.resource: arn:aws:orders:eu-west-1:111122223333:order/{path.id}
///     verdict.context.aws:SourceIp: "{source.address}"
extension RequestMapper {
    /// The table of one route that the facts' extensions are; `nil` if they can't be read.
    ///
    /// - Complexity: O(bytes of the extensions) once they have been compiled.
    mutating func extensionMap(_ facts: borrowing RequestFacts) -> RequestMap? {
        var key: [UInt8] = []
        for index in 0..<facts.facts.count where facts.facts[index].kind == .extension {
            for range in [facts.facts[index].name, facts.facts[index].value] {
                // With its length, so that no two lists of texts give the same key.
                key += Array("\(range.count):".utf8)
                for offset in range.start..<range.end { key.append(facts.text[offset]) }
            }
        }
        if let known = extensionMaps[key] { return known }
        if extensionMaps.count >= Self.extensionMapCountMax { extensionMaps = [:] }
        let compiled = compile(facts)
        extensionMaps[key] = .some(compiled)
        return compiled
    }

    private func compile(_ facts: borrowing RequestFacts) -> RequestMap? {
        var route = Route(name: "context extensions", position: nil)
        let trusted = map.settings.trustedHeaders
        var names: Set<String> = []
        do throws(MappingMistake) {
            for index in 0..<facts.facts.count where facts.facts[index].kind == .extension {
                let name = facts.string(facts.facts[index].name)
                let value = facts.string(facts.facts[index].value)
                guard names.insert(name).inserted else {
                    throw MappingMistake("extension `\(name)` comes twice")
                }
                switch name {
                case "verdict.path": route.path = try PathPattern(value)
                case "verdict.principal": try route.set(principal: value, trusting: trusted)
                case "verdict.principal-arn":
                    try route.set(wholePrincipal: value, trusting: trusted)
                case "verdict.action": try route.set(action: value)
                case "verdict.resource": try route.set(resource: value)
                case _ where name.hasPrefix(Self.contextPrefix):
                    let key = String(name.dropFirst(Self.contextPrefix.count))
                    try route.add(key: key, [value], isMultiple: false, trusting: trusted)
                case _ where name.hasPrefix("verdict."):
                    throw MappingMistake("unknown extension `\(name)`")
                default: break
                }
            }
            try route.check()
        } catch {
            return nil
        }
        return RequestMap([route], map.settings)
    }

    private static var contextPrefix: String { "verdict.context." }
}

extension RequestFacts {
    /// Whether the gateway's configuration says something for this daemon.
    var hasExtension: Bool {
        for index in 0..<facts.count
        where facts[index].kind == .extension
            && text.span.begins("verdict.", at: facts[index].name)
        {
            return true
        }
        return false
    }
}
