import FlatMemory
import WildcardAutomata

/// The automata and templates that ``TextMatcher``s refer to.
final class TextMatcherPool: Sendable {
    let texts: TextPool
    private let globs: BitGlobPool
    private let templates: FlatArray<TextRange>
    private let elements: FlatArray<PolicyTemplate.Element>
    private let variables: FlatArray<Variable>

    /// A variable with its key hashed.
    struct Variable: BitwiseCopyable {
        var hash: UInt64
        var key: TextRange
        var fallback: TextRange?
    }

    init(_ builder: TextMatcherPoolBuilder) {
        globs = BitGlobPool(builder.globs)
        templates = FlatArray(builder.templates)
        elements = FlatArray(builder.elements)
        variables = FlatArray(builder.variables)
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
                && texts.equals(matcher.head, request.text.paddedSpan, at: range.start)
            return isEqual ? .matched : .notMatched
        case .affixes:
            let isFramed =
                range.count >= matcher.head.count &+ matcher.tail.count
                && texts.equals(matcher.head, request.text.paddedSpan, at: range.start)
                && texts.equals(
                    matcher.tail, request.text.paddedSpan, at: range.end &- matcher.tail.count)
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
            let isMatch = globs.matches(
                Int(matcher.payload), request.text.paddedSpan, range.start..<range.end)
            return isMatch ? .matched : .notMatched
        }
        guard fill(matcher, from: request, &scratch) else { return .unresolved }
        return scratch.matchTokens(request.text.paddedSpan, range.start..<range.end)
            ? .matched : .notMatched
    }

    /// Replaces a template's variables by their values, which are literal text; the result is in
    /// `scratch.tokens`.
    ///
    /// A key has a value if the request brings it single-valued and not empty.
    ///
    /// - Returns: `false` if a variable has neither a value nor a fallback.
    private func fill(
        _ matcher: TextMatcher, from request: borrowing PreparedRequest,
        _ scratch: inout MatchScratch
    ) -> Bool {
        scratch.tokens.removeAll()
        let template = templates[Int(matcher.payload)]
        for index in template.start..<template.end {
            if let token = elements[index].token(wildcards: true) {
                scratch.tokens.append(token)
                continue
            }
            guard let number = elements[index].variable else { return false }
            let variable = variables[number]
            if let key = request.key(variable.hash, variable.key, in: texts), !key.isMultiple,
                request.values[Int(key.firstValue)].count > 0
            {
                let value = request.values[Int(key.firstValue)]
                for index in value.start..<value.end {
                    scratch.tokens.append(.byte(request.text[index]))
                }
            } else if let fallback = variable.fallback {
                for index in fallback.start..<fallback.end {
                    scratch.tokens.append(.byte(texts[index]))
                }
            } else {
                return false
            }
        }
        return true
    }

    /// Puts the literal text of a matcher without wildcards, variables filled in, into
    /// `scratch.literal`.
    ///
    /// - Returns: `false` if a variable has no value.
    func fillLiteral(
        _ matcher: TextMatcher, of request: borrowing PreparedRequest,
        _ scratch: inout MatchScratch
    ) -> Bool {
        scratch.literal.removeAll()
        if matcher.form == .literal {
            for index in matcher.head.start..<matcher.head.end {
                scratch.literal.append(texts[index])
            }
            return true
        }
        guard matcher.form == .template, fill(matcher, from: request, &scratch)
        else { return false }
        for index in 0..<scratch.tokens.count {
            if case .byte(let byte) = scratch.tokens[index] { scratch.literal.append(byte) }
        }
        return true
    }
}
