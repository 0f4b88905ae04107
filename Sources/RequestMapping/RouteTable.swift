import FlatMemory

/// What routes say besides their paths, in plain values that are read without counting references.
struct RouteTable: ~Copyable, Sendable {
    /// A stretch of one of the arrays.
    struct Stretch: BitwiseCopyable, Sendable {
        let first: Int32
        let count: Int32
        var range: Range<Int> { Int(first)..<Int(first) + Int(count) }

        init(_ first: Int, _ count: Int) {
            self.first = Int32(first)
            self.count = Int32(count)
        }
    }

    /// A piece of a template.
    struct Piece: BitwiseCopyable, Sendable {
        enum Kind: UInt8, BitwiseCopyable, Sendable {
            case literal, segment, rest, header, claim, peerName, sourceAddress, host, method, path
        }

        let kind: Kind
        var isOptional = false
        /// What a value must not hold, since it would move a border.
        var forbidden = ByteSet()
        /// The literal text, or the name of what goes here.
        var text = TextRange.empty
        /// The number of the segment.
        var segment: Int32 = 0
    }

    /// A compiled ``Route``.
    struct Entry: BitwiseCopyable, Sendable {
        let hosts: Stretch
        let methods: Stretch
        let principal: Stretch
        let isPrincipalWhole: Bool
        let action: Stretch
        let resource: Stretch
        let keys: Stretch
    }

    /// A condition key.
    struct Key: BitwiseCopyable, Sendable {
        let name: TextRange
        /// Its templates.
        let values: Stretch
        let isMultiple: Bool
        /// Whether it takes all values of a claim, if that is a list.
        let spreads: Bool
    }

    let entries: FlatArray<Entry>
    let keys: FlatArray<Key>
    let templates: FlatArray<Stretch>
    let pieces: FlatArray<Piece>
    /// Hosts and methods.
    let names: FlatArray<TextRange>
    let texts: TextPool

    /// Compiles routes.
    ///
    /// - Parameter texts: With what others have added.
    init(_ routes: [Route], _ texts: TextPoolBuilder) {
        var builder = Builder(texts: texts)
        let entries = routes.map { builder.entry($0) }
        self.entries = FlatArray(entries)
        keys = FlatArray(builder.keys)
        templates = FlatArray(builder.templates)
        pieces = FlatArray(builder.pieces)
        names = FlatArray(builder.names)
        self.texts = TextPool(builder.texts)
    }

    private struct Builder {
        var texts: TextPoolBuilder
        var keys: [Key] = []
        var templates: [Stretch] = []
        var pieces: [Piece] = []
        var names: [TextRange] = []

        mutating func entry(_ route: Route) -> Entry {
            guard let principal = route.principal, let action = route.action,
                let resource = route.resource
            else { preconditionFailure("a route that has not been checked") }
            let added = route.context.map { key(of: $0, route) }
            let first = keys.count
            keys += added
            return Entry(
                hosts: add(names: route.hosts), methods: add(names: route.methods),
                principal: add(principal, route, forbidsSlash: !principal.isFree),
                isPrincipalWhole: route.isPrincipalWhole,
                // An action has one colon.
                action: add(action, route, partCount: 2), resource: add(resource, route),
                keys: Stretch(first, added.count))
        }

        private mutating func key(of key: Route.ContextKey, _ route: Route) -> Key {
            let added = key.values.map { add($0, route, partCount: 0) }
            let first = templates.count
            templates += added
            var spreads = false
            if key.values.count == 1, case .fact(.claim, _)? = key.values[0].pieces.first {
                spreads = key.values[0].pieces.count == 1
            }
            return Key(
                name: texts.add(Array(key.name.utf8)), values: Stretch(first, added.count),
                isMultiple: key.isMultiple, spreads: spreads)
        }

        private mutating func add(names new: [String]) -> Stretch {
            let first = names.count
            for name in new { names.append(texts.add(Array(name.utf8))) }
            return Stretch(first, new.count)
        }

        private mutating func add(
            _ template: FactTemplate, _ route: Route, partCount: Int = 6,
            forbidsSlash: Bool = false
        ) -> Stretch {
            let first = pieces.count
            let forbidden = template.forbidden(
                rest: route.path?.rest, partCount: partCount, forbidsSlash: forbidsSlash)
            for (piece, forbidden) in zip(template.pieces, forbidden) {
                switch piece {
                case .literal(let text):
                    pieces.append(Piece(kind: .literal, text: texts.add(Array(text.utf8))))
                case .fact(let source, let isOptional):
                    var piece = self.piece(source, route)
                    piece.isOptional = isOptional
                    piece.forbidden = forbidden
                    pieces.append(piece)
                }
            }
            return Stretch(first, pieces.count - first)
        }

        private mutating func piece(_ source: FactTemplate.Source, _ route: Route) -> Piece {
            switch source {
            case .capture(let name):
                let index = route.path?.index(of: name) ?? 0
                let isRest = route.path?.rest == name
                return Piece(kind: isRest ? .rest : .segment, segment: Int32(index))
            case .header(let name):
                return Piece(kind: .header, text: texts.add(Array(name.utf8)))
            case .claim(let name):
                return Piece(kind: .claim, text: texts.add(Array(name.utf8)))
            case .peerName: return Piece(kind: .peerName)
            case .sourceAddress: return Piece(kind: .sourceAddress)
            case .host: return Piece(kind: .host)
            case .method: return Piece(kind: .method)
            case .path: return Piece(kind: .path)
            }
        }
    }
}

extension FactTemplate {
    /// Whether it is a user of its own, whose name may be anything.
    fileprivate var isFree: Bool {
        head == Route.userPrefix || head.hasPrefix(Route.userPrefix) && pieces.count == 1
    }
}
