import Directory
import FlatMemory

/// What a request has become.
package enum MappingOutcome: Sendable, Hashable {
    /// A question, by this route: the number in the table, or `nil` for what the gateway's own
    /// configuration says.
    case mapped(route: Int?)
    /// Nothing, so it is denied.
    case denied(MappingDenial)
}

/// Why a request is denied before anything is decided.
package enum MappingDenial: Sendable, Hashable {
    /// A part of a route's question.
    package enum Part: String, Sendable, Hashable {
        case principal, action, resource, context
    }

    /// What is wrong with a part.
    package enum Flaw: String, Sendable, Hashable {
        /// A fact that it needs is not there, or empty.
        case missing
        /// There are several values where one is wanted.
        case several
        /// A value holds a `:` or a `/` where it would move the borders of an ARN's parts.
        case separator
        /// It is no ARN, or a value is no text in UTF-8 or no IP address.
        case malformed
    }

    /// The gateway does not say which method is asked about, or says something twice.
    case unclear
    /// The host can't be read, or in more than one way.
    case host
    /// The path can be read in more than one way.
    case path
    /// No route is for it.
    case noRoute
    /// There are too many header fields, claims or extensions.
    case tooManyFacts
    /// The gateway's configuration says what the route means, and the table does not allow that.
    case extensionsNotAllowed
    /// The gateway's configuration says something that can't be read.
    case badExtensions
    /// The route can't be filled.
    case part(Part, Flaw, route: Int?)
}

/// Turns requests into questions by a table, for one event loop.
///
/// A header field or a claim that is there twice is no fact, a value can't move a border of an ARN,
/// and whatever is not there denies: see ``FactTemplate``.
package struct RequestMapper: ~Copyable {
    /// LIMIT: distinct configurations of gateways that are remembered as compiled. More are
    /// forgotten all at once, and compiled anew.
    package static let extensionMapCountMax = 1_024

    /// The table.
    package var map: RequestMap { didSet { extensionMaps = [:] } }

    private var path = RequestPath()
    /// The request's host, normalized; `nil` if it has none.
    private(set) var host: TextRange?
    private var values = FlatBuffer<TextRange>(capacity: 16)
    var extensionMaps: [[UInt8]: RequestMap?] = [:]

    /// Where the principal of the last question lies in the facts' text.
    package private(set) var principal = TextRange.empty

    /// Creates a mapper.
    package init(_ map: RequestMap) { self.map = map }

    /// Asks what a request means.
    ///
    /// - Parameter question: Is filled, if the request is mapped.
    /// - Complexity: O(bytes of the facts), and O(facts) for each place of the route's templates.
    package mutating func map(
        _ facts: inout RequestFacts, into question: inout Question
    ) -> MappingOutcome {
        if facts.isOverLimit { return .denied(.tooManyFacts) }
        if let denial = prepare(&facts) { return .denied(denial) }
        guard facts.hasExtension else { return map(&facts, by: map, isExtension: false, &question) }
        guard map.settings.allowsExtensions else { return .denied(.extensionsNotAllowed) }
        guard let own = extensionMap(facts) else { return .denied(.badExtensions) }
        return map(&facts, by: own, isExtension: true, &question)
    }

    /// Reads path and host, and sees that there is a method.
    ///
    /// - Returns: What is wrong with them. A host that can't be read is not taken for none: a gateway
    ///   may see in it the name of a route that is passed over here.
    mutating func prepare(_ facts: inout RequestFacts) -> MappingDenial? {
        // Without a method, the routes that name one would be passed over.
        if facts.isUnclear || facts.method.count == 0 { return .unclear }
        guard path.read(&facts) else { return .path }
        switch facts.readHost() {
        case .none: host = nil
        case .name(let range): host = range
        case .unreadable: return .host
        }
        return nil
    }

    /// The decoded segments of the path that was read last.
    func pathSegments(_ facts: borrowing RequestFacts) -> [String] {
        (0..<path.segments.count).map { facts.string(path.segments[$0]) }
    }

    /// The text of a stretch of the facts.
    package func string(_ range: TextRange, of facts: borrowing RequestFacts) -> String {
        facts.string(range)
    }

    private mutating func map(
        _ facts: inout RequestFacts, by map: RequestMap, isExtension: Bool,
        _ question: inout Question
    ) -> MappingOutcome {
        let host = self.host
        guard
            let number = map.tree.firstRoute(
                path, facts, map.table.texts,
                accepts: { map.table.accepts($0, host, facts) })
        else { return .denied(.noRoute) }
        let route = isExtension ? nil : number
        do throws(PartFlaw) {
            try fill(map.table.entries[number], map.table, &facts, &question)
            return .mapped(route: route)
        } catch {
            return .denied(.part(error.part, error.flaw, route: route))
        }
    }

    private struct PartFlaw: Error {
        let part: MappingDenial.Part
        let flaw: MappingDenial.Flaw
    }

    private mutating func fill(
        _ entry: RouteTable.Entry, _ table: borrowing RouteTable, _ facts: inout RequestFacts,
        _ question: inout Question
    ) throws(PartFlaw) {
        question.removeAll()
        principal = try require(entry.principal, .principal, table, &facts)
        if entry.isPrincipalWhole, !facts.text.span.begins("arn:", at: principal) {
            throw PartFlaw(part: .principal, flaw: .malformed)
        }
        question.setPrincipal(question.append(facts.text.span, principal))
        let action = try require(entry.action, .action, table, &facts)
        question.setAction(question.append(facts.text.span, action))
        let resource = try require(entry.resource, .resource, table, &facts)
        guard question.setResource(question.append(facts.text.span, resource)) else {
            throw PartFlaw(part: .resource, flaw: .malformed)
        }
        for index in entry.keys.range {
            try add(table.keys[index], table, &facts, &question)
        }
    }

    private mutating func add(
        _ key: RouteTable.Key, _ table: borrowing RouteTable, _ facts: inout RequestFacts,
        _ question: inout Question
    ) throws(PartFlaw) {
        values.removeAll()
        var isMultiple = key.isMultiple
        for index in key.values.range {
            let template = table.templates[index]
            if key.spreads, case .several = facts.found(table.pieces[Int(template.first)], table) {
                guard spread(table.pieces[Int(template.first)], table, facts, &question) else {
                    throw PartFlaw(part: .context, flaw: .missing)
                }
                isMultiple = true
                continue
            }
            if let value = try filled(template, .context, table, &facts) {
                values.append(question.append(facts.text.span, value))
            }
        }
        // A key whose values all may be missing, and are, is left out.
        guard values.count > 0 else { return }
        let name = facts.append(key.name, of: table.texts)
        question.addKey(
            question.append(facts.text.span, name), isMultiple: isMultiple, values: values.span)
    }

    /// Adds all values of a claim that is a list. One that is there twice without being one, as no
    /// gateway sends it, is taken for a list, too: policies ask for all or any of its values.
    private mutating func spread(
        _ piece: RouteTable.Piece, _ table: borrowing RouteTable, _ facts: borrowing RequestFacts,
        _ question: inout Question
    ) -> Bool {
        for index in 0..<facts.facts.count {
            let fact = facts.facts[index]
            guard fact.kind == .claim, facts.isEqual(fact.name, piece.text, table.texts)
            else { continue }
            if fact.value.count == 0 { return false }
            values.append(question.append(facts.text.span, fact.value))
        }
        return true
    }

    private func require(
        _ template: RouteTable.Stretch, _ part: MappingDenial.Part,
        _ table: borrowing RouteTable, _ facts: inout RequestFacts
    ) throws(PartFlaw) -> TextRange {
        guard let range = try filled(template, part, table, &facts) else {
            throw PartFlaw(part: part, flaw: .missing)
        }
        return range
    }

    /// Puts facts into a template.
    ///
    /// - Returns: Where the text lies; `nil` if a fact is missing that may be.
    private func filled(
        _ template: RouteTable.Stretch, _ part: MappingDenial.Part,
        _ table: borrowing RouteTable, _ facts: inout RequestFacts
    ) throws(PartFlaw) -> TextRange? {
        let start = facts.text.count
        for index in template.range {
            let piece = table.pieces[index]
            if piece.kind == .literal {
                _ = facts.append(piece.text, of: table.texts)
                continue
            }
            guard let value = try value(piece, part, table, facts) else { return nil }
            guard !facts.holds(piece.forbidden, in: value) else {
                throw PartFlaw(part: part, flaw: .separator)
            }
            _ = facts.append(again: value)
        }
        return TextRange(start: start, count: facts.text.count - start)
    }

    /// The fact for a place; `nil` if it is missing and may be.
    private func value(
        _ piece: RouteTable.Piece, _ part: MappingDenial.Part, _ table: borrowing RouteTable,
        _ facts: borrowing RequestFacts
    ) throws(PartFlaw) -> TextRange? {
        let value: TextRange?
        switch piece.kind {
        case .literal: value = nil
        case .segment: value = path.segments[Int(piece.segment)]
        case .rest:
            let start = path.segments[Int(piece.segment)].start
            value = TextRange(start: start, count: path.whole.end - start)
        case .header, .claim:
            switch facts.found(piece, table) {
            case .none: value = nil
            case .one(let range): value = range
            case .several: throw PartFlaw(part: part, flaw: .several)
            }
        case .peerName: value = facts.peerName
        case .sourceAddress:
            value = facts.readAddress()
            if value == nil, let given = facts.sourceAddress, given.count > 0 {
                throw PartFlaw(part: part, flaw: .malformed)
            }
        case .host: value = host
        case .method: value = facts.method
        case .path: value = path.whole
        }
        if let value, value.count > 0 {
            guard facts.isText(value) else { throw PartFlaw(part: part, flaw: .malformed) }
            return value
        }
        if piece.isOptional { return nil }
        throw PartFlaw(part: part, flaw: .missing)
    }
}
