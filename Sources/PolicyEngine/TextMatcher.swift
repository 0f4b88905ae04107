import FlatMemory
import PolicyModel
import WildcardAutomata

/// A compiled pattern for one stretch of a request: the rest of a resource, a part of an ARN, the
/// value of a condition key.
///
/// The common forms are literal comparisons. Only patterns with inner wildcards or variables need
/// more than that.
struct TextMatcher: BitwiseCopyable {
    enum Form: UInt8, BitwiseCopyable {
        /// `*`: any text.
        case anything
        /// Exactly `head`.
        case literal
        /// `head*tail`.
        case affixes
        /// Anything with more wildcards: `payload` is a bit automaton.
        case glob
        /// With variables: `payload` is a template.
        case template
    }

    var form: Form
    var payload: UInt32 = 0
    var head = TextRange.empty
    var tail = TextRange.empty

    static let anything = TextMatcher(form: .anything)
}

/// What came of matching.
enum MatchResult: BitwiseCopyable {
    case matched
    case notMatched
    /// A variable has no value, so that there is nothing to match with.
    case unresolved
}

/// The automata and templates that ``TextMatcher``s refer to.
struct TextMatcherPool: ~Copyable, Sendable {
    let texts: TextPool
    private let globs: [BitGlob]
    private let templates: [Template]

    /// A template with its variables' keys hashed.
    struct Template: Sendable {
        enum Piece: Sendable {
            case token(WildcardPattern.Token)
            case variable(hash: UInt64, key: TextRange, fallback: [UInt8]?)
        }
        var pieces: [Piece]
    }

    init(_ builder: consuming TextMatcherPoolBuilder) {
        globs = builder.globs
        templates = builder.templates
        texts = TextPool(builder.texts)
    }

    /// Whether the matcher matches the bytes of the request's text in `range`.
    ///
    /// - Complexity: O(range) for the literal forms, O(range × elements / 64) for the others.
    @inline(__always)
    func match(
        _ matcher: TextMatcher, _ range: TextRange, of request: borrowing PreparedRequest,
        _ scratch: inout MatchScratch
    ) -> MatchResult {
        switch matcher.form {
        case .anything: return .matched
        case .literal:
            let isEqual =
                range.count == matcher.head.count
                && texts.equals(matcher.head, request.text.span, at: range.start)
            return isEqual ? .matched : .notMatched
        case .affixes:
            let isFramed =
                range.count >= matcher.head.count &+ matcher.tail.count
                && texts.equals(matcher.head, request.text.span, at: range.start)
                && texts.equals(
                    matcher.tail, request.text.span, at: range.end &- matcher.tail.count)
            return isFramed ? .matched : .notMatched
        case .glob, .template:
            return matchSlowly(matcher, range, of: request, &scratch)
        }
    }

    @inline(never)
    private func matchSlowly(
        _ matcher: TextMatcher, _ range: TextRange, of request: borrowing PreparedRequest,
        _ scratch: inout MatchScratch
    ) -> MatchResult {
        if matcher.form == .glob {
            let isMatch = globs[Int(matcher.payload)].matches(
                request.text.span, range.start..<range.end)
            return isMatch ? .matched : .notMatched
        }
        guard fill(templates[Int(matcher.payload)], from: request, &scratch)
        else { return .unresolved }
        return scratch.matchTokens(request.text.span, range.start..<range.end)
            ? .matched : .notMatched
    }

    /// Replaces a template's variables by their values, which are literal text.
    ///
    /// A key has a value if the request brings it single-valued and not empty.
    ///
    /// - Returns: `false` if a variable has neither a value nor a fallback.
    private func fill(
        _ template: Template, from request: borrowing PreparedRequest,
        _ scratch: inout MatchScratch
    ) -> Bool {
        scratch.tokens.removeAll(keepingCapacity: true)
        for piece in template.pieces {
            switch piece {
            case .token(let token): scratch.tokens.append(token)
            case .variable(let hash, let name, let fallback):
                if let key = request.key(hash, name, in: texts), !key.isMultiple,
                    request.values[Int(key.firstValue)].count > 0
                {
                    let value = request.values[Int(key.firstValue)]
                    for index in value.start..<value.end {
                        scratch.tokens.append(.byte(request.text[index]))
                    }
                } else if let fallback {
                    for byte in fallback { scratch.tokens.append(.byte(byte)) }
                } else {
                    return false
                }
            }
        }
        return true
    }

    /// The literal text of a matcher that has no wildcards, with variables filled in.
    ///
    /// - Returns: `nil` if a variable has no value.
    func literalText(
        _ matcher: TextMatcher, of request: borrowing PreparedRequest,
        _ scratch: inout MatchScratch
    ) -> [UInt8]? {
        if matcher.form == .literal {
            return (matcher.head.start..<matcher.head.end).map { texts[$0] }
        }
        guard matcher.form == .template,
            fill(templates[Int(matcher.payload)], from: request, &scratch)
        else { return nil }
        return scratch.tokens.map { if case .byte(let byte) = $0 { byte } else { 0 } }
    }
}

/// Compiles matchers.
struct TextMatcherPoolBuilder {
    let hash: KeyedHash
    var texts = TextPoolBuilder()
    fileprivate(set) var globs: [BitGlob] = []
    fileprivate(set) var templates: [TextMatcherPool.Template] = []
    /// Set when some pattern was too long for an automaton.
    private(set) var isOverLimit = false

    init(hash: KeyedHash) { self.hash = hash }

    /// Every variable of every template: its key and that key's hash.
    var variables: [(key: TextRange, hash: UInt64)] {
        templates.flatMap(\.pieces).compactMap { piece in
            guard case .variable(let hash, let key, _) = piece else { return nil }
            return (key, hash)
        }
    }

    /// Compiles one template.
    ///
    /// - Parameter wildcards: Whether `*` and `?` as written are wildcards.
    mutating func matcher(_ template: PolicyTemplate, wildcards: Bool) -> TextMatcher {
        guard let pattern = template.pattern(wildcards: wildcards)
        else { return templateMatcher(template, wildcards: wildcards) }
        if pattern.tokens == [.star] { return .anything }
        if let literal = pattern.literal {
            return TextMatcher(form: .literal, head: texts.add(literal))
        }
        let head = pattern.literalHead
        if pattern.tokens[head.count] == .star {
            let tail = WildcardPattern(tokens: Array(pattern.tokens.dropFirst(head.count + 1)))
            if let literal = tail.literal {
                return TextMatcher(form: .affixes, head: texts.add(head), tail: texts.add(literal))
            }
        }
        guard let glob = BitGlob(pattern) else {
            isOverLimit = true
            return .anything
        }
        globs.append(glob)
        return TextMatcher(form: .glob, payload: UInt32(globs.count - 1))
    }

    private mutating func templateMatcher(
        _ template: PolicyTemplate, wildcards: Bool
    ) -> TextMatcher {
        var pieces: [TextMatcherPool.Template.Piece] = []
        for piece in template.pieces {
            if let token = piece.token(wildcards: wildcards) {
                pieces.append(.token(token))
            } else if case .variable(let key, let fallback) = piece {
                let name = Array(key.utf8)
                pieces.append(
                    .variable(hash: hash.hash(name), key: texts.add(name), fallback: fallback))
            }
        }
        if pieces.count > BitGlob.elementCountMax { isOverLimit = true }
        templates.append(TextMatcherPool.Template(pieces: pieces))
        return TextMatcher(form: .template, payload: UInt32(templates.count - 1))
    }
}
